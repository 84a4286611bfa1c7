"""The reliability diagram of the model card: a small SVG, the same bytes from the same figures."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

FILE = "reliability.svg"
PLOT, BARS, GAP, LEFT, TOP = 168, 42, 40, 52, 64
"""Pixels: side of a panel's plot, height of its histogram, space between panels, margins of the first panel."""
HEIGHT = TOP + PLOT + 24 + BARS + 56
# A picture follows the reader's system, the page around it perhaps not: it brings its own ground.
STYLE = """
  svg { --ground: #ffffff; --ink: #24292f; --quiet: #57606a; --frame: #d0d7de; --mark: #0969da; --bar: #b6d4f5 }
  @media (prefers-color-scheme: dark) {
    svg { --ground: #0d1117; --ink: #e6edf3; --quiet: #9aa4af; --frame: #3d444d; --mark: #6cb6ff; --bar: #2b4f77 }
  }
  text { font: 11px system-ui, sans-serif; fill: var(--quiet); text-anchor: middle }
  .name { font-size: 13px; font-weight: 600; fill: var(--ink) } .end { text-anchor: end }
  .ground { fill: var(--ground) } .frame { fill: none; stroke: var(--frame) }
  .even { stroke: var(--quiet); stroke-dasharray: 4 3 } .line { fill: none; stroke: var(--mark); stroke-width: 1.5 }
  circle { fill: var(--mark); stroke: var(--ground) } .bar { fill: var(--bar) }
"""


def draw(calibration: dict[str, Any]) -> str:
    """The diagram of the heads in `calibration`, as `evaluate.calibrate` gives it: SVG text.

    One panel a head: observed share over mean score of each bin that has cells, the diagonal of perfect
    calibration, and the number of cells below; radii of points and heights of bars grow with its logarithm.
    """
    width = LEFT + len(calibration) * (PLOT + GAP) - GAP + 24
    most = max(n for part in calibration.values() for n, _, _ in part["reliability"])
    panels = [_panel(name, part, LEFT + k * (PLOT + GAP), most) for k, (name, part) in enumerate(calibration.items())]
    errors = "; ".join(f"{name}: {part['after']:.4f}" for name, part in calibration.items())
    middle, foot = LEFT + (width - LEFT - 24) / 2, HEIGHT - 12
    half = TOP + PLOT / 2
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}" '
        'role="img" aria-labelledby="title desc">',
        '<title id="title">Reliability diagram of the scores after scaling, by head</title>',
        '<desc id="desc">Share of cells that really have the label, over the mean score of ten equal bins, with the '
        "diagonal on which scores equal shares; below, how many cells each bin has. Expected calibration error, "
        f"{errors}.</desc>",
        f"<style>{STYLE}</style>",
        f'<rect class="ground" width="{width}" height="{HEIGHT}" rx="6"/>',
        *panels,
        f'<text transform="rotate(-90 14 {half:.1f})" x="14" y="{half:.1f}">share that has the label</text>',
        f'<text x="{middle:.1f}" y="{foot}">mean score of a bin; points and bars: cells in it, on a log scale</text>',
        "</svg>", "",
    ])


def _panel(name: str, part: dict[str, Any], left: int, most: int) -> str:
    bottom, floor = TOP + PLOT, TOP + PLOT + 24 + BARS
    bins = part["reliability"]
    step = PLOT / len(bins)
    points = [(left + p * PLOT, bottom - y * PLOT, n) for n, p, y in bins if n]
    out = [
        f'<text class="name" x="{left + PLOT / 2:.1f}" y="28">{name}</text>',
        f'<text x="{left + PLOT / 2:.1f}" y="46">calibration error {part["after"]:.4f}</text>',
        f'<rect class="frame" x="{left}" y="{TOP}" width="{PLOT}" height="{PLOT}"/>',
        f'<line class="even" x1="{left}" y1="{bottom}" x2="{left + PLOT}" y2="{TOP}"/>',
        f'<polyline class="line" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)}"/>',
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{1.2 * (1 + math.log10(n)):.1f}"/>' for x, y, n in points),
    ]
    for mark in (0, 0.5, 1):
        out.append(f'<text x="{left + mark * PLOT:.1f}" y="{bottom + 15}">{mark:g}</text>')
        out.append(f'<text class="end" x="{left - 6}" y="{bottom - mark * PLOT + 4:.1f}">{mark:g}</text>')
    for k, (n, _, _) in enumerate(bins):
        height = BARS * math.log10(1 + n) / math.log10(1 + most)
        out.append(f'<rect class="bar" x="{left + k * step + 1:.1f}" y="{floor - height:.1f}" '
                   f'width="{step - 2:.1f}" height="{height:.1f}"><title>{n} cells</title></rect>')
    sizes = f"{min(n for *_, n in points):,} to {max(n for *_, n in points):,} cells a bin" if points else "no cells"
    return "\n".join([*out, f'<text x="{left + PLOT / 2:.1f}" y="{floor + 16}">{sizes}</text>'])


def write_diagram(folder: Path, calibration: dict[str, Any]) -> None:
    """Writes the diagram beside the model card that shows it."""
    (folder / FILE).write_text(draw(calibration), encoding="utf-8")
