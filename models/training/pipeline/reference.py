"""Fixtures for other runtimes: ids of the tokenizer, scores of both graphs and of the unquantized model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from .bundle import TOKENIZER, read_thresholds
from .labels import HEADS, MFT, SCHWARTZ_20
from .model import ValueModel
from .runtime import DEVICES, Graph, by_head
from .sentences import REFERENCE, TOKENIZER as TOKENIZER_TEXTS
from .tokens import encode, load_tokenizer
from .train import predict

GOLDEN_FILE, REFERENCE_FILE = "tokenizer-golden.json", "reference-scores.json"
REAL_TEXT_FILE, REAL_SCORES_FILE = "real-text.json", "real-text-scores.json"
"""A real text with its sentences, as the page splits it (kept by hand), and the scores of those sentences."""


def write_fixtures(bundle: Path, folder: Path, model: ValueModel) -> dict[str, float]:
    """Writes the files and returns the reference sentences' distances to the unquantized model, per graph."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer(bundle / TOKENIZER)
    golden = [{"text": text, "ids": tokenizer.encode(text).ids} for text in TOKENIZER_TEXTS]
    _write(folder / GOLDEN_FILE, golden)
    rows, distances = _scores(bundle, list(REFERENCE), model)
    _write(folder / REFERENCE_FILE, rows)
    real = folder / REAL_TEXT_FILE
    if real.exists():
        sentences = [" ".join(text.split()) for text in json.loads(real.read_text(encoding="utf-8"))["sentences"]]
        _write(folder / REAL_SCORES_FILE, _scores(bundle, sentences, model)[0])
    return distances


def _scores(bundle: Path, texts: list[str], model: ValueModel) -> tuple[list[dict[str, object]], dict[str, float]]:
    """Each text with both graphs' scores and the unquantized model's, and the largest distances between them."""
    ids = encode(load_tokenizer(bundle / TOKENIZER), texts)
    model.set_mode("off")
    plain = np.concatenate([predict(model, [s]) for s in ids])
    runs = {device: Graph(bundle, device) for device in DEVICES}
    scores = {device: np.concatenate([graph.scores([s]) for s in ids]) for device, graph in runs.items()}
    rows = []
    for i, text in enumerate(texts):
        row: dict[str, object] = {"text": text}
        row |= {device: by_head(scores[device][i]) for device in DEVICES}
        rows.append(row | {"pytorch": by_head(plain[i])})
    return rows, {device: float(np.abs(scores[device] - plain).max()) for device in DEVICES}


def untagged(bundle: Path) -> list[str]:
    """Values and foundations that no reference sentence is tagged with on the WASM graph."""
    ids = encode(load_tokenizer(bundle / TOKENIZER), list(REFERENCE))
    tags = Graph(bundle, "wasm").scores(ids) >= read_thresholds(bundle)
    return [
        f"{head.id}/{label}"
        for head in HEADS if head in (SCHWARTZ_20, MFT)
        for k, label in enumerate(head.ids) if not tags[:, head.offset + k].any()
    ]


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
