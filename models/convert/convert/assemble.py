"""The graphs of a bundle: each part rewritten for each device, parts of a family joined into one graph."""

from __future__ import annotations

from pathlib import Path

import onnx
from onnx import helper

from .anatomy import Anatomy
from .export import LOGITS, opsets
from .rewrite import GRAPHS, IR_VERSION
from .weights import WeightsFile

WEIGHTS = "weights.bin"


def file_of(variant: str) -> str:
    """Name of a graph's file."""
    return f"model.{variant.replace('webgpu-q4f16', 'q4f16')}.onnx"


class Assembly:
    """Takes the parts one by one, so that only one is in memory in fp32, and writes the graphs at the end."""

    def __init__(self, variants: list[str], pairs: bool) -> None:
        self.pairs = pairs
        self.weights = WeightsFile(WEIGHTS)
        self.extras = {variant: WeightsFile(f"weights.{variant.split('-')[-1]}.bin") for variant in variants}
        self.parts: dict[str, list[onnx.ModelProto]] = {variant: [] for variant in variants}

    def add(self, model: onnx.ModelProto) -> None:
        """Rewrites an exported part for every device."""
        anatomy = Anatomy(model, self.pairs)
        for variant, parts in self.parts.items():
            graph = GRAPHS[variant](anatomy, self.weights, self.extras[variant], f"{len(parts)}.")
            parts.append(graph.write())

    def write(self, folder: Path) -> dict[str, list[str]]:
        """Writes graphs and weights; returns the weight files of each graph."""
        files: dict[str, list[str]] = {}
        self.weights.write(folder)
        for variant, parts in self.parts.items():
            model = compact(parts[0] if len(parts) == 1 else joined(parts))
            (folder / file_of(variant)).write_bytes(model.SerializeToString())
            extra = self.extras[variant]
            extra.write(folder)
            files[variant] = [WEIGHTS] + ([extra.name] if extra.bytes else [])
        return files


def joined(parts: list[onnx.ModelProto]) -> onnx.ModelProto:
    """One graph with the inputs of all; the logits of the parts side by side."""
    inputs = list(parts[0].graph.input)
    shared = {value.name for value in inputs}
    nodes, tensors, outputs = [], [], []
    width = 0
    for number, part in enumerate(parts):
        def renamed(name: str, number: int = number) -> str:
            return name if not name or name in shared else f"{number}/{name}"

        for node in part.graph.node:
            copy = onnx.NodeProto()
            copy.CopyFrom(node)
            copy.name = renamed(node.name)
            copy.input[:] = [renamed(name) for name in node.input]
            copy.output[:] = [renamed(name) for name in node.output]
            nodes.append(copy)
        for tensor in part.graph.initializer:
            copy = onnx.TensorProto()
            copy.CopyFrom(tensor)
            copy.name = renamed(tensor.name)
            tensors.append(copy)
        outputs.append(renamed(LOGITS))
        width += part.graph.output[0].type.tensor_type.shape.dim[1].dim_value
    nodes.append(helper.make_node("Concat", outputs, [LOGITS], name=LOGITS, axis=1))
    value = helper.make_tensor_value_info(LOGITS, onnx.TensorProto.FLOAT, ["batch", width])
    graph = helper.make_graph(nodes, "value-tagger", inputs, [value], tensors)
    return helper.make_model(
        graph, opset_imports=opsets(contrib=True), ir_version=IR_VERSION, producer_name="value-tagger"
    )


def compact(model: onnx.ModelProto) -> onnx.ModelProto:
    """Values get short names and nodes lose theirs: names of modules would be a third of a small graph."""
    kept = {value.name for value in (*model.graph.input, *model.graph.output)} | {""}
    short: dict[str, str] = {}

    def renamed(name: str) -> str:
        return name if name in kept else short.setdefault(name, f"v{len(short)}")

    for node in model.graph.node:
        node.input[:] = [renamed(name) for name in node.input]
        node.output[:] = [renamed(name) for name in node.output]
        node.ClearField("doc_string")
        del node.metadata_props[:]
        node.name = ""
    for tensor in model.graph.initializer:
        tensor.name = renamed(tensor.name)
    del model.graph.value_info[:]
    return model
