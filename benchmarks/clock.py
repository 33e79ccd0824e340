"""The CPU time of commands, with all processes that they start."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

INSIDE = Path(__file__).with_name("inside.py")


def measure_cpu(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    allowed: Sequence[int] = (0,),
) -> float:
    """Return the seconds of user and system time that *command* takes in *folder*.

    Its output is discarded.  Raises CalledProcessError if its exit status is not one
    of *allowed*.
    """
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        raise subprocess.CalledProcessError(process.returncode, command)
    return used.ru_utime + used.ru_stime


def measure_in_turn(
    commands: Mapping[str, tuple[Any, ...]], runs: int
) -> dict[str, list[float]]:
    """Run all *commands* in turn, *runs* times; return the seconds of each run.

    Every round starts with another command, so that none is always the first.
    """
    names = list(commands)
    found: dict[str, list[float]] = {name: [] for name in names}
    for number in range(runs):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            found[name].append(measure_cpu(*commands[name]))
    return found


def get_added(times: Mapping[str, list[float]], base: str) -> dict[str, float]:
    """Return the median seconds that each command takes more than *base*, by rounds."""
    return {
        name: statistics.median(one - other for one, other in zip(spent, times[base]))
        for name, spent in times.items()
        if name != base
    }


def measure_inside(
    plugin: str,
    folder: Path,
    environment: Mapping[str, str],
    options: Sequence[str] = (),
    *,
    passes: int = 3,
    runs: int = 5,
) -> dict[str, float]:
    """Return the medians of the figures of ``inside.py`` in *runs* new processes."""
    command = [sys.executable, "-S", str(INSIDE), plugin, str(folder), str(passes)]
    found = []
    for _ in range(runs):
        done = subprocess.run(
            [*command, *options],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(json.loads(done.stdout))
    return {key: statistics.median(item[key] for item in found) for key in found[0]}
