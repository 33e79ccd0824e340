// A python(1)-like front end to one Pyodide folder, for Pythons that have no other build here:
//   node tools/pyodide.mjs node_modules/pyodide [-I FOLDER]... (-c CODE | -m MODULE | SCRIPT) ARGUMENT...
// The host's folders show at their own paths.  There are no subprocesses.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const rest = process.argv.slice(2);
const home = path.resolve(rest.shift());
const added = [];
while (rest[0] === "-I") {
  rest.shift();
  added.push(path.resolve(rest.shift()));
}
const { loadPyodide } = await import(pathToFileURL(path.join(home, "pyodide.mjs")));
const kept = /^(PYTEST|PYTHON|HYPOTHESIS|NO_COLOR)/;
const passed = Object.fromEntries(Object.entries(process.env).filter(([key]) => kept.test(key)));
const python = await loadPyodide({
  indexURL: home + "/",
  env: { HOME: "/home", PYTHONDONTWRITEBYTECODE: "1", ...passed },
});

const tops = [process.cwd(), process.env.TMPDIR ?? "/tmp", process.env.HOME ?? "/tmp", ...added, ...rest]
  .filter((name) => name.startsWith("/"))
  .map((name) => "/" + name.split("/")[1]);
for (const top of new Set(tops)) {
  if (!fs.existsSync(top) || !fs.statSync(top).isDirectory()) continue;
  try {
    python.FS.mkdirTree(top);
  } catch {
    // it is there
  }
  python.FS.mount(python.FS.filesystems.NODEFS, { root: top }, top);
}
python.FS.chdir(process.cwd());

let read = false;
python.setStdin({
  stdin: () => {
    if (read) return null;
    read = true;
    return fs.readFileSync(0);
  },
});
const writer = (descriptor) => ({
  write: (bytes) => {
    fs.writeSync(descriptor, bytes);
    return bytes.length;
  },
});
python.setStdout(writer(1));
python.setStderr(writer(2));
python.globals.set("_arguments", python.toPy(rest));
python.globals.set("_folders", python.toPy(added));
const status = python.runPython(`
import os, runpy, sys, traceback

def _start(arguments):
    first, *others = arguments
    if first == "-c":
        sys.argv = ["-c", *others[1:]]
        exec(compile(others[0], "<string>", "exec"), {"__name__": "__main__"})
    elif first == "-m":
        sys.argv = others
        sys.path.insert(0, os.getcwd())
        runpy.run_module(others[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        sys.path.insert(0, os.path.dirname(os.path.abspath(first)))
        runpy.run_path(first, run_name="__main__")

def _status(arguments):
    try:
        _start(arguments)
    except SystemExit as error:
        if error.code is None or isinstance(error.code, int):
            return error.code or 0
        print(error.code, file=sys.stderr)
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0

# A loader without a spec makes every traceback warn from Python 3.15 on.
globals().pop("__loader__", None)
sys.path[:0] = list(_folders)
_result = _status(list(_arguments))
sys.stdout.flush()
sys.stderr.flush()
_result
`);
process.exit(status);
