set nocompatible
set encoding=utf-8
set runtimepath^=/usr/share/vim-ale
filetype plugin on
let g:ale_lint_on_enter = 0
let g:ale_linters = {'python': ['flake8']}
let g:ale_linters_explicit = 1
let g:ale_python_flake8_use_global = 1
let g:ale_history_log_output = 1
