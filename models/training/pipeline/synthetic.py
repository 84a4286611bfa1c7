"""Small made-up data in the formats of the real data sets, for a smoke test without any download."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from .data import MFRC_FILE, TOUCHE_FOLDER
from .describe import PHRASES_FILE
from .labels import MFT_NAMES, SCHWARTZ_20_NAMES, TOUCHE_54_NAMES

_OBJECTS = ("bridge", "garden", "market", "library", "harbour", "school", "forest", "museum", "theatre", "river")


def write_synthetic(folder: Path, seed: int = 1) -> None:
    """Writes both data sets: texts name their labels in plain words, so that there is something to learn."""
    rng = np.random.default_rng(seed)
    _touche(folder / TOUCHE_FOLDER, rng)
    _phrases(folder / PHRASES_FILE)
    _mfrc(folder / MFRC_FILE, rng)


def _touche(folder: Path, rng: np.random.Generator) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for split, n in (("training", 80), ("validation", 60), ("validation-zhihu", 20)):
        arguments = ["Argument ID\tConclusion\tStance\tPremise"]
        level2 = ["\t".join(("Argument ID", *SCHWARTZ_20_NAMES))]
        level1 = ["\t".join(("Argument ID", *TOUCHE_54_NAMES))]
        for i in range(n):
            thing = _OBJECTS[i % len(_OBJECTS)]
            stance = ("in favor of", "against")[i % 2]
            high, low = rng.random(20) < 0.15, rng.random(54) < 0.08
            high[i % 20] = low[i % 54] = True
            words = [name for name, on in zip(SCHWARTZ_20_NAMES, high) if on]
            premise = f'The "{thing}" number {i} is about {" and ".join(words).lower()}.'
            arguments.append(f"S{i:05}\tWe should open the {thing}\t{stance}\t{premise}")
            level2.append("\t".join((f"S{i:05}", *("01"[int(on)] for on in high))))
            level1.append("\t".join((f"S{i:05}", *("01"[int(on)] for on in low))))
        for name, lines in (("arguments", arguments), ("labels", level2), ("level1-labels", level1)):
            (folder / f"{name}-{split}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _phrases(path: Path) -> None:
    """Each level-1 value in one category; two phrases a value."""
    tree = {
        category: {name: [f"to {name.lower()}", f"so that people {name.lower()}"] for name in TOUCHE_54_NAMES[k::20]}
        for k, category in enumerate(SCHWARTZ_20_NAMES)
    }
    path.write_text(json.dumps(tree), encoding="utf-8")


def _mfrc(path: Path, rng: np.random.Generator) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    order = ("Equality", "Care", "Non-Moral", "Authority", "Thin Morality", "Loyalty", "Proportionality", "Purity")
    lines = ["\t".join(("ID", "text", *order))]
    for i in range(120):
        counts = {name: int(rng.integers(0, 4)) if rng.random() < 0.2 else 0 for name in MFT_NAMES}
        counts["Non-Moral"] = 0 if any(count > 1 for count in counts.values()) else 3
        named = " and ".join(name for name, count in counts.items() if count > 1).lower()
        text = f"&gt; The {_OBJECTS[i % 10]} no. {i}\\n*really* is about [{named}](https://example.org/{i}) &amp;amp; more"
        lines.append("\t".join((str(i), text, *(str(counts[name]) for name in order))))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
