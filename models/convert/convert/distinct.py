"""A CPU graph in which the work before the first attention is done once for equal tokens.

Until tokens look at each other, what becomes of one depends on its id, its segment, its mask and, where positions are
absolute, on its column. A batch of pairs has one premise beside many hypotheses, so most of its tokens have equals: the
graph finds them (`Unique`), computes on those, and deals the rows out where attention begins. Scores are the same to the
last bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .export import IDS, MASK, TYPES

ELEMENTWISE = {"Abs", "Add", "Cast", "Div", "Erf", "Max", "Mul", "Sub", "Tanh"}
PRODUCTS = {"MatMul", "MatMulIntegerToFloat"}
KINDS = 256
"""Segments, and values of a mask, that a token's number has room for."""
PLACES = "distinct.places"
"""Stands for the column of each distinct token, as an input's name stands for its values."""


@dataclass
class _Region:
    """Nodes that treat each token by itself. `sources`: the inputs that a value depends on, by the value's name."""

    sources: dict[str, frozenset[str]]
    nodes: list[onnx.NodeProto] = field(default_factory=list)

    def reads_words(self, name: str) -> bool:
        return IDS in self.sources.get(name, ())


def on_distinct_tokens(
    nodes: list[onnx.NodeProto], constants: Mapping[str, TensorProto], outputs: Iterable[str]
) -> tuple[list[onnx.NodeProto], list[TensorProto]]:
    """The same graph with the nodes before the first attention on distinct tokens, and the constants to add.

    Graphs without a product there come back as they are. A slice of as many rows of a table as a shape says is taken for
    absolute positions.
    """
    region = _token_wise(nodes, constants)
    inside = {id(node) for node in region.nodes}
    words = [node for node in region.nodes if region.reads_words(node.output[0])]
    if not any(node.op_type in PRODUCTS for node in words):
        return nodes, []
    wanted = {name for node in nodes if id(node) not in inside for name in node.input} | set(outputs)
    dealt = [node.output[0] for node in words if node.output[0] in wanted]
    needed = _leading_to(dealt, region.nodes)
    rewritten, tensors = _choose(frozenset().union(*(region.sources[name] for name in dealt)))
    rewritten += [_on_rows(node, constants) for node in needed]
    for name in dealt:
        rewritten.append(helper.make_node("Squeeze", [_rows(name), "distinct.zero"], [f"{name}.rows"]))
        rewritten.append(helper.make_node("Gather", [f"{name}.rows", "distinct.index"], [name], axis=0))
    # Values that words have no part in, such as the mask's, are wanted as they were, too.
    aside = [node for node in region.nodes if not region.reads_words(node.output[0])]
    kept = {id(node) for node in _leading_to(wanted, aside)}
    rewritten += [node for node in nodes if id(node) not in inside or id(node) in kept]
    return _leading_to(outputs, rewritten), tensors


def _token_wise(nodes: Iterable[onnx.NodeProto], constants: Mapping[str, TensorProto]) -> _Region:
    region = _Region({name: frozenset([name]) for name in (IDS, MASK, TYPES)})
    for node in nodes:
        if _takes_columns(node, constants):
            region.sources[node.output[0]] = frozenset([PLACES])
        else:
            given = [name for name in node.input if name not in constants]
            if not given or not all(name in region.sources for name in given) or not _keeps_tokens(node, constants):
                continue
            region.sources[node.output[0]] = frozenset().union(*(region.sources[name] for name in given))
        region.nodes.append(node)
    return region


def _takes_columns(node: onnx.NodeProto, constants: Mapping[str, TensorProto]) -> bool:
    """The first rows of a constant table, as many as there are columns: absolute positions."""
    return (
        node.op_type == "Slice" and node.input[0] in constants and node.input[2] not in constants
        and len(constants[node.input[0]].dims) == 2 and _values(node, 1, constants) == [0] and _values(node, 3, constants) == [0]
    )


