"""Names that people and language models give to functions of the standard library.

They come from other languages, from mathematics or from a longer word, and are too far
from the real name to be typos.
"""

from __future__ import annotations

from typing import Final

MEANT: Final = {
    # JavaScript; github.com/rsionnach/sloppylint lists them as what models import.
    "json.parse": "json.loads",
    "json.stringify": "json.dumps",
    # The same list: "Use os.makedirs()", "Path.mkdir(parents=True)".
    "os.makedirectory": "os.makedirs",
    "os.mkdirs": "os.makedirs",
    "os.path.Path": "pathlib.Path",
    "pathlib.mkdirs": "pathlib.Path.mkdir",
    # github.com/KevinRabun/judges, benchmark-ai-agents.ts: "it's cache or lru_cache".
    "functools.memoize": "functools.lru_cache",
    # github.com/cadnano/cadnano2.5/issues/37: "should be replaced with re.search".
    "re.find": "re.search",
    # The same function in other languages.
    "re.replace": "re.sub",
    # Seen in public code, and the only function for it; tests/names/invented.tsv.
    "typing.Dictionary": "typing.Dict",
    "math.squareroot": "math.sqrt",
    "math.power": "math.pow",
    "random.choose": "random.choice",
    "statistics.average": "statistics.mean",
    "time.now": "time.time",
    "os.exit": "sys.exit",
    "os.environment": "os.environ",
    "tempfile.TempDirectory": "tempfile.TemporaryDirectory",
    # `os` has no function for it, only one with a longer name that does something else.
    "os.copy": "shutil.copy",
}


def find(dotted: str) -> str:
    """Return the dotted name that is meant by *dotted*; empty if it is not known."""
    return MEANT.get(dotted, "")
