;; Emacs and its own python-flymake: what it marks in the open buffer, and again after an
;; edit that is not saved.  One line of JSON for each on standard output.
(require 'python)
(require 'flymake)
(require 'json)
(setq python-flymake-command '("flake8" "-"))

(defun row (diagnostic)
  (save-excursion
    (goto-char (flymake-diagnostic-beg diagnostic))
    (vector (line-number-at-pos) (1+ (current-column))
            (flymake-diagnostic-text diagnostic))))

(defun note (name)
  "Wait until something speaks of NAME, then print what is marked."
  (flymake-start)
  (let ((tries 0))
    (while (and (< tries 100)
                (not (seq-find (lambda (d) (string-match-p name (flymake-diagnostic-text d)))
                               (flymake-diagnostics))))
      (accept-process-output nil 0.1)
      (setq tries (1+ tries))))
  (princ (json-encode (vconcat (mapcar #'row (flymake-diagnostics)))))
  (terpri))

(find-file (getenv "TARGET"))
(setq-local flymake-no-changes-timeout nil)
(flymake-mode 1)
(note "optparse")
(erase-buffer)
(insert "# not saved\nimport os, imp\n")
(note "`imp`")
