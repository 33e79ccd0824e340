"""Build the distributions twice from the same source, and compare the bytes.

    python tools/build_twice.py FOLDER

The sdist, and the wheel made from it, are written to FOLDER, which is created. Dates
in them are SOURCE_DATE_EPOCH, by default that of the last commit, so that the files can
be reproduced from that commit. setuptools uses it in the wheel only, so the sdist is
packed again. Exits with 1 if the two builds differ, and names the file.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = [sys.executable, "-m", "build", "-q", "--installer", "uv"]
EARLIEST = "315532800"
"""1980, the earliest date in a zip file; for a source without commits."""


def get_date() -> str:
    """Return the date of the distributions, in seconds since 1970."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return os.environ["SOURCE_DATE_EPOCH"]
    command = ["git", "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return EARLIEST
    return done.stdout.strip() or EARLIEST


def build(folder: str) -> dict[str, str]:
    """Build into *folder*; return the SHA-256 of each file by its name."""
    subprocess.run(
        [*BUILD, "--outdir", folder, str(ROOT)],
        env={**os.environ, "SOURCE_DATE_EPOCH": get_date()},
        check=True,
    )
    for path in Path(folder).glob("*.tar.gz"):
        path.write_bytes(repack(path.read_bytes(), int(get_date())))
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(Path(folder).iterdir())
    }


def repack(data: bytes, seconds: int) -> bytes:
    """Return a ``.tar.gz`` with sorted members, one date and no owner."""
    packed, compressed = io.BytesIO(), io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(data)) as old,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for member in sorted(old.getmembers(), key=lambda member: member.name):
            member.mtime = seconds
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            member.pax_headers = {}
            new.addfile(member, old.extractfile(member) if member.isfile() else None)
    with gzip.GzipFile("", "wb", 9, compressed, seconds) as file:
        file.write(packed.getvalue())
    return compressed.getvalue()


def main() -> int:
    """Build twice and compare; return the exit status."""
    (folder,) = sys.argv[1:]
    first = build(folder)
    with tempfile.TemporaryDirectory() as other:
        second = build(other)
    for name in sorted({*first, *second}):
        same = first.get(name) == second.get(name)
        print(f"{name}: {first.get(name)}{'' if same else ' differs the second time'}")
    return int(first != second)


if __name__ == "__main__":
    sys.exit(main())
