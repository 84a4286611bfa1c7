"""Checks a bundle and its fixtures: `python -m pipeline.check BUNDLE FIXTURES`; status 1 when something is wrong."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

from . import diagram
from .bundle import check
from .labels import HEADS
from .reference import GOLDEN_FILE, REFERENCE_FILE
from .runtime import DEVICES


def check_fixtures(folder: Path) -> list[str]:
    """What is wrong with the fixtures: too few texts, or score lists of the wrong length."""
    wrong = []
    golden = json.loads((folder / GOLDEN_FILE).read_text(encoding="utf-8"))
    reference = json.loads((folder / REFERENCE_FILE).read_text(encoding="utf-8"))
    if len(golden) < 60 or len(reference) < 40:
        wrong.append("too few texts in the fixtures")
    for row in reference:
        for kind in (*DEVICES, "pytorch"):
            if [len(row[kind][head.id]) for head in HEADS] != [len(head.ids) for head in HEADS]:
                wrong.append(f"{kind} scores of {row['text']!r} have the wrong length")
    return wrong


def check_card(folder: Path) -> list[str]:
    """What is wrong with the model card: no reliability diagram, or pictures that are missing or no XML."""
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (folder / "README.md").read_text(encoding="utf-8"))
    wrong = [] if diagram.FILE in shown else ["the card shows no reliability diagram"]
    for name in shown:
        try:
            ElementTree.parse(folder / name)
        except (OSError, ElementTree.ParseError) as error:
            wrong.append(f"the card's picture {name} cannot be shown: {error}")
    return wrong


if __name__ == "__main__":
    problems = check(Path(sys.argv[1])) + check_card(Path(sys.argv[1])) + check_fixtures(Path(sys.argv[2]))
    print("\n".join(problems) or "sound")
    sys.exit(1 if problems else 0)
