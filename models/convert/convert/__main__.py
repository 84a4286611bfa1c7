"""`python -m convert`: the command line."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from .errors import ConversionError
from .quiet import quiet
from .recipes import Recipe, checked, load


def parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(
        prog="convert.sh", description="Converts a Hugging Face sequence classifier into a value-tagger bundle."
    )
    p.add_argument("--model", action="append", help="hub id or folder; several times for a family, in the recipe's order")
    p.add_argument("--out", type=Path, required=True, help="folder of the bundle: new, empty, or with an earlier bundle, which is replaced")
    p.add_argument("--recipe", help="name in recipes/, or a JSON file")
    p.add_argument("--labels", type=Path, help='JSON file: the model\'s names to label names, {"LABEL_0": "care"}')
    p.add_argument("--taxonomy", help="schwartz-19, schwartz-20, mft-5 ...; own:<id> with --own-labels")
    p.add_argument("--own-labels", type=Path, help='JSON file: [{"id": "...", "name": "...", "definition": "..."}]')
    p.add_argument("--activation", choices=["sigmoid", "softmax"])
    p.add_argument("--output", choices=["labels", "attained-constrained"], help="what the outputs are; default: labels")
    p.add_argument("--thresholds", help="one number, or a JSON file: label to threshold")
    p.add_argument("--licence", help="SPDX identifier of the model's licence")
    p.add_argument("--credit", action="append", help="whom to credit; several times")
    p.add_argument("--languages", help="such as en,de")
    p.add_argument("--training-domain", action="append", help="what the model was trained on")
    p.add_argument("--title")
    p.add_argument("--id")
    p.add_argument("--max-tokens", type=int, help="longest input; default: what the model has positions for")
    p.add_argument("--with-f16", action="store_true", help="also a graph in half precision for WebGPU")
    p.add_argument("--with-q4f16", action="store_true", help="also a graph with 4-bit weights for WebGPU")
    return p


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as cause:
        raise ConversionError(f"{path} could not be read: {cause}", "Give a JSON file.") from cause


def recipe_of(given: argparse.Namespace) -> Recipe:
    """The recipe that the options name, with what they change; or one made of the options alone."""
    if given.recipe:
        recipe = load(given.recipe)
    else:
        needed = {"--model": given.model, "--taxonomy": given.taxonomy, "--licence": given.licence,
                  "--credit": given.credit, "--languages": given.languages}
        absent = [name for name, value in needed.items() if not value]
        if absent:
            raise ConversionError(
                f"Without a recipe, {', '.join(absent)} must be given.",
                "A bundle says what its labels mean, in which languages, and under which licence it may be used: "
                "the model's card tells.",
            )
        name = Path(given.model[0]).name
        recipe = Recipe(
            id=name.lower(), models=(), title=name, licence="", credit=(), languages=(),
            training_domain=("not stated",), taxonomy=given.taxonomy,
        )
    changes: dict[str, Any] = {
        "models": tuple(given.model) if given.model else None, "taxonomy": given.taxonomy,
        "activation": given.activation, "output": given.output, "licence": given.licence,
        "credit": tuple(given.credit) if given.credit else None,
        "languages": tuple(given.languages.split(",")) if given.languages else None,
        "training_domain": tuple(given.training_domain) if given.training_domain else None,
        "title": given.title, "id": given.id, "max_tokens": given.max_tokens,
        "labels": _json(given.labels) if given.labels else None,
        "thresholds": _thresholds(given.thresholds),
    }
    if given.own_labels:
        from .labels import OwnLabel

        changes["own_labels"] = tuple(OwnLabel(**label) for label in _json(given.own_labels))
    return checked(replace(recipe, **{name: value for name, value in changes.items() if value is not None}))


def _thresholds(given: str | None) -> float | dict[str, float] | None:
    if given is None:
        return None
    try:
        return float(given)
    except ValueError:
        return _json(Path(given))


def main(arguments: list[str] | None = None) -> int:
    given = parser().parse_args(arguments)
    quiet()
    variants = ["wasm", "webgpu"] + ["webgpu-f16"] * given.with_f16 + ["webgpu-q4f16"] * given.with_q4f16
    try:
        recipe = recipe_of(given)
        from .make import make

        made = make(recipe, given.out, variants)
    except ConversionError as refusal:
        print(f"Not converted. {refusal.problem}\n{refusal.remedy}", file=sys.stderr)
        return 1
    manifest = made.manifest
    print(f"{given.out}: {manifest['title']}, {sum(file['bytes'] for file in manifest['files'].values()):,} bytes")
    for head in manifest["heads"]:
        print(f"  head {head['id']}: {len(head['labels'])} labels of {head['taxonomy']}, {head['activation']}, "
              f"thresholds {head['thresholdSource']}")
    for name, graph in manifest["graphs"].items():
        loss = graph["loss"]
        note = "" if graph.get("verified", True) else "; not yet run on an adapter with shader-f16"
        print(f"  {name}: |Δp| to PyTorch at most {loss['max']}, on average {loss['mean']}{note}")
    for note in made.notes:
        print(f"  note: {note}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
