"""How much a sentence's scores depend on its batch and its padding."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from .runtime import Graph, sigmoid

MARGIN = 0.01
"""A tag is confident when its score alone is at least this far from the threshold."""


@dataclass
class Invariance:
    """Over all sentences and columns: the largest |Δp|, tags that flip, and those of them that were confident."""

    sentences: int
    largest: float
    flips: int
    confident_flips: int

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def measure(graph: Graph, ids: list[list[int]], thresholds: np.ndarray, seed: int = 7) -> Invariance:
    """Each sentence alone, in a batch of 16, and in another batch of 16 with more padding. thresholds: [82]."""
    alone = np.concatenate([sigmoid(graph.logits([s])) for s in ids])
    rng = np.random.default_rng(seed)
    longest = max(len(s) for s in ids)
    largest, flips, confident = 0.0, np.zeros(alone.shape, bool), np.abs(alone - thresholds) >= MARGIN
    for length in (None, min(256, longest + 37)):
        order = rng.permutation(len(ids))
        together = np.zeros_like(alone)
        for start in range(0, len(order), 16):
            rows = order[start : start + 16]
            together[rows] = sigmoid(graph.logits([ids[i] for i in rows], length))
        largest = max(largest, float(np.abs(together - alone).max()))
        flips |= (together >= thresholds) != (alone >= thresholds)
    return Invariance(len(ids), largest, int(flips.sum()), int((flips & confident).sum()))
