"""Runs of a bundle's graphs with the native engine, and scores from columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from .export import IDS, LOGITS, MASK, TYPES
from .tokens import Encoded


class Session:
    """A graph of a bundle on the CPU."""

    def __init__(self, folder: Path, file: str, half: bool = False) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        # Else the native engine turns dequantized products into integer ones with rounded inputs: another model.
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        if half:
            # The CPU has few kernels of half precision, and some fusions of the native engine fail on such graphs.
            options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        self.session = onnxruntime.InferenceSession(str(folder / file), options, providers=["CPUExecutionProvider"])
        self.inputs = [one.name for one in self.session.get_inputs()]

    def columns(self, rows: Sequence[Encoded], length: int | None = None, output: str = LOGITS) -> np.ndarray:
        """One run over rows padded with zeros to the longest, or to `length`: [n, N], or what another output gives."""
        size = length or max(len(row.ids) for row in rows)
        feeds = {name: np.zeros((len(rows), size), np.int32) for name in (IDS, MASK, TYPES)}
        for place, row in enumerate(rows):
            feeds[IDS][place, : len(row.ids)] = row.ids
            feeds[MASK][place, : len(row.ids)] = 1
            feeds[TYPES][place, : len(row.ids)] = row.types
        return self.session.run([output], {name: feeds[name] for name in self.inputs})[0]


def activate(columns: np.ndarray, activation: str) -> np.ndarray:
    """Probabilities of logits [.., N]."""
    x = columns.astype(np.float64)
    if activation == "sigmoid":
        return 1 / (1 + np.exp(-x))
    powers = np.exp(x - x.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def by_head(row: np.ndarray, heads: Sequence[Mapping[str, Any]]) -> dict[str, list[float]]:
    """One row of columns [N] as probabilities a head, six decimals."""
    out = {}
    for head in heads:
        columns = row[head["offset"] : head["offset"] + len(head["labels"])]
        out[head["id"]] = [round(float(p), 6) for p in activate(columns, head["activation"])]
    return out


def differences(
    given: Sequence[Mapping[str, Sequence[float]]], expected: Sequence[Mapping[str, Sequence[float]]]
) -> tuple[float, float]:
    """Largest and mean |difference| of probabilities over texts, heads and labels."""
    gaps = np.concatenate([
        np.abs(np.array(g[head]) - np.array(e[head])) for g, e in zip(given, expected, strict=True) for head in e
    ])
    return float(gaps.max()), float(gaps.mean())
