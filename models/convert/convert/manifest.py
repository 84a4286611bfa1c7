"""manifest.json: what the runtime needs to know of a bundle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import transformers

from .assemble import file_of
from .errors import ConversionError
from .export import IDS, MASK, TYPES
from .kernel import DATA, DESCRIPTION
from .labels import OWN, match, match_valences, plain
from .recipes import Recipe, activation_of
from .tokens import CONFIG, FILE

MANIFEST = "manifest.json"
WORST = 0.2
"""A bundle whose graphs are further than this from PyTorch is not made: the runtime would refuse it as faulty."""
DEFAULT_THRESHOLD = 0.5


def heads_of(recipe: Recipe, names: Sequence[str], problem_type: str | None) -> list[dict[str, Any]]:
    """The heads over the one output `logits`, in the order of its columns."""
    activation = activation_of(recipe, problem_type)
    identifier = recipe.taxonomy.removeprefix(OWN)
    if recipe.output == "attained-constrained":
        ids = match_valences(names, recipe.taxonomy, recipe.labels)
        parts = [(identifier, 0), ("attained", len(ids)), ("constrained", 2 * len(ids))]
    else:
        listed = recipe.part_labels if recipe.output == "pair" else names
        ids = match(listed, recipe.taxonomy, recipe.labels, recipe.own_labels)
        parts = [(identifier, 0)]
    return [
        {
            "id": head, "taxonomy": recipe.taxonomy, "output": "logits", "offset": offset, "activation": activation,
            "trainingDomain": recipe.training_domain[0],
            "thresholdSource": "default" if recipe.thresholds is None else "fitted",
            "labels": [_label(recipe, label) for label in ids],
        }
        | ({"crosswalk": dict(recipe.crosswalk)} if recipe.crosswalk is not None else {})
        for head, offset in parts
    ]


def _label(recipe: Recipe, label: str) -> dict[str, Any]:
    if isinstance(recipe.thresholds, Mapping):
        by_name = {plain(name): value for name, value in recipe.thresholds.items()}
        if plain(label) not in by_name:
            raise ConversionError(f"There is no threshold for {label}.", "Give one for every label, or a single one.")
        threshold = by_name[plain(label)]
    else:
        threshold = DEFAULT_THRESHOLD if recipe.thresholds is None else recipe.thresholds
    out: dict[str, Any] = {"id": label, "threshold": round(float(threshold), 6)}
    own = next((one for one in recipe.own_labels if one.id == label), None)
    if own is not None:
        out["name"] = own.name
        if own.definition:
            out["definition"] = own.definition
    return out


def graphs_of(
    files: Mapping[str, list[str]], losses: Mapping[str, tuple[float, float]], two_segments: bool
) -> dict[str, Any]:
    """The manifest's `graphs`. Half-precision graphs have run on no adapter here and are marked so."""
    inputs = [IDS, MASK] + ([TYPES] if two_segments else [])
    out = {}
    for variant, data in files.items():
        most, mean = losses[variant]
        entry: dict[str, Any] = {"file": file_of(variant), "externalData": data, "inputs": inputs}
        if variant not in ("wasm", "webgpu"):
            entry["verified"] = False
        out[variant] = entry | {"loss": {"max": round(most, 5), "mean": round(mean, 6)}}
    return out


def tolerance(losses: Mapping[str, tuple[float, float]]) -> float:
    """What a device may be off by: half as much again as quantization costs here, and .01 for other arithmetic.

    Raises ConversionError where the wasm or webgpu graph is so far off that no tolerance would tell faults from it.
    """
    worst = max(losses[variant][0] for variant in ("wasm", "webgpu") if variant in losses)
    if worst > WORST:
        raise ConversionError(
            f"With 8-bit weights the scores are off by up to {worst:.3f}, more than {WORST} is allowed.",
            "Its weights have outliers that 8 bits do not hold; this model cannot be converted as it is.",
        )
    return round(min(WORST, 1.5 * worst + 0.01), 4)


def digest(path: Path) -> dict[str, Any]:
    """Size and SHA-256 of a file."""
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def write_manifest(
    folder: Path,
    recipe: Recipe,
    *,
    heads: list[dict[str, Any]],
    graphs: dict[str, Any],
    sentences: list[dict[str, Any]],
    allowed: float,
    max_tokens: int,
    revision: str,
    architecture: str,
    kernel: bool = False,
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """Writes manifest.json over the files in `folder` and returns it."""
    names = [file for entry in graphs.values() for file in (entry["file"], *entry["externalData"])]
    manifest: dict[str, Any] = {
        "format": "value-tagger-bundle", "version": 1,
        "id": recipe.id, "title": recipe.title, "revision": revision, "status": "converted",
        "source": {
            "model": ", ".join(Path(model).name if Path(model).exists() else model for model in recipe.models),
            "revision": revision, "architecture": architecture, "transformers": transformers.__version__,
        },
        "licence": {"spdx": recipe.licence, "credit": list(recipe.credit)},
        "languages": list(recipe.languages), "trainingDomain": list(recipe.training_domain),
        "tokenizer": {"file": FILE, "config": CONFIG, "maxTokens": max_tokens},
    }
    if recipe.input is not None:
        manifest["input"] = dict(recipe.input)
    if kernel:
        names += [DESCRIPTION, DATA]
    manifest |= {
        "graphs": graphs, **({"kernel": {"file": DESCRIPTION, "externalData": [DATA]}} if kernel else {}),
        "heads": heads,
        "files": {name: digest(folder / name) for name in dict.fromkeys([*names, FILE, CONFIG])},
        "selfTest": {"tolerance": allowed, "sentences": sentences},
    }
    if notes:
        manifest["notes"] = list(notes)
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return manifest
