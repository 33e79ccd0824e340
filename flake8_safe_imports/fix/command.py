"""``fix``: what the checker finds and tables can replace, rewritten.

:func:`fix_source` is pure: text in, text out.  It goes over the text until nothing is
left to do, and looks at the result as the checker would: if anything is found there
that was not found before, or a name is used that nothing binds any more, the text is
given back as it was.  :func:`run` does the same to files.
"""

from __future__ import annotations

import ast
import builtins
import errno
import os
import re
import warnings
from collections import Counter
from typing import TYPE_CHECKING, Callable, Final, NamedTuple, TextIO

from flake8_safe_imports.checker import Checker
from flake8_safe_imports.fix import collapse as fix_dead
from flake8_safe_imports.fix import diffs as fix_diffs
from flake8_safe_imports.fix import edits as fix_text
from flake8_safe_imports.fix import importers as fix_project
from flake8_safe_imports.fix import plan as fix_plan
from flake8_safe_imports.fix.context import BAN, DEAD, SAFE, Asked
from flake8_safe_imports.fix.edits import Edit, Source
from flake8_safe_imports.fix.plan import Change as Change
from flake8_safe_imports.glance.file import SourceFile
from flake8_safe_imports.rules.file import File

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.checker import Shown
    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.finding import Finding

MAX_ROUNDS: Final = 20
"""How often a text is gone over.  Two or three times is what happens."""

_NOQA = re.compile(r"#[^\r\n]*\bnoqa\b", re.IGNORECASE)
_NOQA_FILE = re.compile(r"\s*#\s*flake8[:=]\s*noqa\s*$", re.IGNORECASE)
_IN_STRING = "it is named in a string, which is not touched"
_UNSAFE_ONLY = "it is done with --unsafe only"


class Skip(NamedTuple):
    """Something that was not rewritten."""

    line: int
    """In the source that was given, from 1."""
    code: str
    """The code of a finding; empty for what concerns the whole file."""
    text: str
    """What the finding claims, or what was left alone.

    Not its advice: that would repeat what the reason says.
    """
    reason: str


class Fixed(NamedTuple):
    """What became of a source."""

    source: str
    changes: tuple[Change, ...]
    skipped: tuple[Skip, ...]
    history: tuple[fix_text.Origins, ...] = ()
    """Where what is there now stood before; a byte order mark does not count."""


Silencer = Callable[["Sequence[str]"], "Callable[[Finding], bool]"]
"""Given the lines of a file, gives what tells whether a comment silences a finding."""


def has_noqa(lines: Sequence[str]) -> Callable[[Finding], bool]:
    """Return what tells whether a ``noqa`` stands where one may silence a finding.

    flake8 knows better: it also asks for which codes the comment is.
    """
    if any("8" in line and _NOQA_FILE.match(line) for line in lines):
        return lambda finding: True
    commented = {
        number
        for number, line in enumerate(lines, 1)
        if "#" in line and _NOQA.search(line)
    }
    latest: tuple[tuple[int, ...], bool] = (), False

    def silences(finding: Finding) -> bool:
        nonlocal latest
        # The findings of one statement share their lines, which can be as many.
        if finding.noqa_lines is not latest[0]:
            latest = finding.noqa_lines, not commented.isdisjoint(finding.noqa_lines)
        return finding.line in commented or latest[1]

    return silences


def _show_all(code: str) -> bool:
    return True


class _Settings(NamedTuple):
    """What does not change while one source is fixed."""

    path: str
    config: Config
    shown: Shown
    silencer: Silencer
    unsafe: bool


class _Failed(Exception):
    """The text cannot be fixed; ``str()`` says why."""


class _Look(NamedTuple):
    """A text, taken apart."""

    tree: ast.Module
    source: Source
    checked: File
    findings: list[Finding]
    """Those that the user would see."""


class _Round(NamedTuple):
    """What to do with a text, and what to say of it."""

    edits: tuple[Edit, ...] = ()
    changes: tuple[Change, ...] = ()
    notes: tuple[Skip, ...] = ()
    left: tuple[Skip, ...] = ()


def fix_source(
    source: str,
    path: str,
    config: Config,
    *,
    unsafe: bool = False,
    shown: Shown = _show_all,
    silencer: Silencer = has_noqa,
) -> Fixed:
    """Return *source* with everything rewritten that can be.

    *path* is the absolute path of its file, for the configuration and for what other
    files import from it; the file itself is not read.  Findings whose code *shown*
    refuses, or that a comment silences, are left alone without a word.  With *unsafe*
    bans are rewritten too, dead fallbacks collapse, and names may go that others
    might import.
    """
    if unsafe:
        config = config.replace(enable=config.enable | {DEAD})
    mark = "\ufeff" if source.startswith("\ufeff") else ""
    settings = _Settings(path, config, shown, silencer, unsafe)
    try:
        fixed = _fix(source[len(mark) :], settings)
    except _Failed as error:
        return Fixed(source, (), (Skip(1, "", "", str(error)),))
    return fixed._replace(source=mark + fixed.source)


