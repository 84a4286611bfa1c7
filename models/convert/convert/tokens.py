"""The tokenizer as the bundle carries it, and token ids as its runtime makes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from .errors import ConversionError

FILE, CONFIG = "tokenizer.json", "tokenizer_config.json"
MARKS = ("bos_token", "eos_token", "cls_token", "sep_token", "pad_token", "unk_token", "mask_token")


@dataclass(frozen=True)
class Encoded:
    """A text as a model reads it."""

    ids: list[int]
    types: list[int]


def write_tokenizer(tokenizer: Any, folder: Path, max_tokens: int) -> None:
    """tokenizer.json without truncation or padding, and the little of the config that a runtime needs."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise ConversionError(
            f"{type(tokenizer).__name__} cannot be written as tokenizer.json.",
            "The model needs a fast tokenizer; convert its tokenizer first (AutoTokenizer with from_slow=True).",
        )
    description = json.loads(backend.to_str())
    description["truncation"] = description["padding"] = None
    config = {
        "tokenizer_class": type(tokenizer).__name__,
        "model_max_length": max_tokens,
        "clean_up_tokenization_spaces": False,
    }
    config |= {mark: str(value) for mark in MARKS if (value := getattr(tokenizer, mark, None)) is not None}
    for name, value in ((FILE, description), (CONFIG, config)):
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        (folder / name).write_text(text + "\n", encoding="utf-8")


def load_tokenizer(folder: Path) -> Tokenizer:
    """A bundle's tokenizer."""
    tokenizer = Tokenizer.from_file(str(folder / FILE))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def encode(tokenizer: Tokenizer, text: str, limit: int, second: str | None = None) -> Encoded:
    """Ids and segments. What is too long keeps its first limit - 1 ids and the closing mark."""
    encoding = tokenizer.encode(text) if second is None else tokenizer.encode(text, second)
    ids, types = encoding.ids, encoding.type_ids
    if len(ids) > limit:
        ids, types = ids[: limit - 1] + ids[-1:], types[: limit - 1] + types[-1:]
    return Encoded(ids, types)


def encode_pair(tokenizer: Tokenizer, premise: str, hypothesis: str, limit: int) -> Encoded:
    """Ids and segments of two texts that are compared. What is too long is cut off the premise, never the hypothesis."""
    tokenizer.enable_truncation(limit, strategy="only_first")
    try:
        encoding = tokenizer.encode(premise, hypothesis)
    finally:
        tokenizer.no_truncation()
    return Encoded(encoding.ids, encoding.type_ids)
