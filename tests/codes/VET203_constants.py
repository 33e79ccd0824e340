#: vet-supported-python = >=3.7
import concurrent.futures, ctypes.util, os, platform, socket, sqlite3, ssl, stat, sys, termios
sqlite3.SQLITE_BUSY  #> 1 VET203 `sqlite3.SQLITE_BUSY` is new in Python 3.11 and Python 3.7 is supported: guard it with a version test
termios.tcgetwinsize(1)  #> 1 VET203 `termios.tcgetwinsize` is new in Python 3.11 and Python 3.7 is supported: guard it with a version test
stat.SF_SETTABLE  #> 1 VET203 `stat.SF_SETTABLE` is new in Python 3.13 and Python 3.7 is supported: guard it with a version test
socket.CAN_J1939  #> 1 VET203 `socket.CAN_J1939` is new in Python 3.9 and Python 3.7 is supported: guard it with a version test
os.EFD_CLOEXEC  #> 1 VET203 `os.EFD_CLOEXEC` is new in Python 3.10 and Python 3.7 is supported: guard it with a version test
ssl.OP_ENABLE_KTLS  #> 1 VET203 `ssl.OP_ENABLE_KTLS` is new in Python 3.12 and Python 3.7 is supported: guard it with a version test
os.listdrives()  #> 1 VET203 `os.listdrives` is new in Python 3.12 and Python 3.7 is supported: guard it with a version test
os.add_dll_directory("x")  #> 1 VET203 `os.add_dll_directory` is new in Python 3.8 and Python 3.7 is supported: guard it with a version test
sys.monitoring.use_tool_id(1, "x")  #> 1 VET203 `sys.monitoring` is new in Python 3.12 and Python 3.7 is supported: guard it with a version test
concurrent.futures.InterpreterPoolExecutor  #> 1 VET203 `concurrent.futures.InterpreterPoolExecutor` is new in Python 3.14 and Python 3.7 is supported: guard it with a version test
ctypes.util.dllist()  #> 1 VET203 `ctypes.util.dllist` is new in Python 3.14 and Python 3.7 is supported: guard it with a version test
from inspect import getmoduleinfo  #> 21 VET202 `inspect.getmoduleinfo` was removed in Python 3.6: use `inspect.getmodulename`
import DLFCN  #> 8 VET202 `DLFCN` was removed in Python 3.6: use `os`
os.O_RDONLY, os.O_BINARY, os.PathLike, os.plock, os.RTLD_NOW, os.SEEK_HOLE
socket.AF_INET6, socket.SO_REUSEPORT, stat.S_ISVTX, termios.TCSANOW, ssl.OP_ALL
platform.ios_ver(), platform.android_ver(), platform.IOSVersionInfo, platform.AndroidVer
sqlite3.SQLITE_DENY, sqlite3.SQLITE_OK
