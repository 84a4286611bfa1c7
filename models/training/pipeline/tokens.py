"""Text to token ids, and batches of similar length."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from .model import MAX_TOKENS


def load_tokenizer(path: Path) -> Tokenizer:
    """The encoder's tokenizer without padding or truncation."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def encode(tokenizer: Tokenizer, texts: list[str], limit: int = MAX_TOKENS) -> list[list[int]]:
    """Ids per text; a longer text keeps its first limit - 1 ids and the closing one."""
    out = []
    for encoding in tokenizer.encode_batch(texts):
        ids = encoding.ids
        out.append(ids if len(ids) <= limit else ids[: limit - 1] + ids[-1:])
    return out


def pad(sequences: list[list[int]], length: int | None = None) -> tuple[Tensor, Tensor]:
    """Ids and mask [batch, longest] (or [batch, length]), padded with zeros on the right."""
    longest = length or max(len(s) for s in sequences)
    ids = torch.zeros(len(sequences), longest, dtype=torch.long)
    mask = torch.zeros(len(sequences), longest, dtype=torch.long)
    for i, sequence in enumerate(sequences):
        ids[i, : len(sequence)] = torch.tensor(sequence)
        mask[i, : len(sequence)] = 1
    return ids, mask


def batches(lengths: np.ndarray, size: int, rng: np.random.Generator | None) -> list[np.ndarray]:
    """Row numbers in batches of similar length: shuffled in pools of 20 batches if `rng` is given."""
    if rng is None:
        order = np.argsort(lengths, kind="stable")
        return [order[i : i + size] for i in range(0, len(order), size)]
    order = rng.permutation(len(lengths))
    out = []
    for start in range(0, len(order), size * 20):
        pool = order[start : start + size * 20]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        out += [pool[i : i + size] for i in range(0, len(pool), size)]
    return [out[i] for i in rng.permutation(len(out))]
