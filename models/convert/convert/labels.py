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


def kebab(name: str) -> str:
    """The stable id of a label: "Self-direction: thought" becomes "self-direction-thought"."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def plain(name: str) -> str:
    """A name with nothing left but lower-case letters and digits, so that spellings of it compare equal."""
    decomposed = unicodedata.normalize("NFKD", name).lower()
    return "".join(c for c in decomposed if c.isascii() and c.isalnum())


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
    mapped = [(names_map or {}).get(name, name) for name in names]
    values = []
    for place, name in enumerate(mapped):
        valence = VALENCES[place % 2]
        if not plain(name).endswith(valence):
            raise ConversionError(
                f"Output {place} is called {name!r}, where a name that ends in {valence!r} was expected.",
                "This form needs `<value> attained` and `<value> constrained` in turn; map the names with --labels.",
            )
        values.append(plain(name)[: -len(valence)])
    if values[0::2] != values[1::2]:
        raise ConversionError(
            "The attained and constrained outputs do not belong to the same values in turn.",
            "Map the names with --labels so that they do.",
        )
    return match(values[0::2], taxonomy)


def check_width(names: Sequence[str], width: int) -> None:
    """Raises ConversionError where a model names more or fewer outputs than it has."""
    if len(names) != width:
        raise ConversionError(
            f"The model has {width} outputs but names {len(names)} labels.",
            "Its id2label does not belong to its weights: correct config.json, or map all outputs with --labels.",
        )
