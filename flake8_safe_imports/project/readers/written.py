"""Finds the files that commands write, copy, download or unpack.

A later command may name one of them, which is not missing then. A name that ends with
a slash is that of a folder, in which any file may be.

Sources: the documentation and ``--help`` of each tool.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.readers.shell import find_base

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from flake8_safe_imports.project.readers.shell import Word

_OUTPUTS: Final = frozenset(
    (
        *("-o", "-O", "--filename", "--out", "--outfile", "--output"),
        *("--output-document", "--output-file", "-OutFile"),
    )
)
"""Options of any command that name a file that it writes."""
_OUTPUT_AMONG_OTHERS: Final = r"-[A-Za-z]{1,9}[oO]$"
"""Such an option after others: ``curl -sSLo``."""
_ATTACHED_OUTPUTS: Final = {
    "curl": r"-[A-Za-z]{0,9}?o(.+)",
    "wget": r"-[A-Za-z]{0,9}?O(.+)",
}
"""By command, an option with the file that it writes: ``wget -Ofile``."""
_DOWNLOAD_FOLDERS: Final = {
    "aria2c": ("-d", "--dir"),
    "curl": ("--output-dir",),
    "wget": ("-P", "--directory-prefix"),
}
"""By command, the options with the folder that everything is written to."""
_TARGET_FOLDER: Final = r"--target-directory=?|-[A-Za-z]{0,9}?t"
"""The option of ``cp`` and its like with the folder that everything else goes to."""
_RECURSIVE: Final = r"-[A-Za-z]*[aRr][A-Za-z]*|--archive|--recursive"
"""Options of ``cp`` that also copy what is in folders."""
_ALWAYS_RECURSIVE: Final = frozenset(("ln", "mv", "rsync", "sync"))
_SYNCHRONIZING: Final = frozenset(("rsync", "sync"))
_REMOTE_COPIERS: Final = frozenset(("cp", "mv", "rsync", "sync"))
"""What follows the names of programs such as ``aws s3`` that copy like others."""
_WITH_TARGET_FOLDER: Final = frozenset(("cp", "install", "ln", "mv"))
_ANY_FILES: Final = r"[*?\[]|(?:^|/)\.{1,2}$"
"""What is in the name of a source that is nothing but what it contains."""
_FILE: Final = r"\.\w+$"
"""How the name of a source ends that is a file, not a folder."""
_CLONING: Final = {
    **dict.fromkeys(("gh", "git", "hg"), ("clone",)),
    "svn": ("checkout", "co", "export"),
}
_UNPACKING: Final = r"-?[A-Za-z]*x[A-Za-z]*$|--(?:extract|get)$"
"""An option of ``tar`` that unpacks; the first may have no dash."""
_UNPACK_FOLDERS: Final = ("-C", "-d", "--directory", "--one-top-level")
_MOST: Final = 100
"""How many files are followed that one command copies."""
_FIRST: Final = 3
"""Words in which the name of a command is: ``RUN sudo cp``."""
_FIRST_WORDS: Final = frozenset(("install", "tar", "touch", "unzip", "7z", "bsdtar"))
"""Commands that are arguments elsewhere: ``pip install``, ``apk add tar``."""
_BEFORE: Final = frozenset(("!", "RUN", "do", "else", "exec", "if", "sudo", "then"))
"""What such a command comes after."""
HERE: Final = "./"
"""Stands for any file below the folder that a command runs in."""


def find_written(words: Sequence[Word]) -> Iterator[str]:
    """Yield the files and folders that a command writes, by its options or its name."""
    for index, word in enumerate(words[:_FIRST]):
        name = find_base(word.text)
        find = _FINDERS.get(name)
        if find is not None and (
            name not in _FIRST_WORDS or not index or words[index - 1].text in _BEFORE
        ):
            yield from find(name, words[index + 1 :])
    options = [word.text.partition("=")[0] for word in words]
    among_others = {name for name in options if re.match(_OUTPUT_AMONG_OTHERS, name)}
    yield from _find_values(words, _OUTPUTS | among_others)


def find_entered(words: Sequence[Word]) -> Iterator[str]:
    """Yield the folder in which a command makes the following ones run."""
    for word, after in zip(words[:2], words[1:]):
        if word.text in ("cd", "pushd", "WORKDIR"):
            yield after.text


def find_copied(
    names: Sequence[str], target: str, *, is_recursive: bool
) -> Iterator[str]:
    """Yield what copies of *names* are called, if *target* is one or their folder."""
    target = target.rstrip("/") or "/"
    yield target
    for name in names[:_MOST]:
        if is_any(name):
            yield f"{target}/"
            continue
        base = posixpath.basename(name.rstrip("/"))
        yield posixpath.join(target, base)
        is_folder = is_recursive and "." not in base[1:]
        if is_folder and base not in ("", posixpath.basename(target)):
            yield f"{target}/"


def is_any(name: str) -> bool:
    """Return whether *name* stands for whatever files there are."""
    return re.search(_ANY_FILES, posixpath.basename(name.rstrip("/"))) is not None


def _find_downloads(loader: str, words: Sequence[Word]) -> Iterator[str]:
    """Yield what a command writes that loads from URLs, to the last folder it names."""
    options = _DOWNLOAD_FOLDERS[loader]
    named = list(_find_values(words, options))
    short = tuple(option for option in options if not option.startswith("--"))
    named += [
        word.text[2:]
        for word in words
        if word.text.startswith(short or "\0") and len(word.text) > len("-P")
    ]
    folders = ["", *named[-1:]]
    files = list(_find_values(words, _OUTPUTS)) if named else []
    for word in words:
        pattern = _ATTACHED_OUTPUTS.get(loader)
        attached = re.fullmatch(pattern, word.text) if pattern else None
        if attached:
            files.append(attached[1])
        elif "://" in word.text:
            files.append(posixpath.basename(word.text.partition("?")[0]))
    for file in files:
        yield from (posixpath.join(folder, file) for folder in folders)


def _find_copies(copier: str, words: Sequence[Word]) -> Iterator[str]:
    """Yield what a command writes that copies; its last argument may be a folder."""
    names, folders = _split_arguments(copier, words)
    if not folders:
        folders, names = names[-1:], names[:-1]
    is_recursive = copier in _ALWAYS_RECURSIVE or any(
        re.fullmatch(_RECURSIVE, word.text) for word in words
    )
    # Of `host:folder/file`, what comes after the colon is the name there.
    sources = [name.rpartition(":")[2] for name in names]
    for folder in folders[-1:]:
        yield from find_copied(sources, folder, is_recursive=is_recursive)
        if copier in _SYNCHRONIZING and not all(re.search(_FILE, it) for it in sources):
            yield f"{folder.rstrip('/')}/"


def _split_arguments(copier: str, words: Sequence[Word]) -> tuple[list[str], list[str]]:
    """Return the arguments of what copies, and the folders that its options name."""
    names: list[str] = []
    folders: list[str] = []
    is_folder = False
    for word in words:
        if is_folder or not word.text.startswith("-"):
            (folders if is_folder else names).append(word.text)
            is_folder = False
        elif copier in _WITH_TARGET_FOLDER:
            attached = re.match(_TARGET_FOLDER, word.text)
            folder = word.text[attached.end() :] if attached else ""
            folders += [folder] if folder else []
            is_folder = attached is not None and not folder
    return names, folders


def _find_remote_copies(_: str, words: Sequence[Word]) -> Iterator[str]:
    """Yield what programs such as ``aws s3 cp`` write."""
    for index, word in enumerate(words[:_FIRST]):
        if word.text in _REMOTE_COPIERS:
            yield from _find_copies(word.text, words[index + 1 :])
            return


def _find_named(_: str, words: Sequence[Word]) -> Iterator[str]:
    """Yield the arguments of a command that are not options."""
    yield from (word.text for word in words if not word.text.startswith("-"))


def _find_of(_: str, words: Sequence[Word]) -> Iterator[str]:
    """Yield what ``dd`` writes: ``of=file``."""
    yield from (word.text[3:] for word in words if word.text.startswith("of="))


def _find_clone(program: str, words: Sequence[Word]) -> Iterator[str]:
    """Yield the folder into which a repository is cloned."""
    if program == "gh" and any(word.text == "download" for word in words[:_FIRST]):
        yield f"{next(_find_values(words, ('-D', '--dir')), '.')}/"
        return
    is_cloning = False
    origin = ""
    for word in words:
        text = word.text
        if not is_cloning:
            is_cloning = text in _CLONING[program]
        elif origin and not text.startswith("-"):
            yield f"{text.rstrip('/')}/"
            return
        elif re.search(r"[/:]", text) and not text.startswith("-"):
            origin = text.rstrip("/")
    if origin:
        base = re.split("[/:]", origin)[-1]
        yield f"{base.removesuffix('.git')}/"


def _find_unpacked(unpacker: str, words: Sequence[Word]) -> Iterator[str]:
    """Yield the folder into which an archive is unpacked."""
    if "tar" in unpacker and not any(
        re.match(_UNPACKING, word.text) and (word is words[0] or word.text[0] == "-")
        for word in words
    ):
        return
    named = list(_find_values(words, _UNPACK_FOLDERS))
    named += [
        word.text[2:]
        for word in words
        if re.match(r"-[Cdo][^-\s]", word.text) and "/" in word.text
    ]
    yield f"{named[-1].rstrip('/')}/" if named else HERE


_FINDERS: Final[Mapping[str, Callable[[str, Sequence[Word]], Iterator[str]]]] = {
    **dict.fromkeys(_DOWNLOAD_FOLDERS, _find_downloads),
    **dict.fromkeys(("cp", "install", "ln", "mv", "rsync", "scp"), _find_copies),
    **dict.fromkeys(
        ("aws", "docker", "gcloud", "gsutil", "kubectl", "podman"), _find_remote_copies
    ),
    **dict.fromkeys(("tee", "touch"), _find_named),
    **dict.fromkeys(_CLONING, _find_clone),
    **dict.fromkeys(("7z", "bsdtar", "tar", "unzip"), _find_unpacked),
    "dd": _find_of,
}
"""By the name of a command, what finds the files that it writes."""
WRITES: Final = (
    r"-\w{0,9}[oO]\b|--(?:filename|out)|-OutFile|>"
    rf"|\b(?:cd|pushd|{'|'.join(_FINDERS)})\b"
)
"""What is in each command that may write a file, or enter a folder."""


def _find_values(words: Sequence[Word], options: Collection[str]) -> Iterator[str]:
    """Yield the values of *options*."""
    for word, after in zip(words, [*words[1:], None]):
        name, equals, value = word.text.partition("=")
        if name in options and (equals or after is not None):
            yield value if equals or after is None else after.text
