"""From a PyTorch module to a tidy fp32 ONNX graph with constant shapes where shapes are constant."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

OPSET = 19
IDS, MASK, TYPES, LOGITS = "input_ids", "attention_mask", "token_type_ids", "logits"
KEPT_AS_WRITTEN = ["MatMulAddFusion", "GemmActivationFusion", "TransposeOptimizer", "MatMulTransposeFusion"]
"""Optimizations that would hide matrix products from the rewriting or tie the graph to the CPU."""


def export(module: torch.nn.Module, two_segments: bool) -> onnx.ModelProto:
    """Traces `module` on int32 inputs of dynamic batch and sequence; constants are folded, all tensors inline."""
    names = [IDS, MASK] + ([TYPES] if two_segments else [])
    examples = tuple(torch.ones(2, 8, dtype=torch.int32) for _ in names)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        traced, tidy = Path(folder) / "traced.onnx", Path(folder) / "tidy.onnx"
        with torch.no_grad():
            torch.onnx.export(
                module, examples, str(traced), input_names=names, output_names=[LOGITS], opset_version=OPSET,
                dynamic_axes={name: {0: "batch", 1: "sequence"} for name in names} | {LOGITS: {0: "batch"}},
                do_constant_folding=True, dynamo=False,
            )
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(tidy)
        options.log_severity_level = 3
        options.add_session_config_entry("session.optimized_model_external_initializers_file_name", "tidy.bin")
        onnxruntime.InferenceSession(
            str(traced), options, providers=["CPUExecutionProvider"], disabled_optimizers=KEPT_AS_WRITTEN
        )
        model = onnx.load(str(tidy))
    return without_int64(constants_as_initializers(model))


def constants_as_initializers(model: onnx.ModelProto) -> onnx.ModelProto:
    """Constant nodes become initializers, so that a constant is looked up in one way."""
    graph, kept = model.graph, []
    for node in graph.node:
        if node.op_type == "Constant" and node.attribute[0].name == "value":
            tensor = node.attribute[0].t
            tensor.name = node.output[0]
            graph.initializer.append(tensor)
        else:
            kept.append(node)
    del graph.node[:]
    graph.node.extend(kept)
    return model


def without_int64(model: onnx.ModelProto) -> onnx.ModelProto:
    """Gather by constant int64 indices becomes Gather by int32 ones: GPU engines have no int64.

    Arithmetic on shapes stays int64; it runs on the CPU and touches no text.
    """
    graph = model.graph
    constants = {tensor.name: tensor for tensor in graph.initializer}
    shapes = shape_values(model)
    for node in graph.node:
        if node.op_type != "Gather" or node.input[0] in shapes:
            continue
        indices = constants.get(node.input[1])
        if indices is None or indices.data_type != TensorProto.INT64:
            continue
        name = f"{indices.name}_int32"
        if name not in constants:
            tensor = numpy_helper.from_array(numpy_helper.to_array(indices).astype(np.int32), name)
            constants[name] = tensor
            graph.initializer.append(tensor)
        node.input[1] = name
    return model


def shape_values(model: onnx.ModelProto) -> set[str]:
    """Names of values that are computed from shapes alone."""
    found: set[str] = set()
    constants = {tensor.name for tensor in model.graph.initializer}
    for node in model.graph.node:
        inputs = [name for name in node.input if name and name not in constants]
        if node.op_type == "Shape" or (inputs and all(name in found for name in inputs)):
            found.update(node.output)
    return found


def initializers(model: onnx.ModelProto) -> dict[str, np.ndarray]:
    """Every constant as an array."""
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}


def opsets(contrib: bool) -> list[onnx.OperatorSetIdProto]:
    """The operator sets that a bundle's graph needs."""
    return [helper.make_opsetid("", OPSET)] + ([helper.make_opsetid("com.microsoft", 1)] if contrib else [])
