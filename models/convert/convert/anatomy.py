"""What an fp32 graph is made of: which nodes multiply by weights, which look rows up."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import onnx

from .export import IDS, initializers

SMALLEST = 16
"""Matrices with a side shorter than this stay in float: there is nothing to gain."""


@dataclass
class Product:
    """A product of activations with a constant matrix [K, N], or one a head [heads, K, N], and the bias that a Gemm adds."""

    name: str
    weight: np.ndarray
    bias: np.ndarray | None

    @property
    def smallest(self) -> int:
        """The shorter side, of all heads' matrices together."""
        *heads, inputs, outputs = self.weight.shape
        return min(inputs, outputs) * math.prod(heads)


@dataclass
class Lookup:
    """Rows of a constant table [V, H]; `words` if the ids of the text choose them."""

    name: str
    table: np.ndarray
    words: bool


class Anatomy:
    """The quantizable parts of a graph by node name, and all constants. `pairs`: what it reads are two texts each."""

    def __init__(self, model: onnx.ModelProto, pairs: bool) -> None:
        self.model, self.pairs = model, pairs
        for number, node in enumerate(model.graph.node):
            node.name = f"{number}.{node.op_type}"
        self.constants = initializers(model)
        last = last_products(model, set(self.constants))
        self.products: dict[str, Product] = {}
        self.lookups: dict[str, Lookup] = {}
        for node in model.graph.node:
            product = None if node.name in last else self._product(node)
            if product is not None and product.smallest >= SMALLEST:
                self.products[node.name] = product
            lookup = self._lookup(node)
            if lookup is not None:
                self.lookups[node.name] = lookup

    def _product(self, node: onnx.NodeProto) -> Product | None:
        if node.op_type not in ("MatMul", "Gemm"):
            return None
        weight = self.constants.get(node.input[1])
        if weight is None or weight.ndim not in (2, 3) or node.input[0] in self.constants:
            return None
        if node.op_type == "MatMul":
            return Product(node.input[1], weight, None)
        options = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}
        if options.get("transA", 0) or options.get("alpha", 1.0) != 1.0 or options.get("beta", 1.0) != 1.0:
            return None
        bias = self.constants.get(node.input[2]) if len(node.input) > 2 else None
        if len(node.input) > 2 and bias is None:
            return None
        return Product(node.input[1], weight.T if options.get("transB", 0) else weight, bias)

    def _lookup(self, node: onnx.NodeProto) -> Lookup | None:
        if node.op_type != "Gather" or any(a.name == "axis" and a.i != 0 for a in node.attribute):
            return None
        table = self.constants.get(node.input[0])
        if table is None or table.ndim != 2 or table.dtype != np.float32 or min(table.shape) < SMALLEST:
            return None
        return Lookup(node.input[0], table, node.input[1] == IDS)


def last_products(model: onnx.ModelProto, constants: set[str]) -> set[str]:
    """Products whose result reaches the logits without another one: they stay in float, being small and decisive."""
    makers = {output: node for node in model.graph.node for output in node.output}
    found: set[str] = set()
    waiting, seen = [output.name for output in model.graph.output], set()
    while waiting:
        node = makers.get(waiting.pop())
        if node is None or node.name in seen:
            continue
        seen.add(node.name)
        if node.op_type in ("MatMul", "Gemm") and node.input[1] in constants:
            found.add(node.name)
        else:
            waiting += node.input
    return found


def used_constants(nodes: list[onnx.NodeProto], constants: Collection[str]) -> list[str]:
    """Names of the constants that `nodes` read, each once, in order."""
    return list(dict.fromkeys(name for node in nodes for name in node.input if name in constants))

