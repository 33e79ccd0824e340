"""The CPU time of commands, with all processes that they start."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

INSIDE = Path(__file__).with_name("inside.py")


class Command(NamedTuple):
    """A command to measure, and the exit statuses that are not an error."""

    arguments: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    allowed: Sequence[int] = (0,)


class Spent(NamedTuple):
    """What a command took, in seconds."""

    cpu: float
    """User and system time."""
    wall: float


def measure(command: Command) -> Spent:
    """Run *command* and return what it took.

    Its output is discarded. Raises CalledProcessError if its exit status is not
    allowed.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        command.arguments,
        cwd=command.folder,
        env=command.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in command.allowed:
        raise subprocess.CalledProcessError(process.returncode, command.arguments)
    return Spent(used.ru_utime + used.ru_stime, wall)


def measure_in_turn(
    commands: Mapping[str, Command], runs: int
) -> dict[str, list[Spent]]:
    """Run all *commands* in turn, *runs* times; return what each run took.

    Every round starts with another command, so that none is always the first.
    """
    names = list(commands)
    found: dict[str, list[Spent]] = {name: [] for name in names}
    for number in range(runs):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            found[name].append(measure(commands[name]))
    return found


def get_added(times: Mapping[str, list[Spent]], base: str) -> dict[str, float]:
    """Return the median CPU time that each command adds to *base*, by rounds."""
    return {
        name: statistics.median(
            one.cpu - other.cpu for one, other in zip(spent, times[base])
        )
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
    python: str = sys.executable,
) -> dict[str, float]:
    """Return the medians of the figures of ``inside.py`` in *runs* new processes."""
    command = [python, "-S", str(INSIDE), plugin, str(folder), str(passes)]
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
    return find_medians(found)


def find_medians(found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the median of each figure."""
    return {key: statistics.median(item[key] for item in found) for key in found[0]}
