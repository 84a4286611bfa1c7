"""Counterfactual templates: one sentence, filled for each group of an axis (gender, origin) and otherwise the same."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "evaluation" / "robustness"
AXES = ("gender", "origin")
_SLOT = re.compile(r"\b([Aa]) \{(\w+)\}|\{(\w+)\}")


@dataclass(frozen=True)
class Filled:
    """A template filled for a group. Texts with the same template and variant differ in the group alone."""

    template: str
    variant: int
    group: str
    text: str


def table(path: Path, columns: list[str]) -> list[list[str]]:
    """The rows of a tab-separated file without quoting.

    Raises ValueError, with file and line, where the header is not `columns` or a row has too many or too few fields.
    """
    lines = path.read_text(encoding="utf-8").split("\n")
    if lines[0].split("\t") != columns:
        raise ValueError(f"{path}, line 1: the columns must be {', '.join(columns)}, separated by tabs.")
    rows = []
    for number, line in enumerate(lines[1:], 2):
        fields = line.split("\t")
        if line and (len(fields) != len(columns) or not all(fields)):
            raise ValueError(f"{path}, line {number}: a row must have {len(columns)} fields, none of them empty.")
        rows += [fields] if line else []
    return rows


def fillings(axis: str) -> dict[str, dict[str, list[str]]]:
    """Of each group, in the order of the file: its words for each slot, several where there are several names."""
    out: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for of, group, slot, words in table(FOLDER / "fillings.tsv", ["axis", "group", "slot", "fillings"]):
        if of == axis:
            out[group][slot] = words.split("|")
    return dict(out)


def fill(template: str, words: dict[str, list[str]], variant: int) -> str:
    """The template with the slots' words, the variant-th where there are several.

    A slot with a capital gives a capital; "a" becomes "an" before a vowel. Raises KeyError for an unknown slot.
    """

    def word(slot: re.Match[str]) -> str:
        name = slot[2] or slot[3]
        choice = words[name.lower()]
        found = choice[variant % len(choice)]
        found = found[:1].upper() + found[1:] if name[0].isupper() else found
        article = f"{slot[1]}{'n' if found[0] in 'AEIOaeio' else ''} " if slot[1] else ""
        return article + found

    return _SLOT.sub(word, template)


def filled(axis: str) -> list[Filled]:
    """Every template of the axis, filled for every group; with each name once, where groups have several."""
    groups = fillings(axis)
    out = []
    for of, template in table(FOLDER / "templates.tsv", ["axis", "template"]):
        if of != axis:
            continue
        slots = {(a or b).lower() for _, a, b in _SLOT.findall(template)}
        variants = max(len(groups[group][slot]) for group in groups for slot in slots)
        out += [
            Filled(template, variant, group, fill(template, groups[group], variant))
            for variant in range(variants) for group in groups
        ]
    return out


def swaps(axis: str) -> list[tuple[str, str]]:
    """Pairs of texts that differ in the group: each group with the next one, and the last with the first.

    So every group occurs equally often; two groups make one pair, not two.
    """
    sets: dict[tuple[str, int], list[str]] = defaultdict(list)
    for one in filled(axis):
        sets[one.template, one.variant].append(one.text)
    out = []
    for texts in sets.values():
        following = texts[1:] + texts[:1] if len(texts) > 2 else texts[1:]
        out += [pair for pair in zip(texts, following) if pair[0] != pair[1]]
    return out
