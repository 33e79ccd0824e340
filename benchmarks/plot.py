"""A plot of CPU time by size; a straight line at 45 degrees is linear growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def draw(curves: Mapping[str, list[tuple[int, float]]], path: Path) -> None:
    """Draw the *curves* with more than one point into the SVG file *path*.

    A curve is a list of points: lines of code, seconds.
    """
    import matplotlib as mpl

    # Reproducible bytes.
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "cost"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4.5), layout="constrained")
    for number, (name, points) in enumerate(sorted(curves.items())):
        if len(points) > 1:
            lines, seconds = zip(*sorted(points))
            axes.plot(lines, seconds, marker="osD^"[number % 4], label=name)
    axes.set(
        xscale="log", yscale="log", xlabel="lines", ylabel="seconds of processor time"
    )
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
