"""Tiny bundles that the runtime's tests read: `python -m convert.fixtures OUT`."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .labels import VALENCES, taxonomies
from .make import Input, Made, make
from .quiet import quiet
from .recipes import Recipe, parse
from .sentences import HYPOTHESES, TEXTS
from .tiny import KINDS, save_tiny

EXPECTED = "expected.json"
LIMIT = 400_000
"""Bytes of a fixture."""

REFINED = taxonomies()["schwartz-19"]
FOUNDATIONS = taxonomies()["mft-5"]
STANCES = [{"id": "attained", "name": "Attained"}, {"id": "constrained", "name": "Constrained"}]


NLI: dict[str, Any] = {
    "taxonomy": "own:nli", "input": {"segments": 2, "template": "{text}"},
    "ownLabels": [
        {"id": "entailment", "name": "Entailment"}, {"id": "neutral", "name": "Neutral"},
        {"id": "contradiction", "name": "Contradiction"}, {"id": "not-entailment", "name": "Not entailment"},
    ],
}


@dataclass
class Fixture:
    """A tiny bundle: which kind of model, what its outputs are called, and what the recipe says beyond."""

    name: str
    kind: str
    names: tuple[str, ...] = REFINED
    recipe: dict[str, Any] = field(default_factory=dict)
    problem_type: str | None = "multi_label_classification"
    models: int = 1
    layers: int = 2
    tokens: int = 64


FIXTURES = (
    *(Fixture(kind, kind) for kind in KINDS if kind != "xlm-roberta"),
    # Its tokenizer carries the published character map, which leaves little room for a model.
    Fixture("xlm-roberta", "xlm-roberta", FOUNDATIONS, {"taxonomy": "mft-5"}, layers=1, tokens=32),
    Fixture(
        "valence", "bert", tuple(f"{name} {valence}" for name in REFINED for valence in VALENCES),
        {"output": "attained-constrained"},
    ),
    Fixture(
        "family", "roberta", ("LABEL_0", "LABEL_1"),
        {"output": "pair", "taxonomy": "mft-5", "labelNames": ["absent", "present"],
         "partLabels": ["Authority", "Care", "Fairness", "Loyalty", "Sanctity"]},
        "single_label_classification", models=5, layers=1, tokens=40,
    ),
    Fixture(
        "pair", "bert", ("attained", "constrained"),
        {"taxonomy": "own:stance", "ownLabels": STANCES,
         "input": {"segments": 2, "template": "{text}",
                   "context": {"kind": "definitions", "top": 1, "separator": " ", "place": "second"}}},
        "single_label_classification",
    ),
    Fixture(
        "context", "roberta", REFINED,
        {"input": {"segments": 1, "template": "{text}",
                   "context": {"kind": "previous", "sentences": 2, "separator": " ", "place": "first"}}},
    ),
    # Two classes with capitalised names, entailment last; three classes in the order of another family; separators of a third.
    Fixture("nli-bert", "bert", ("Not_Entailment", "Entailment"), NLI, "single_label_classification"),
    Fixture(
        "nli-deberta-v3", "deberta-v3", ("entailment", "neutral", "contradiction"), NLI, "single_label_classification"
    ),
    Fixture(
        "nli-roberta", "roberta", ("CONTRADICTION", "NEUTRAL", "ENTAILMENT"), NLI, "single_label_classification",
        layers=1,
    ),
)
"""bert, distilbert, electra and others score the same nineteen values, so that any two of them can vote."""


def recipe_of(fixture: Fixture, places: list[str]) -> Recipe:
    """The recipe of a fixture over the checkpoints at `places`."""
    return parse(
        {
            "id": f"tiny-{fixture.name}", "models": places, "title": f"Tiny {fixture.name} with random weights",
            "licence": {"spdx": "Apache-2.0", "credit": ["value-tagger, random weights"]}, "languages": ["en"],
            "trainingDomain": ["none: random weights"], "taxonomy": "schwartz-19",
        } | fixture.recipe,
        fixture.name,
    )


def inputs_of(fixture: Fixture) -> list[Input]:
    """The texts of a fixture's expected.json, as the model reads them."""
    context = fixture.recipe.get("input", {}).get("context", {})
    if context.get("kind") == "previous":
        joined = context["separator"].join
        return [Input(joined([*TEXTS[max(0, n - 2) : n], text])) for n, text in enumerate(TEXTS) if len(text) < 200]
    if fixture.recipe is NLI:
        return [Input(text, HYPOTHESES[n % len(HYPOTHESES)]) for n, text in enumerate(TEXTS) if text.strip()]
    if fixture.recipe.get("input", {}).get("segments") == 2:
        short = [text for text in TEXTS if 0 < len(text) < 60]
        return [Input(text, REFINED[n % len(REFINED)]) for n, text in enumerate(short * 2)][:14]
    return [Input(text) for text in TEXTS]


def build(fixture: Fixture, out: Path, variants: tuple[str, ...] = ("wasm", "webgpu")) -> Made:
    """Makes a fixture's models and converts them into the folder `out`, with expected.json."""
    with tempfile.TemporaryDirectory() as temporary:
        places = [
            str(save_tiny(Path(temporary) / f"tiny-{fixture.name}-{n}", fixture.kind, fixture.names,
                          f"{fixture.name}.{n}", fixture.problem_type, layers=fixture.layers,
                          tokens=fixture.tokens))
            for n in range(fixture.models)
        ]
        made = make(recipe_of(fixture, places), out, variants, inputs_of(fixture))
    rows = []
    for one, encoded, scores in zip(made.inputs, made.encoded, made.expected):
        row: dict[str, Any] = {"text": one.text}
        if one.second is not None:
            row["second"] = one.second
        rows.append(row | {"ids": encoded.ids, "types": encoded.types, "scores": scores})
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (out / EXPECTED).write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return made


def size(folder: Path) -> int:
    """Bytes of a folder's files."""
    return sum(file.stat().st_size for file in folder.iterdir())


def main(out: Path, only: list[str]) -> None:
    for fixture in FIXTURES:
        if only and fixture.name not in only:
            continue
        quiet()
        made = build(fixture, out / fixture.name)
        graphs = {name: graph["loss"]["max"] for name, graph in made.manifest["graphs"].items()}
        print(f"{fixture.name}: {size(out / fixture.name)} bytes, largest |Δp| {graphs}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
