"""Running the exported graphs with the native engine, one graph, any batching."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime

from .labels import HEADS, WIDTH
from .tokens import batches, pad

DEVICES = ("wasm", "webgpu")
HALF = "webgpu-f16"
"""The graph for graphics cards that compute in 16-bit floats."""
GRAPH_FILES = {name: f"model.{name}.onnx" for name in (*DEVICES, HALF)}


class Graph:
    """A session over model.<name>.onnx on the CPU."""

    def __init__(self, folder: Path, name: str, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        if name.startswith("webgpu"):
            # Else the native engine turns dequantized products into integer ones with rounded inputs: another model.
            options.add_session_config_entry("session.disable_quant_qdq", "1")
        path = folder / GRAPH_FILES[name]
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def logits(self, ids: list[list[int]], length: int | None = None) -> np.ndarray:
        """One run: logits [batch, 82], padded to the longest or to `length` tokens."""
        tokens, mask = pad(ids, length)
        feeds = {"input_ids": tokens.numpy().astype(np.int32), "attention_mask": mask.numpy().astype(np.int32)}
        return self.session.run(["logits"], feeds)[0]

    def scores(self, ids: list[list[int]], size: int = 16) -> np.ndarray:
        """Probabilities [n, 82] in the order of `ids`, in batches of similar length."""
        out = np.zeros((len(ids), WIDTH), np.float32)
        for rows in batches(np.array([len(s) for s in ids]), size, None):
            out[rows] = sigmoid(self.logits([ids[i] for i in rows]))
        return out


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """Probabilities of logits, any shape."""
    return 1 / (1 + np.exp(-logits.astype(np.float64)))


def by_head(scores: np.ndarray) -> dict[str, list[float]]:
    """One row of scores [82] as lists per head, six decimals."""
    return {head.id: [round(float(x), 6) for x in scores[head.columns]] for head in HEADS}
