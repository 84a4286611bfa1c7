"""The data sets as tables of text, targets and masks. Labels of test splits are never read."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .clean import clean_reddit, normalise
from .labels import MFT, MFT_NAMES, MORAL_PRESENCE, SCHWARTZ_20, SCHWARTZ_20_NAMES, TOUCHE_54, TOUCHE_54_NAMES, WIDTH

TOUCHE_FOLDER = "touche23-valueeval"
MFRC_FILE = "mfrc/mfrc-counts.tsv"

PREMISE_FORM = "{premise}"
ARGUMENT_FORM = "{premise} | {stance}: {conclusion}"
"""The three-field form: premise, then stance and conclusion behind a bar."""


@dataclass
class Table:
    """n texts with their targets; a column that says nothing about a row is masked out.

    targets, hard, mask: float32 [n, 82]; `hard` holds 0/1 for measuring, `targets` what training aims at.
    groups: rows of one group (conclusion, or near-equal texts) are never split between halves.
    """

    texts: list[str]
    targets: np.ndarray
    hard: np.ndarray
    mask: np.ndarray
    groups: list[str]
    arguments: list[str] | None = None

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, rows: np.ndarray) -> "Table":
        """The table of these rows, in this order."""
        return Table(
            [self.texts[i] for i in rows], self.targets[rows], self.hard[rows], self.mask[rows],
            [self.groups[i] for i in rows],
            None if self.arguments is None else [self.arguments[i] for i in rows],
        )


def _rows(path: Path, quoted: bool = False) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
        return list(reader)


def read_touche(data: Path, split: str) -> Table:
    """A split of Touché23-ValueEval with both label levels. Test splits are refused."""
    if "test" in split:
        raise ValueError("test splits are not read here")
    folder = data / TOUCHE_FOLDER
    arguments = _rows(folder / f"arguments-{split}.tsv")
    level2 = {row["Argument ID"]: row for row in _rows(folder / f"labels-{split}.tsv")}
    level1 = {row["Argument ID"]: row for row in _rows(folder / f"level1-labels-{split}.tsv")}
    n = len(arguments)
    hard = np.zeros((n, WIDTH), np.float32)
    mask = np.zeros((n, WIDTH), np.float32)
    mask[:, TOUCHE_54.columns] = mask[:, SCHWARTZ_20.columns] = 1
    for i, row in enumerate(arguments):
        hard[i, TOUCHE_54.columns] = [float(level1[row["Argument ID"]][name]) for name in TOUCHE_54_NAMES]
        hard[i, SCHWARTZ_20.columns] = [float(level2[row["Argument ID"]][name]) for name in SCHWARTZ_20_NAMES]
    return Table(
        [row["Premise"].strip() for row in arguments], hard.copy(), hard, mask,
        [normalise(row["Conclusion"]) for row in arguments],
        [
            ARGUMENT_FORM.format(premise=row["Premise"].strip(), stance=row["Stance"], conclusion=row["Conclusion"])
            for row in arguments
        ],
    )


SINGLE_VOTE_TARGET = 0.2
"""What training aims at where one annotator alone chose a label; measuring takes two or more as yes."""


def read_mfrc(path: Path) -> Table:
    """The Reddit comments, cleaned, with foundations (two annotators or more) and moral presence.

    Presence is yes where a foundation or Thin Morality has two annotators, no where Non-Moral has two and
    nothing else has; all other rows are unsure and masked out of that column.
    """
    rows = _rows(path, quoted=True)
    n = len(rows)
    targets = np.zeros((n, WIDTH), np.float32)
    hard = np.zeros((n, WIDTH), np.float32)
    mask = np.zeros((n, WIDTH), np.float32)
    mask[:, MFT.columns] = 1
    for i, row in enumerate(rows):
        counts = np.array([int(row[name]) for name in MFT_NAMES])
        hard[i, MFT.columns] = counts >= 2
        targets[i, MFT.columns] = np.where(counts >= 2, 1.0, np.where(counts == 1, SINGLE_VOTE_TARGET, 0.0))
        moral = bool((counts >= 2).any())
        if moral or int(row["Non-Moral"]) >= 2:
            mask[i, MORAL_PRESENCE.columns] = 1
            hard[i, MORAL_PRESENCE.columns] = targets[i, MORAL_PRESENCE.columns] = float(moral)
    texts = [clean_reddit(row["text"]) for row in rows]
    return Table(texts, targets, hard, mask, near_equal_groups(texts))


def comment_ids(path: Path) -> list[str]:
    """The corpus's ids of the comments, in the order of `read_mfrc`."""
    return [row["ID"] for row in _rows(path, quoted=True)]


def near_equal_groups(texts: list[str], size: int = 5, jaccard: float = 0.6, containment: float = 0.8) -> list[str]:
    """One group name per text; equal and nearly equal texts (by word 5-grams) get the same name."""
    parent = list(range(len(texts)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[str, int] = {}
    grams: list[set[tuple[str, ...]]] = []
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, text in enumerate(texts):
        plain = normalise(text)
        parent[i] = root(first.setdefault(plain, i))
        words = plain.split()
        grams.append({tuple(words[j : j + size]) for j in range(len(words) - size + 1)})
        if parent[i] == i:
            for gram in grams[i]:
                holders[gram].append(i)
    for i, own in enumerate(grams):
        shared: dict[int, int] = defaultdict(int)
        for gram in own:
            for j in holders[gram][:200]:
                if j < i:
                    shared[j] += 1
        for j, common in shared.items():
            other = len(grams[j])
            if common >= jaccard * (len(own) + other - common) or common >= containment * min(len(own), other):
                parent[root(i)] = root(j)
    return [f"text-{root(i)}" for i in range(len(texts))]


def split_groups(groups: list[str], share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of a random (1 - share) and `share` of the rows; no group is on both sides."""
    names = sorted(set(groups))
    order = np.random.default_rng(seed).permutation(len(names))
    size: dict[str, int] = defaultdict(int)
    for group in groups:
        size[group] += 1
    held: set[str] = set()
    count = 0
    for k in order:
        if count >= share * len(groups):
            break
        held.add(names[k])
        count += size[names[k]]
    inside = np.array([group in held for group in groups])
    return np.flatnonzero(~inside), np.flatnonzero(inside)
