"""The WebGPU graph in 16-bit floats, derived from the one in 32 bits, over the same file of weights."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FLOAT_PARTS = ("words.", "positions.", "embedded", "norm.", "pool.", "embedding", "logits", "mask.")
"""Names of nodes that stay in 32 bits: embeddings, which the CPU gathers anyway, the mask, and pooling and heads,
which are small, and whose sums are over all tokens."""

FLOAT_OPERATORS = ("DequantizeLinear",)
"""Dequantized weights are rounded once, when the engine folds them at load. LayerNormalization is not among them: the
engine's GPU programs keep its statistics in 32 bits, and casts around it would be 24 more programs a batch and gained
nothing (largest loss .0045 with them, .0043 without)."""


def halve(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same graph with the layers' arithmetic in float16: casts stand where the two precisions meet."""
    types = _element_types(model)
    constants = {tensor.name: tensor for tensor in model.graph.initializer}
    graph = onnx.GraphProto(name=f"{model.graph.name}-f16")
    graph.input.extend(model.graph.input)
    graph.output.extend(model.graph.output)
    halves = {output for node in model.graph.node if not _stays(node) for output in node.output}
    kept: set[str] = set()
    cast: dict[str, str] = {}

    def in_precision(name: str, half: bool) -> str:
        """`name` as a tensor of the wanted precision; a cast, made once, where it is of the other."""
        if types.get(name) != TensorProto.FLOAT or (name in halves) == half:
            if name in constants:
                kept.add(name)
            return name
        if name not in cast:
            cast[name] = f"{name}.{'f16' if half else 'f32'}"
            if half and name in constants and not constants[name].external_data:
                array = numpy_helper.to_array(constants[name]).astype(np.float16)
                graph.initializer.append(numpy_helper.from_array(array, cast[name]))
            else:
                kept.update({name} & constants.keys())
                to = TensorProto.FLOAT16 if half else TensorProto.FLOAT
                graph.node.append(helper.make_node("Cast", [name], [cast[name]], name=cast[name], to=to))
        return cast[name]

    for node in model.graph.node:
        half = not _stays(node)
        changed = onnx.NodeProto()
        changed.CopyFrom(node)
        del changed.input[:]
        changed.input.extend(in_precision(name, half) for name in node.input)
        graph.node.append(changed)
    graph.initializer.extend(tensor for tensor in model.graph.initializer if tensor.name in kept)
    return helper.make_model(
        graph, opset_imports=model.opset_import, ir_version=model.ir_version, producer_name=model.producer_name
    )


def _stays(node: onnx.NodeProto) -> bool:
    return node.op_type in FLOAT_OPERATORS or node.name.startswith(FLOAT_PARTS)


def _element_types(model: onnx.ModelProto) -> dict[str, int]:
    graph = onnx.shape_inference.infer_shapes(model).graph
    values = [*graph.value_info, *graph.input, *graph.output]
    return {v.name: v.type.tensor_type.elem_type for v in values} | {t.name: t.data_type for t in graph.initializer}