def _fix(text: str, settings: _Settings) -> Fixed:
    given = Source(text)
    look = before = _look(text, settings)
    history: list[fix_text.Origins] = []
    changes: list[Change] = []
    notes: list[Skip] = []

    def original(line: int) -> int:
        offset = look.source.line_start(line)
        for origins in reversed(history):
            offset = origins.of(offset)
        return given.line_of(offset)

    for _ in range(MAX_ROUNDS):
        step = _round(look, settings)
        changes += [item._replace(line=original(item.line)) for item in step.changes]
        notes += [item._replace(line=original(item.line)) for item in step.notes]
        left = [item._replace(line=original(item.line)) for item in step.left]
        if not step.edits:
            break
        text = fix_text.apply(look.source.text, step.edits) or ""
        history.append(fix_text.Origins(step.edits))
        look = _look(text, settings)
    else:
        raise _Failed("no end of changes was in sight")
    if history:
        _compare(before, look)
    skipped = sorted({*notes, *left})
    unique = tuple(dict.fromkeys(changes))
    return Fixed(text, unique, tuple(skipped), tuple(history))


def _look(text: str, settings: _Settings) -> _Look:
    source = Source(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        where = f" (line {error.lineno})" if error.lineno else ""
        raise _Failed(f"it does not parse: {error.msg}{where}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise _Failed(f"it does not parse: {error}") from None
    given = SourceFile(tree, source.lines, settings.path, settings.config)
    checked = File(given)
    silences = settings.silencer(source.lines)
    findings = [
        finding
        for finding in Checker(checked, settings.shown).findings()
        if settings.shown(finding.code) and not silences(finding)
    ]
    return _Look(tree, source, checked, findings)


def _round(look: _Look, settings: _Settings) -> _Round:
    """Return what to do next: dead code first, so that nothing in it is rewritten."""
    wanted = [item for item in look.findings if item.code in {*SAFE, BAN, DEAD}]
    if not wanted:
        return _Round()
    reasons: dict[Finding, str] = {}
    if settings.unsafe:
        edits, reasons = fix_dead.collapse(look.checked, look.tree, look.source, wanted)
        if edits:
            changes = [
                Change(item.line, item.code, "a fallback that never runs -> nothing")
                for item in edits
            ]
            return _Round(tuple(dict.fromkeys(edits.values())), tuple(changes))

    def taken(name: str) -> bool:
        return fix_project.taken(settings.path, name)

    asked = Asked(wanted, taken, settings.unsafe)
    plan = fix_plan.plan(look.checked, look.tree, look.source, asked)
    reasons.update(plan.reasons)
    return _Round(
        plan.edits,
        plan.changes,
        tuple(Skip(*note) for note in plan.notes),
        tuple(_left(wanted, reasons)),
    )


def _left(wanted: Iterable[Finding], reasons: dict[Finding, str]) -> Iterator[Skip]:
    """Yield what stays, if this was the last round."""
    for finding in wanted:
        default = _UNSAFE_ONLY if finding.code == DEAD else _IN_STRING
        reason = reasons.get(finding, default)
        yield Skip(finding.line, finding.code, finding.claim, reason)


def _compare(before: _Look, after: _Look) -> None:
    """Raise _Failed if the text *after* has something wrong that *before* had not."""
    known = Counter((item.code, item.text) for item in before.findings)
    for item in after.findings:
        if not known[item.code, item.text]:
            raise _Failed(f"the result would have {item.code} {item.text}")
        known[item.code, item.text] -= 1
    lost = _unbound(after) - _unbound(before)
    if lost:
        raise _Failed(f"the result would not know {', '.join(sorted(lost))}")


def _unbound(look: _Look) -> set[str]:
    scopes = look.checked.scopes
    return {
        use.name
        for use in scopes.uses
        if not hasattr(builtins, use.name) and scopes.find_scope(use) is None
    }


# Files


class _Tally:
    """What a run did, for its last line and its exit status."""

    def __init__(self) -> None:
        self.files = self.changes = self.skips = 0
        self.failed = False


def run(
    paths: Iterable[str],
    *,
    write: bool,
    unsafe: bool,
    config: Config,
    shown_for: Callable[[str], Shown],
    stdin: TextIO,
    stdout: TextIO,
    stderr: TextIO,
    silencer: Silencer = has_noqa,
    stdin_name: str = "stdin.py",
) -> int:
    """Fix the files among *paths*, and the ``.py`` files in the folders among them.

    ``-`` is standard input, and the result goes to standard output.  Of files the
    differences are printed there, as a unified diff; with *write* the files are
    replaced instead.  *shown_for* gives, for a path, what select and ignore let
    through.  What was skipped is said on *stderr*, with a summary.  Returns 1 if
    something changed or would, 2 if a file could not be read or written, else 0.
    """
    fix_project.forget()
    tally = _Tally()
    for path in _walk(paths):
        name = stdin_name if path == "-" else path
        try:
            content = _stdin_bytes(stdin) if path == "-" else _read(path)
            text, encoding = _decode(content)
        except (OSError, SyntaxError, UnicodeError, LookupError) as error:
            print(f"{name}: cannot be read: {error}", file=stderr)
            tally.failed = True
            continue
        fixed = fix_source(
            text,
            os.path.abspath(name),
            config,
            unsafe=unsafe,
            shown=shown_for(name),
            silencer=silencer,
        )
        _report(name, fixed, tally, stderr)
        try:
            if path == "-":
                _emit(fixed.source, encoding, stdout)
            elif fixed.source != text and write:
                _replace(path, fixed.source.encode(encoding))
                print(f"{name}: rewritten", file=stderr)
            elif fixed.source != text:
                _emit(_diff(name, text, fixed), encoding, stdout)
        except (OSError, UnicodeError) as error:
            print(f"{name}: cannot be written: {error}", file=stderr)
            tally.failed = True
    _summarize(tally, stderr, done=write)
    if tally.failed:
        return 2
    return 1 if tally.files else 0


def _walk(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if path == "-" or not os.path.isdir(path):
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(
                name
                for name in folders
                if not name.startswith(".") and name != "__pycache__"
            )
            for name in sorted(names):
                if name.endswith(".py"):
                    yield os.path.join(folder, name)


def _stdin_bytes(stdin: TextIO) -> bytes:
    binary = getattr(stdin, "buffer", None)
    if binary is None:
        return stdin.read().encode()
    content = binary.read()
    assert isinstance(content, bytes)
    return content


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _decode(content: bytes) -> tuple[str, str]:
    """Return the text of a file, and the encoding that makes it again.

    Raises UnicodeError where that would not be the very same bytes.
    """
    import io
    import tokenize

    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    if encoding == "utf-8-sig":
        # The mark stays in the text, so that it is written again.
        encoding = "utf-8"
    text = content.decode(encoding)
    if text.encode(encoding) != content:
        raise UnicodeError(f"{encoding} does not give the same bytes again")
    return text, encoding


def _replace(path: str, content: bytes) -> None:
    """Replace the file at *path* at once, keeping its mode; links stay links."""
    import shutil
    import tempfile

    path = os.path.realpath(path)
    if not os.access(path, os.W_OK):
        # To be put in another's place it would not have to be writable.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    handle, name = tempfile.mkstemp(dir=os.path.dirname(path), suffix=".tmp")
    try:
        with open(handle, "wb") as file:
            file.write(content)
        shutil.copymode(path, name)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _diff(name: str, before: str, fixed: Fixed) -> str:
    shown = os.path.normpath(name).replace(os.sep, "/").lstrip("/")
    mark = "\ufeff" if before.startswith("\ufeff") else ""
    texts = before[len(mark) :], fixed.source[len(mark) :]
    return fix_diffs.unified(shown, *texts, fixed.history, mark)


def _emit(text: str, encoding: str, stdout: TextIO) -> None:
    binary = getattr(stdout, "buffer", None)
    if binary is None:
        stdout.write(text)
        return
    stdout.flush()
    binary.write(text.encode(encoding))
    binary.flush()


def _report(name: str, fixed: Fixed, tally: _Tally, stderr: TextIO) -> None:
    for skip in fixed.skipped:
        what = f"{skip.code} {skip.text}: " if skip.code else ""
        print(f"{name}:{skip.line}: {what}skipped, {skip.reason}", file=stderr)
    tally.skips += len(fixed.skipped)
    tally.changes += len(fixed.changes)
    tally.files += bool(fixed.changes)


def _summarize(tally: _Tally, stderr: TextIO, *, done: bool) -> None:
    verb = "made" if done else "to make"
    files = f"{tally.files} file{'' if tally.files == 1 else 's'}"
    print(
        f"{tally.changes} change{'' if tally.changes == 1 else 's'} {verb} in {files}, "
        f"{tally.skips} skipped",
        file=stderr,
    )
