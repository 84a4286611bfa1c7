"""Label names of a model to label ids of the toolkit: by name, never by position."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .errors import ConversionError

OWN = "own:"
"""A taxonomy that the model brings along is called own:<id>, and its labels carry their names."""

ALIASES: Mapping[str, Mapping[str, str]] = {
    "mft-5": {"purity": "sanctity", "ingroup": "loyalty", "reciprocity": "fairness"},
    "mft-6": {"sanctity": "purity", "ingroup": "loyalty"},
}
"""Other names of one and the same thing (Graham et al. 2013; Atari et al. 2023)."""

VALENCES = ("attained", "constrained")

ABSENT = ("absent", "no", "not", "non", "none", "other", "neither", "negative", "false")
PRESENT = ("present", "yes", "positive", "true")
"""How models of one label call their two outputs, by first word and as a whole."""


def kebab(name: str) -> str:
    """The stable id of a label: "Self-direction: thought" becomes "self-direction-thought"."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def plain(name: str) -> str:
    """A name with nothing left but letters, their marks and digits, of any script and without case.

    Spellings of one name compare equal, and names in other scripts do not all become nothing. A name of signs alone
    stays as it is.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LMN") or folded.strip()


@cache
def taxonomies() -> dict[str, tuple[str, ...]]:
    """Names of the labels of every taxonomy that the toolkit knows; equal to src/taxonomy, as a test there checks."""
    data = json.loads((Path(__file__).parent / "taxonomies.json").read_text(encoding="utf-8"))
    return {taxonomy: tuple(names) for taxonomy, names in data.items()}


@dataclass(frozen=True)
class OwnLabel:
    """A label of a taxonomy that the toolkit does not know."""

    id: str
    name: str
    definition: str = ""


def label_ids(taxonomy: str, own: Sequence[OwnLabel] = ()) -> dict[str, str]:
    """Plain names of a taxonomy's labels, with their aliases, to their ids."""
    if taxonomy.startswith(OWN):
        known = {plain(label.name): label.id for label in own} | {plain(label.id): label.id for label in own}
    elif taxonomy in taxonomies():
        known = {plain(name): kebab(name) for name in taxonomies()[taxonomy]}
    else:
        raise ConversionError(
            f"There is no taxonomy called {taxonomy!r}.",
            f"Known are {', '.join(taxonomies())}; for labels of the model's own, use own:<id> with a map of labels.",
        )
    return known | {alias: label for alias, label in ALIASES.get(taxonomy, {}).items()}


def match(
    names: Sequence[str], taxonomy: str, names_map: Mapping[str, str] | None = None, own: Sequence[OwnLabel] = ()
) -> list[str]:
    """Ids of the labels that `names` (a model's id2label, in order) mean.

    names_map: from the model's name to the label's name or id, for names that say nothing, such as LABEL_0.
    Raises ConversionError where a name is unknown, says nothing, or two names mean one label.
    """
    known = label_ids(taxonomy, own)
    mapped = {plain(name): target for name, target in (names_map or {}).items()}
    ids, unknown = [], []
    for name in names:
        target = mapped.get(plain(name), name)
        if target == name and re.fullmatch(r"label\d+", plain(name)):
            raise ConversionError(
                f"The model calls an output {name!r}, which does not say what it means.",
                'Give a file with --labels, such as {"LABEL_0": "care", "LABEL_1": "fairness"}, taken from the '
                "model's card; the order of the outputs cannot be guessed.",
            )
        label = known.get(plain(target))
        if label is None:
            unknown.append(target)
        else:
            ids.append(label)
    if unknown:
        raise ConversionError(
            f"No label of {taxonomy} is called {', '.join(map(repr, unknown))}.",
            f"Its labels are: {', '.join(dict.fromkeys(known.values()))}. Map the names with --labels, or choose "
            "another --taxonomy.",
        )
    twice = sorted({label for label in ids if ids.count(label) > 1})
    if twice:
        raise ConversionError(
            f"Two outputs of the model mean the same label: {', '.join(twice)}.",
            "Tell them apart with --labels, or choose a taxonomy with a label for each.",
        )
    return ids


def match_valences(names: Sequence[str], taxonomy: str, names_map: Mapping[str, str] | None = None) -> list[str]:
    """Ids of the values of a model with two outputs a value: `<value> attained`, then `<value> constrained`.

    Raises ConversionError where the names do not alternate so.
    """
    by_name = {plain(name): target for name, target in (names_map or {}).items()}
    mapped = [by_name.get(plain(name), name) for name in names]
    for place, name in enumerate(mapped):
        if not plain(name).endswith(VALENCES):
            raise ConversionError(
                f"Output {place} is called {name!r}, which does not say whether a value is attained or constrained.",
                "Give each output its name, `<value> attained` or `<value> constrained`, from the model's card: with "
                "--labels, or with labelNames in a recipe. The order of the outputs cannot be guessed.",
            )
    turns = [VALENCES[place % 2] for place in range(len(mapped))]
    values = [plain(name).removesuffix(valence) for name, valence in zip(mapped, turns)]
    if not all(plain(name).endswith(valence) for name, valence in zip(mapped, turns)) or values[0::2] != values[1::2]:
        raise ConversionError(
            "The outputs are not in the order that this form reads: every value attained, then the same value constrained.",
            "Do not rename them, which would swap their meanings: convert the model with --output labels and a label of "
            "its own for each output (--taxonomy own:<id> --own-labels FILE).",
        )
    return match(values[0::2], taxonomy)


def present_of(names: Sequence[str], label: str, known: Mapping[str, str]) -> int:
    """Which of the two outputs of a model of one label means that the label is there: 0 or 1, by their names.

    label: the label's id; known: plain names to ids, as of `label_ids`.
    Raises ConversionError where the names do not tell it, or name another label.
    """
    absent = [plain(name).startswith("non") or re.split(r"[\W_]+", name.strip().casefold())[0] in ABSENT for name in names]
    if len(names) == 2 and absent.count(True) == 1:
        place = absent.index(False)
        if plain(names[place]) in PRESENT or known.get(plain(names[place])) == label:
            return place
    raise ConversionError(
        f"The outputs of the model of {label} are called {', '.join(map(repr, names))}, which does not say which of two "
        "means that it is there.",
        "State it as the model's card does, with labelNames in the recipe: [\"absent\", \"present\"] or the other way "
        "round. Where the names mean another label, correct the order of models or partLabels.",
    )


def check_width(names: Sequence[str], width: int) -> None:
    """Raises ConversionError where a model names more or fewer outputs than it has."""
    if len(names) != width:
        raise ConversionError(
            f"The model has {width} outputs but names {len(names)} labels.",
            "Its id2label does not belong to its weights: correct config.json, or map all outputs with --labels.",
        )
