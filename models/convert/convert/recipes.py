"""What a model does not say about itself: labels, activation, licence, input form. A recipe is one JSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import ConversionError
from .labels import OwnLabel

FOLDER = Path(__file__).parents[1] / "recipes"
OUTPUTS = ("labels", "pair", "attained-constrained")
"""`labels`: one output a label. `pair`: two softmax classes (absent, present) a model, one model a label.
`attained-constrained`: two outputs a label in turn, scored as their sum."""


@dataclass(frozen=True)
class Recipe:
    """Everything that is decided before a conversion; see recipes/*.json."""

    id: str
    models: tuple[str, ...]
    title: str
    licence: str
    credit: tuple[str, ...]
    languages: tuple[str, ...]
    training_domain: tuple[str, ...]
    taxonomy: str
    output: str = "labels"
    activation: str | None = None
    architecture: str | None = None
    head: str | None = None
    head_options: Mapping[str, Any] = field(default_factory=dict)
    encoder: str | None = None
    part_labels: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    label_names: tuple[str, ...] = ()
    own_labels: tuple[OwnLabel, ...] = ()
    crosswalk: Mapping[str, Any] | None = None
    thresholds: float | Mapping[str, float] | None = None
    max_tokens: int | None = None
    input: Mapping[str, Any] | None = None
    traps: tuple[str, ...] = ()

    @property
    def two_segments(self) -> bool:
        return self.input is not None and self.input.get("segments") == 2

    @property
    def compares(self) -> bool:
        """True where the second segment is no context but what the first is compared with, as in entailment."""
        return self.two_segments and self.input is not None and "context" not in self.input


def load(name: str) -> Recipe:
    """The recipe called `name` in the recipes folder, or the file of that path."""
    path = Path(name) if name.endswith(".json") else FOLDER / f"{name}.json"
    if not path.exists():
        known = ", ".join(sorted(file.stem for file in FOLDER.glob("*.json")))
        raise ConversionError(f"There is no recipe {name!r}.", f"Recipes are: {known}; or give a path to a JSON file.")
    return parse(json.loads(path.read_text(encoding="utf-8")), path.stem)


def parse(data: Mapping[str, Any], identifier: str) -> Recipe:
    """A recipe from its JSON object. Raises ConversionError where a field is unknown or a needed one absent."""
    rest = dict(data)
    try:
        licence = rest.pop("licence")
        recipe = Recipe(
            id=rest.pop("id", identifier),
            models=tuple(rest.pop("models")),
            title=rest.pop("title"),
            licence=licence["spdx"],
            credit=tuple(licence["credit"]),
            languages=tuple(rest.pop("languages")),
            training_domain=tuple(rest.pop("trainingDomain")),
            taxonomy=rest.pop("taxonomy"),
            output=rest.pop("output", "labels"),
            activation=rest.pop("activation", None),
            architecture=rest.pop("architecture", None),
            head=rest.pop("head", None),
            head_options=rest.pop("headOptions", {}),
            encoder=rest.pop("encoder", None),
            part_labels=tuple(rest.pop("partLabels", ())),
            labels=rest.pop("labels", {}),
            label_names=tuple(rest.pop("labelNames", ())),
            own_labels=tuple(OwnLabel(**label) for label in rest.pop("ownLabels", ())),
            crosswalk=rest.pop("crosswalk", None),
            thresholds=rest.pop("thresholds", None),
            max_tokens=rest.pop("maxTokens", None),
            input=rest.pop("input", None),
            traps=tuple(rest.pop("traps", ())),
        )
    except KeyError as missing:
        raise ConversionError(f"Recipe {identifier}: {missing} is missing.", "See recipes/*.json for the form.") from None
    if rest:
        raise ConversionError(f"Recipe {identifier}: unknown fields {', '.join(rest)}.", "Correct their spelling.")
    return checked(recipe)


def checked(recipe: Recipe) -> Recipe:
    """Raises ConversionError where fields contradict each other."""
    if recipe.output not in OUTPUTS:
        raise ConversionError(f"There is no output form {recipe.output!r}.", f"Choose one of {', '.join(OUTPUTS)}.")
    if recipe.output == "pair" and len(recipe.part_labels) != len(recipe.models):
        raise ConversionError(
            f"{len(recipe.models)} models for {len(recipe.part_labels)} labels.",
            "The form `pair` takes one model a label; name the labels in partLabels, in the order of the models.",
        )
    if recipe.output != "pair" and len(recipe.models) != 1:
        raise ConversionError("Several models are given.", "Only the form `pair` joins models; convert them one by one.")
    if recipe.activation not in (None, "sigmoid", "softmax"):
        raise ConversionError(f"There is no activation {recipe.activation!r}.", "Choose sigmoid or softmax.")
    return recipe


STATED = {"multi_label_classification": "sigmoid", "single_label_classification": "softmax"}
"""What a model's problem_type says of its activation."""


def activation_of(recipe: Recipe, problem_type: str | None) -> str:
    """`sigmoid` or `softmax`, declared or as the model's problem_type says; never guessed."""
    if recipe.output in ("pair", "attained-constrained"):
        return "sigmoid"
    stated = STATED.get(problem_type or "")
    if recipe.activation is None and stated is None:
        raise ConversionError(
            "The model does not say whether its labels exclude each other: config.json has no problem_type.",
            "State it: --activation sigmoid where several labels may hold at once (value detectors), --activation "
            "softmax where exactly one does. With the wrong one every score is wrong, and nothing looks broken.",
        )
    return recipe.activation or stated or ""


def contradictions(recipe: Recipe, place: str, problem_type: str | None) -> list[str]:
    """What a model's config.json says against the activation that the recipe or the options state."""
    # Of a pair the softmax over both outputs is what is read.
    read = {"pair": "softmax", "attained-constrained": "sigmoid"}.get(recipe.output, recipe.activation)
    stated = STATED.get(problem_type or "")
    if read is None or stated is None or read == stated:
        return []
    return [
        f"{Path(place).name} is read with {read}, and its config.json says {problem_type}, which takes {stated}: one of "
        "both is wrong, and with the wrong one every score is. Look at the model's card."
    ]
