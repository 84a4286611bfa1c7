"""The bundle as files: tokenizer, manifest, and the check that everything is as the manifest says."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from .data import ARGUMENT_FORM, PREMISE_FORM
from .graph import EMBEDDING, WEIGHTS_FILE
from .kernel import DESCRIPTION, description_of
from .labels import HEADS
from .model import HIDDEN, MAX_TOKENS
from .rounding import loss_of_half
from .runtime import DEVICES, GRAPH_FILES, HALF, Graph, by_head
from .sentences import REFERENCE, SELF_TEST
from .tokens import encode, load_tokenizer

MANIFEST = "manifest.json"
TOKENIZER, TOKENIZER_CONFIG = "tokenizer.json", "tokenizer_config.json"
HASHED = (*GRAPH_FILES.values(), WEIGHTS_FILE, TOKENIZER, TOKENIZER_CONFIG, DESCRIPTION)
SIZE_LIMIT = 25_000_000
CREDIT = [
    "Touché23-ValueEval, Mirzakhmedova et al. 2023, doi:10.5281/zenodo.6814563, CC BY-SA 4.0",
    "Moral Foundations Reddit Corpus, Trager et al. 2022, arXiv:2208.05545, CC BY 4.0; changed: aggregated to "
    "annotator counts, cleaned of markup",
    "all-MiniLM-L6-v2 (sentence-transformers), the encoder before fine-tuning, Apache-2.0",
]


def write_tokenizer(source: Path, folder: Path) -> None:
    """The encoder's tokenizer with no truncation or padding built in."""
    tokenizer = json.loads((source / TOKENIZER).read_text(encoding="utf-8"))
    tokenizer["truncation"] = tokenizer["padding"] = None
    config = {
        "tokenizer_class": "BertTokenizer", "do_lower_case": True, "tokenize_chinese_chars": True,
        "strip_accents": None, "unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]",
        "cls_token": "[CLS]", "mask_token": "[MASK]", "model_max_length": MAX_TOKENS,
    }
    for name, value in ((TOKENIZER, tokenizer), (TOKENIZER_CONFIG, config)):
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        (folder / name).write_text(text + "\n", encoding="utf-8")


def digest(path: Path) -> dict[str, Any]:
    """Size and SHA-256 of a file."""
    data = path.read_bytes()
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def write_manifest(
    folder: Path, revision: str, thresholds: np.ndarray, label_metrics: list[dict[str, Any]], metrics: dict[str, Any]
) -> None:
    """Writes manifest.json over the files in `folder`. thresholds [82] and label_metrics follow the columns."""
    ids = encode(load_tokenizer(folder / TOKENIZER), list(SELF_TEST))
    runs = {device: Graph(folder, device) for device in DEVICES}
    sentences = []
    for text, tokens in zip(SELF_TEST, ids):
        scores = {device: by_head(graph.scores([tokens])[0]) for device, graph in runs.items()}
        sentences.append({"text": text, "scores": scores})
    heads = []
    for head in HEADS:
        labels = [
            {"id": label, "threshold": round(float(thresholds[head.offset + k]), 6),
             "metrics": label_metrics[head.offset + k]}
            for k, label in enumerate(head.ids)
        ]
        heads.append({
            "id": head.id, "taxonomy": head.taxonomy, "output": "logits", "offset": head.offset,
            "activation": "sigmoid", "trainingDomain": head.domain, "labels": labels,
        })
    graphs = {
        device: {"file": GRAPH_FILES[device], "externalData": [WEIGHTS_FILE]} for device in DEVICES
    } | {HALF: describe_half(folder)}
    manifest = {
        "format": "value-tagger-bundle", "version": 1,
        "id": "minilm-l6-values", "title": "MiniLM values and moral foundations (English)", "revision": revision,
        "licence": {"spdx": "CC-BY-SA-4.0", "credit": CREDIT},
        "languages": ["en"], "trainingDomain": list(dict.fromkeys(head.domain for head in HEADS)),
        "tokenizer": {"file": TOKENIZER, "config": TOKENIZER_CONFIG, "maxTokens": MAX_TOKENS},
        "forms": {"premise": PREMISE_FORM, "argument": ARGUMENT_FORM},
        "graphs": graphs, "kernel": {"file": DESCRIPTION, "externalData": [WEIGHTS_FILE]},
        "embedding": {"output": EMBEDDING, "size": HIDDEN}, "heads": heads,
        "files": {name: digest(folder / name) for name in HASHED},
        "selfTest": {"tolerance": 0.02, "sentences": sentences},
        "metrics": metrics,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def describe_half(folder: Path) -> dict[str, Any]:
    """The manifest's entry of the graph in 16-bit floats, with what it loses, rounded up; it has run on no graphics
    card yet."""
    loss = loss_of_half(folder, encode(load_tokenizer(folder / TOKENIZER), list(REFERENCE)))
    print("loss in 16-bit floats:", loss, flush=True)
    return {
        "file": GRAPH_FILES[HALF], "externalData": [WEIGHTS_FILE], "verified": False,
        "loss": {kind: math.ceil(max(way[kind] for way in loss.values()) * 1e5) / 1e5 for kind in ("max", "mean")},
    }


def read_thresholds(folder: Path) -> np.ndarray:
    """The manifest's thresholds in column order: [82]."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return np.array([label["threshold"] for head in manifest["heads"] for label in head["labels"]])


def download_size(folder: Path) -> int:
    """Bytes that a page fetches: the manifest and what it names; the card and its picture are not among them."""
    return sum((folder / name).stat().st_size for name in (MANIFEST, *HASHED))


def check(folder: Path) -> list[str]:
    """What is wrong with a bundle: an empty list when files, digests, sizes, labels and self-test all agree."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    wrong = []
    for name, expected in manifest["files"].items():
        if digest(folder / name) != expected:
            wrong.append(f"{name} differs from the manifest")
    if (folder / DESCRIPTION).read_text(encoding="utf-8") != description_of(folder):
        wrong.append(f"{DESCRIPTION} is not that of model.wasm.onnx")
    size = download_size(folder)
    if size >= SIZE_LIMIT:
        wrong.append(f"the bundle has {size} bytes")
    for head, described in zip(HEADS, manifest["heads"]):
        if (head.id, head.offset, list(head.ids)) != (
            described["id"], described["offset"], [label["id"] for label in described["labels"]]
        ):
            wrong.append(f"labels of {head.id} differ")
    thresholds = read_thresholds(folder)
    if not ((thresholds > 0) & (thresholds < 1)).all():
        wrong.append("a threshold is not between 0 and 1")
    tokenizer = load_tokenizer(folder / TOKENIZER)
    for device in manifest["graphs"]:
        graph = Graph(folder, device)
        for sentence in manifest["selfTest"]["sentences"]:
            scores = graph.scores(encode(tokenizer, [sentence["text"]]))[0]
            # The graph in 16-bit floats is held to the scores of the one in 32 bits.
            kept = sentence["scores"][device.removesuffix("-f16")]
            stored = np.concatenate([kept[head.id] for head in HEADS])
            distance = float(np.abs(scores - stored).max())
            if not distance <= manifest["selfTest"]["tolerance"]:
                wrong.append(f"{device}: {sentence['text']!r} is {distance:.3f} from its stored scores")
    return wrong