def _keeps_tokens(node: onnx.NodeProto, constants: Mapping[str, TensorProto]) -> bool:
    """Whether each row of what comes out depends on the same row of what goes in, and on constants."""
    options = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
    first = node.input[0] in constants
    if node.op_type in ELEMENTWISE:
        return all(len(constants[name].dims) < 2 for name in node.input if name in constants)
    if node.op_type in PRODUCTS:
        return not first and node.input[1] in constants and len(constants[node.input[1]].dims) == 2
    if node.op_type == "Gather":
        return first and options.get("axis", 0) == 0
    if node.op_type == "LayerNormalization":
        return options.get("axis", -1) in (-1, 2)
    if node.op_type == "ReduceMax":
        return _values(node, 1, constants) == [-1] and options.get("keepdims", 1) == 1
    if node.op_type == "QuantizeLinear":
        return node.input[1] in constants and not constants[node.input[1]].dims
    return node.op_type == "Unsqueeze" and _values(node, 1, constants) in ([2], [-1])


def _values(node: onnx.NodeProto, place: int, constants: Mapping[str, TensorProto]) -> list[int] | None:
    """The numbers of a small constant input; None where it is something else."""
    tensor = constants.get(node.input[place]) if len(node.input) > place else None
    if tensor is None or tensor.data_location == TensorProto.EXTERNAL:
        return None
    return numpy_helper.to_array(tensor).reshape(-1).tolist()


def _leading_to(names: Iterable[str], nodes: list[onnx.NodeProto]) -> list[onnx.NodeProto]:
    """Those of `nodes`, in their order, that the values `names` are made by."""
    wanted, found = set(names), []
    for node in reversed(nodes):
        if wanted.intersection(node.output):
            wanted.update(node.input)
            found.append(node)
    return found[::-1]


def _rows(name: str) -> str:
    return f"distinct.{name}"


def _on_rows(node: onnx.NodeProto, constants: Mapping[str, TensorProto]) -> onnx.NodeProto:
    """The node on distinct tokens, [1, U] in place of [B, S]."""
    if node.op_type == "Slice":
        return helper.make_node("Gather", [node.input[0], PLACES], [_rows(node.output[0])], axis=0)
    copy = onnx.NodeProto()
    copy.CopyFrom(node)
    copy.input[:] = [name if not name or name in constants else _rows(name) for name in node.input]
    copy.output[:] = [_rows(name) for name in node.output]
    return copy


def _choose(sources: frozenset[str]) -> tuple[list[onnx.NodeProto], list[TensorProto]]:
    """Nodes that number equal tokens alike: `distinct.index` [B, S], and the inputs of one token of each number [1, U]."""
    nodes: list[onnx.NodeProto] = []

    def node(op: str, inputs: list[str], output: str, **attributes: object) -> str:
        nodes.append(helper.make_node(op, inputs, [output], **attributes))
        return output

    tensors = [
        numpy_helper.from_array(np.asarray(values, np.int64), f"distinct.{name}")
        for name, values in (("zero", [0]), ("flat", [-1]), ("none", 0), ("one", 1), ("kinds", KINDS))
    ]
    inputs = [name for name in (IDS, TYPES, MASK) if name in sources]
    key = node("Cast", [IDS], "distinct.key", to=TensorProto.INT64)
    shape = node("Shape", [IDS], "distinct.shape")
    for name in inputs[1:]:
        wider = node("Mul", [key, "distinct.kinds"], f"distinct.{name}.wider")
        key = node("Add", [wider, node("Cast", [name], f"distinct.{name}.whole", to=TensorProto.INT64)], f"distinct.{name}.key")
    if PLACES in sources:
        width = node("Gather", [shape, "distinct.one"], "distinct.width")
        columns = node("Range", ["distinct.none", width, "distinct.one"], "distinct.columns")
        key = node("Add", [node("Mul", [key, width], "distinct.columns.wider"), columns], "distinct.columns.key")
    nodes.append(helper.make_node("Unique", [key], ["distinct.values", "distinct.first", "distinct.numbers"]))
    node("Reshape", ["distinct.numbers", shape], "distinct.index")
    for name in inputs:
        flat = node("Reshape", [name, "distinct.flat"], f"distinct.{name}.flat")
        chosen = node("Gather", [flat, "distinct.first"], f"distinct.{name}.chosen", axis=0)
        node("Unsqueeze", [chosen, "distinct.zero"], _rows(name))
    if PLACES in sources:
        node("Mod", ["distinct.first", "distinct.width"], PLACES)
    return nodes, tensors
