"""What 16-bit floats lose, with every result rounded as a graphics card may.

The native engine has no 16-bit kernels on most processors: it casts, and computes stretches of the graph in 32 bits.
So the graph is also computed here node by node, each result in the type that the graph gives it, and matrix products
summed up in 16 bits term by term, as the engine's GPU programs do at worst.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from .runtime import GRAPH_FILES, HALF, Graph, sigmoid
from .tokens import pad

TYPES = {1: torch.float32, 6: torch.int32, 7: torch.int64, 10: torch.float16}


class RoundedGraph:
    """Computes a graph of this package node by node."""

    def __init__(self, path: Path) -> None:
        self.graph = onnx.load(str(path)).graph
        arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in self.graph.initializer}
        self.constants = {name: torch.from_numpy(array.copy()) for name, array in arrays.items()}
        for node in self.graph.node:
            # What depends on nothing but constants is computed once, as the engine does.
            if node.input and all(name in self.constants for name in node.input):
                self._compute(node, self.constants)

    def scores(self, ids: list[list[int]]) -> np.ndarray:
        """Probabilities [n, width], each text on its own."""
        return np.concatenate([sigmoid(self._logits(tokens)) for tokens in ids])

    @torch.inference_mode()
    def _logits(self, tokens: list[int]) -> np.ndarray:
        ids, mask = pad([tokens])
        values = self.constants | {"input_ids": ids, "attention_mask": mask}
        for node in self.graph.node:
            if node.output[0] not in values:
                self._compute(node, values)
        return values["logits"].numpy()

    def _compute(self, node: onnx.NodeProto, values: dict[str, torch.Tensor]) -> None:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        given = OPERATORS[node.op_type]([values[name] for name in node.input], attributes)
        for name, value in zip(node.output, given if isinstance(given, (list, tuple)) else [given]):
            values[name] = value


def product(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Matrix product; in 16 bits, the sum is rounded after each term."""
    if a.dtype != torch.float16:
        return a @ b
    total = torch.zeros(torch.broadcast_shapes(a.shape[:-2], b.shape[:-2]) + (a.shape[-2], b.shape[-1]), dtype=a.dtype)
    for k in range(a.shape[-1]):
        total += a[..., :, k : k + 1] * b[..., k : k + 1, :]
    return total


def _reshape(x: torch.Tensor, shape: torch.Tensor) -> torch.Tensor:
    return x.reshape([x.shape[i] if size == 0 else size for i, size in enumerate(shape.tolist())])


def _slice(x: torch.Tensor, start: torch.Tensor, end: torch.Tensor, axis: torch.Tensor) -> torch.Tensor:
    return x.narrow(int(axis), int(start), int(end) - int(start))


def _unsqueeze(x: torch.Tensor, axes: torch.Tensor) -> torch.Tensor:
    for axis in sorted(axes.tolist()):
        x = x.unsqueeze(axis)
    return x


Operator = Callable[[list[torch.Tensor], dict[str, Any]], Any]
OPERATORS: dict[str, Operator] = {
    "Add": lambda x, a: x[0] + x[1],
    "Cast": lambda x, a: x[0].to(TYPES[a["to"]]),
    "DequantizeLinear": lambda x, a: x[0].to(x[1].dtype) * x[1],
    "Div": lambda x, a: x[0] / x[1],
    "Erf": lambda x, a: torch.erf(x[0]),
    "Gather": lambda x, a: x[0][x[1].long()],
    "Gemm": lambda x, a: product(x[0], x[1]) + x[2],
    "LayerNormalization": lambda x, a: torch.nn.functional.layer_norm(x[0], x[1].shape, x[1], x[2], a["epsilon"]),
    "MatMul": lambda x, a: product(x[0], x[1]),
    "Mul": lambda x, a: x[0] * x[1],
    "ReduceSum": lambda x, a: x[0].sum(tuple(x[1].tolist()), keepdim=True),
    "Reshape": lambda x, a: _reshape(x[0], x[1]),
    "Shape": lambda x, a: torch.tensor(x[0].shape[a["start"] : a["end"]]),
    "Slice": lambda x, a: _slice(*x),
    "Softmax": lambda x, a: torch.softmax(x[0], -1),
    "Split": lambda x, a: torch.split(x[0], x[1].tolist(), -1),
    "Sub": lambda x, a: x[0] - x[1],
    "Transpose": lambda x, a: x[0].permute(a["perm"]),
    "Unsqueeze": lambda x, a: _unsqueeze(x[0], x[1]),
}


def loss_of_half(folder: Path, ids: list[list[int]]) -> dict[str, dict[str, float]]:
    """|difference| of probabilities between the two WebGPU graphs over texts (token ids), both ways to run."""
    wanted = Graph(folder, "webgpu").scores(ids)
    ways = {
        "native": Graph(folder, HALF).scores(ids),
        "rounded": RoundedGraph(folder / GRAPH_FILES[HALF]).scores(ids),
    }
    return {
        way: {"max": float(np.abs(scores - wanted).max()), "mean": float(np.abs(scores - wanted).mean())}
        for way, scores in ways.items()
    }
