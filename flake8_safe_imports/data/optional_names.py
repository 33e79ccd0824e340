"""Standard library names that a build, platform or early release may lack.

An import of such a name may fail on a supported version, so its fallback is not dead.
A row covers everything below the name too. Private names need none: they are never
certain to exist.
"""

from __future__ import annotations

from typing import Final

# name | version from which it is always there, empty if never | source
#
# "docs X" is the page of module X in Python's documentation; "Lib/X" a file of
# CPython's sources. "configure" is the list of requirements for optional modules in
# docs/using/configure. "wasm" are the Pyodide builds of 3.14 and 3.15 whose dumps are
# in tools/dumps. "PyPy" names files of its sources without the name.
_TABLE: Final = """\
asyncio.unix_events||Lib/asyncio/unix_events.py: not on Windows
asyncio.windows_events||Lib/asyncio/windows_events.py: Windows
asyncio.windows_utils||Lib/asyncio/windows_utils.py: Windows
bz2||configure: libbz2
cProfile||docs profile: use profile if cProfile is not available
compression||docs compression.zstd: optional; needs zlib, bz2 and lzma too
concurrent.futures.ProcessPoolExecutor||docs multiprocessing: not on WASI
concurrent.futures.process||docs multiprocessing: not on WASI
concurrent.interpreters||docs concurrent.interpreters: not on WASI
crypt||docs crypt: Unix
ctypes||configure: libffi
curses||configure: ncurses
dbm.gnu||docs dbm: needs gdbm
dbm.ndbm||docs dbm: needs ndbm
dbm.sqlite3||configure: SQLite
distutils||Debian: in python3-distutils
email.utils.supports_strict_parsing||gh-102988: came with bug-fix releases
encodings.mbcs||docs codecs: Windows
encodings.oem||docs codecs: Windows
ensurepip||wasm; Debian: in python3-venv
fcntl||docs fcntl: Unix
ftplib.FTP_TLS||Lib/ftplib.py: only with ssl
gc.freeze||PyPy: module/gc/moduledef.py
gc.get_threshold||PyPy: module/gc/moduledef.py
grp||docs grp: Unix; wasm
gzip||docs gzip: needs zlib
hashlib.blake2b||docs configure: --with-builtin-hashlib-hashes
hashlib.blake2s||docs configure: --with-builtin-hashlib-hashes
http.client.HTTPSConnection||docs http.client: only with ssl
idlelib||wasm; needs tkinter
imaplib.IMAP4_SSL||Lib/imaplib.py: only with ssl
lib2to3||Debian: in python3-lib2to3
lzma||configure: liblzma
mmap||docs mmap: not on WASI
msilib||docs msilib: Windows
msvcrt||docs msvcrt: Windows
multiprocessing||docs multiprocessing: not on WASI
nis||docs nis: Unix
nt||docs os: Windows
ossaudiodev||docs ossaudiodev: Linux, FreeBSD
plistlib||Lib/plistlib.py: imports xml.parsers.expat
poplib.POP3_SSL||Lib/poplib.py: only with ssl
posix||docs posix: Unix
profiling||PEP 799: profiling.tracing is cProfile
pty||docs pty: Unix
pwd||docs pwd: Unix; wasm
pyexpat||docs pyexpat: needs Expat
readline||configure: readline or libedit; wasm
resource||docs resource: Unix; wasm
shutil.disk_usage||docs shutil: Unix, Windows
smtplib.SMTP_SSL||Lib/smtplib.py: only with ssl
spwd||docs spwd: Unix
sqlite3||configure: SQLite
ssl||configure: OpenSSL
symtable||PyPy: no _symtable
sys.get_int_max_str_digits||docs stdtypes: came with bug-fix releases
sys.getallocatedblocks||PyPy: module/sys/moduledef.py
sys.getunicodeinternedsize||docs sys: CPython implementation detail
sys.set_int_max_str_digits||docs stdtypes: came with bug-fix releases
syslog||docs syslog: Unix; wasm
tarfile.AbsoluteLinkError||PEP 706: came with bug-fix releases
tarfile.AbsolutePathError||PEP 706: came with bug-fix releases
tarfile.FilterError||PEP 706: came with bug-fix releases
tarfile.LinkFallbackError||docs tarfile: came with bug-fix releases
tarfile.LinkOutsideDestinationError||PEP 706: came with bug-fix releases
tarfile.OutsideDestinationError||PEP 706: came with bug-fix releases
tarfile.SpecialFileError||PEP 706: came with bug-fix releases
tarfile.data_filter||PEP 706: came with bug-fix releases
tarfile.fully_trusted_filter||PEP 706: came with bug-fix releases
tarfile.tar_filter||PEP 706: came with bug-fix releases
termios||docs termios: Unix
threading|3.8|docs threading: optional before 3.7
threading.get_native_id||docs threading: some platforms
tkinter||configure: Tcl/Tk; Debian: in python3-tk
tracemalloc||PyPy: its test_tracemalloc.py skips if it is missing
tty||docs tty: Unix
turtle||docs turtle: needs tkinter
turtledemo||docs turtle: needs tkinter
typing.AsyncContextManager|3.8|docs typing: came with 3.5.4 and 3.6.2
typing.AsyncGenerator|3.8|docs typing: came with 3.6.1
typing.ChainMap|3.8|docs typing: came with 3.5.4 and 3.6.1
typing.Counter|3.8|docs typing: came with 3.5.4 and 3.6.1
typing.Deque|3.8|docs typing: came with 3.5.4 and 3.6.1
typing.ForwardRef|3.8|docs typing: came with 3.7.4; not in 3.6.15
typing.NoReturn|3.8|docs typing: came with 3.5.4 and 3.6.2
typing.OrderedDict|3.8|docs typing: came with 3.7.2; not in 3.6.15
urllib.request.HTTPSHandler||Lib/urllib/request.py: only with ssl
venv||wasm; Debian: in python3-venv
winreg||docs winreg: Windows
winsound||docs winsound: Windows
xml.dom.expatbuilder||Lib/xml/dom/expatbuilder.py: imports xml.parsers.expat
xml.parsers.expat||docs pyexpat: needs Expat
xml.sax.expatreader||Lib/xml/sax/expatreader.py: imports xml.parsers.expat
xmlrpc.client||Lib/xmlrpc/client.py: imports xml.parsers.expat
xmlrpc.server||Lib/xmlrpc/server.py: imports xmlrpc.client
zlib||configure: zlib
"""
_ROWS: Final = tuple(line.split("|") for line in _TABLE.splitlines())
SOURCES: Final = {name: source for name, _, source in _ROWS}
"""Name -> where its row is from."""


def _number(version: str) -> int:
    """Return *version* as windows count it: 308 for ``3.8``; 0 for none."""
    major, _, minor = version.partition(".")
    return 100 * int(major) + int(minor) if minor else 0


ALWAYS_SINCE: Final = {name: _number(version) for name, version, _ in _ROWS}
"""Name -> the version from which every build has it; 0 if there is none."""
