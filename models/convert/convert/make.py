"""One conversion from start to end."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .assemble import Assembly
from .errors import ConversionError
from .kernel import Kernel, fits
from .labels import check_width, label_ids, present_of
from .manifest import graphs_of, heads_of, tolerance, write_manifest
from .output_folder import check_output, put
from .parts import Part, load_library_tokenizer
from .recipes import Recipe, contradictions
from .runtime import Session, by_head, differences
from .sentences import HYPOTHESES, SELF_TEST
from .tokens import Encoded, encode, encode_pair, load_tokenizer, write_tokenizer

MOST_TOKENS = 8192


@dataclass(frozen=True)
class Input:
    """A text that is scored in the course of a conversion: what the model reads, and the second segment if any."""

    text: str
    second: str | None = None


@dataclass
class Made:
    """What a conversion gives: the manifest, and the inputs with PyTorch's scores.

    notes: what the user should look at, the recipe's traps first; the manifest has them too.
    """

    manifest: dict[str, Any]
    notes: list[str]
    inputs: list[Input]
    encoded: list[Encoded]
    expected: list[dict[str, list[float]]]


def make(recipe: Recipe, out: Path, variants: Sequence[str] = ("wasm", "webgpu"), extra: Sequence[Input] = ()) -> Made:
    """Converts the recipe's models into a bundle in the folder `out`.

    An earlier bundle there is replaced when all has gone well; a folder with anything else in it is refused.
    extra: further inputs to score with PyTorch and to measure the loss on, beside the self-test's.
    Raises ConversionError.
    """
    if "wasm" not in variants:
        raise ConversionError("A bundle needs a graph for wasm.", "Leave it among the graphs.")
    check_output(out, [*recipe.models, *([recipe.encoder] if recipe.encoder else [])])
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "bundle"
        folder.mkdir()
        made = _make_in(folder, recipe, list(variants), list(extra))
        put(folder, out)
    return made


def _make_in(folder: Path, recipe: Recipe, variants: list[str], extra: list[Input]) -> Made:
    assembly = Assembly(variants, recipe.two_segments)
    inputs = [*self_test_of(recipe), *extra]
    tested = len(SELF_TEST)
    columns: list[np.ndarray] = []
    names: list[str] = []
    revisions, encoded, description = [], [], None
    heads: list[dict[str, Any]] = []
    limit, architecture, kernel = 0, "", None
    notes: list[str] = []
    for number, place in enumerate(recipe.models):
        part = Part(place, recipe)
        write_tokenizer(load_library_tokenizer(recipe.encoder or place), folder, limit or _limit(recipe, part))
        written = (folder / "tokenizer.json").read_bytes()
        if description is None:
            description, limit, architecture = written, _limit(recipe, part), part.config.model_type
            names = output_names(recipe, part.names)
            heads = heads_of(recipe, names, getattr(part.config, "problem_type", None))
            tokenizer = load_tokenizer(folder)
            encoded = [
                encode_pair(tokenizer, one.text, one.second, limit) if recipe.compares and one.second is not None
                else encode(tokenizer, one.text, limit, one.second)
                for one in inputs
            ]
        elif written != description:
            raise ConversionError(
                f"{place} has another tokenizer than {recipe.models[0]}.",
                "Models of a family are joined over one input; convert this one by itself.",
            )
        own_names = output_names(recipe, part.names)
        check_width(own_names, part.logits(encoded[0]).shape[1])
        if recipe.output == "pair":
            label = heads[0]["labels"][number]["id"]
            part.present = present_of(own_names, label, label_ids(recipe.taxonomy, recipe.own_labels))
        notes += contradictions(recipe, place, getattr(part.config, "problem_type", None))
        columns.append(np.concatenate([part.columns(one) for one in encoded]))
        revisions.append(part.revision())
        # A sentence is read once for each hypothesis: there the kernel is worth a file of weights of its own.
        if recipe.compares and recipe.output == "labels" and part.head is None and fits(part.model):
            kernel = Kernel(part.model, limit)
        assembly.add(part.exported(limit))
    files = assembly.write(folder)
    if kernel is not None:
        kernel.write(folder)
    expected = [by_head(row, heads) for row in np.concatenate(columns, axis=1)]
    losses = {}
    for variant in variants:
        graph = graphs_of(files, dict.fromkeys(files, (0.0, 0.0)), recipe.two_segments)[variant]["file"]
        session = Session(folder, graph, half=variant not in ("wasm", "webgpu"))
        given = [by_head(session.columns([one])[0], heads) for one in encoded]
        losses[variant] = differences(given, expected)
    sentences = [
        {"text": one.text}
        | ({} if one.second is None else {"context": one.second})
        | {"scores": {device: scores for device in ("wasm", "webgpu") if device in variants}}
        for one, scores in zip(inputs[:tested], expected)
    ]
    manifest = write_manifest(
        folder, recipe, heads=heads, graphs=graphs_of(files, losses, recipe.two_segments), sentences=sentences,
        allowed=tolerance(losses), max_tokens=limit, revision=", ".join(dict.fromkeys(revisions)),
        architecture=architecture, kernel=kernel is not None, notes=[*recipe.traps, *notes],
    )
    return Made(manifest, [*recipe.traps, *notes], inputs, encoded, expected)


def self_test_of(recipe: Recipe) -> list[Input]:
    """What the bundle proves itself with: sentences, or pairs for a model that compares two texts."""
    if not recipe.compares:
        return [Input(text) for text in SELF_TEST]
    return [Input(text, HYPOTHESES[place % len(HYPOTHESES)]) for place, text in enumerate(SELF_TEST)]


def _limit(recipe: Recipe, part: Part) -> int:
    longest = min(part.longest(), MOST_TOKENS)
    if recipe.max_tokens is not None and recipe.max_tokens > longest:
        raise ConversionError(
            f"{recipe.max_tokens} tokens are asked for; the model has positions for {longest}.",
            f"Choose --max-tokens of at most {longest}.",
        )
    return recipe.max_tokens or longest


def output_names(recipe: Recipe, stated: list[str]) -> list[str]:
    """What the outputs are called: the model's own names where they say something, else the recipe's list."""
    says_nothing = all(name.upper().startswith("LABEL_") for name in stated)
    return list(recipe.label_names) if says_nothing and recipe.label_names else stated
