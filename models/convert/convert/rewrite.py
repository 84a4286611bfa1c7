"""The fp32 graph as the graphs of a bundle, over one set of 8-bit weights.

Each device has a class that says how a product and a look-up are written; everything else is copied.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper

from .anatomy import Anatomy, Lookup, Product, used_constants
from .distinct import on_distinct_tokens
from .export import IDS, opsets
from .quantize import BLOCK, ZERO, int4_blocks, int8_columns, uint8_rows
from .weights import WeightsFile

MICROSOFT = "com.microsoft"
IR_VERSION = 9
GPU_TABLE_LIMIT = 128 * 1024 * 1024
"""Bytes that every WebGPU device can bind at once; larger tables of words are read on the CPU."""


class Graph:
    """One device's graph while it is written. `prefix` keeps the parts of a family apart in the weights file."""

    half = False

    def __init__(self, anatomy: Anatomy, weights: WeightsFile, extra: WeightsFile, prefix: str = "") -> None:
        self.anatomy, self.weights, self.extra, self.prefix = anatomy, weights, extra, prefix
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def node(self, op: str, inputs: list[str], output: str, domain: str = "", **attributes: object) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def constant(self, name: str, array: np.ndarray, weights: WeightsFile | None = None) -> str:
        """An initializer, added once. Its place in the weights file goes by prefix and name."""
        if name not in self.constants:
            tensor = (weights or self.weights).tensor(self.prefix + name, array)
            tensor.name = name
            self.constants[name] = tensor
        return name

    def scales(self, name: str, array: np.ndarray) -> str:
        """Scales in the precision of the graph's body."""
        if not self.half:
            return self.constant(name, array)
        return self.constant(f"{name}.half", array.astype(np.float16), self.extra)

    def write(self) -> onnx.ModelProto:
        """The whole graph."""
        model = self.anatomy.model
        for node in model.graph.node:
            product = self.anatomy.products.get(node.name)
            if product is not None:
                (self.product if product.weight.ndim == 2 else self.heads)(node, product)
            elif node.name in self.anatomy.lookups:
                self.lookup(node, self.anatomy.lookups[node.name])
            else:
                self.other(node)
        for name in used_constants(self.nodes, self.anatomy.constants):
            if name not in self.constants:
                self.constant(name, self.anatomy.constants[name])
        return self.finish(list(model.graph.input), list(model.graph.output))

    def finish(self, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]) -> onnx.ModelProto:
        graph = helper.make_graph(self.nodes, "value-tagger", inputs, outputs, list(self.constants.values()))
        return helper.make_model(
            graph, opset_imports=opsets(contrib=True), ir_version=IR_VERSION, producer_name="value-tagger"
        )

    def other(self, node: onnx.NodeProto) -> None:
        self.nodes.append(node)

    def product(self, node: onnx.NodeProto, product: Product) -> None:
        raise NotImplementedError

    def lookup(self, node: onnx.NodeProto, lookup: Lookup) -> None:
        raise NotImplementedError

    def heads(self, node: onnx.NodeProto, product: Product) -> None:
        """One matrix a head, for few rows: floats on every device. The bytes become floats when the graph is loaded."""
        heads, inputs, outputs = product.weight.shape
        whole, scale = int8_columns(product.weight.transpose(1, 0, 2).reshape(inputs, heads * outputs))
        name, output = product.name, node.output[0]
        shape = self.constant(f"{name}.shape", np.array([inputs, heads, outputs], np.int64))
        x = [self.constant(f"{name}.int8", whole), self.scales(f"{name}.scale", scale)]
        x = self.node("DequantizeLinear", x, f"{output}.together", axis=1)
        x = self.node("Reshape", [x, shape], f"{output}.apart")
        x = self.node("Transpose", [x], f"{output}.weight", perm=[1, 0, 2])
        self.node("MatMul", [node.input[0], x], output)

    def with_bias(self, x: str, product: Product, output: str) -> None:
        """Ends a product: adds the bias that a Gemm had, or gives the last node the product's name."""
        if product.bias is None:
            self.nodes[-1].output[0] = output
        else:
            self.node("Add", [x, self.scales(f"{product.name}.bias", product.bias)], output)

    def gathered_bytes(self, node: onnx.NodeProto, lookup: Lookup) -> None:
        """Bytes times their row's scale, for engines that gather bytes: the CPU."""
        table, scale = uint8_rows(lookup.table)
        name, output = lookup.name, node.output[0]
        float_type = TensorProto.FLOAT16 if self.half else TensorProto.FLOAT
        dtype = np.float16 if self.half else np.float32
        whole = self.node("Gather", [self.constant(f"{name}.bytes", table), node.input[1]], f"{output}.bytes")
        whole = self.node("Cast", [whole], f"{output}.cast", to=float_type)
        zero = self.constant(f"zero.{np.dtype(dtype).name}", np.array(ZERO, dtype))
        whole = self.node("Sub", [whole, zero], f"{output}.centred")
        scales = self.node("Gather", [self.scales(f"{name}.scale", scale), node.input[1]], f"{output}.scale")
        self.node("Mul", [whole, scales], output)


class WasmGraph(Graph):
    """Integer products. Each row of activations has its own scale, so a text's scores never depend on its neighbours."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.rounded: dict[str, tuple[str, str]] = {}

    def rows(self, x: str) -> tuple[str, str]:
        """Activations [.., K] as bytes around 128, and their scales [.., 1]."""
        if x not in self.rounded:
            size = self.node("Abs", [x], f"{x}.abs")
            last = self.constant("last.axis", np.array([-1], np.int64))
            size = self.node("ReduceMax", [size, last], f"{x}.peak", keepdims=1)
            size = self.node("Max", [size, self.constant("least", np.array(1e-12, np.float32))], f"{x}.positive")
            scale = self.node("Div", [size, self.constant("steps", np.array(127, np.float32))], f"{x}.step")
            scaled = self.node("Div", [x, scale], f"{x}.scaled")
            grid = [self.constant("one", np.array(1, np.float32)), self.constant("middle", np.array(ZERO, np.uint8))]
            self.rounded[x] = (self.node("QuantizeLinear", [scaled, *grid], f"{x}.whole"), scale)
        return self.rounded[x]

    def product(self, node: onnx.NodeProto, product: Product) -> None:
        weight, scale = int8_columns(product.weight)
        whole, step = self.rows(node.input[0])
        name, output = product.name, node.output[0]
        inputs = [
            whole, self.constant(f"{name}.int8", weight), self.constant("one", np.array(1, np.float32)),
            self.constant(f"{name}.scale", scale), self.constant("middle", np.array(ZERO, np.uint8)),
        ]
        x = self.node("MatMulIntegerToFloat", inputs, f"{output}.product", MICROSOFT)
        x = self.node("Mul", [x, step], f"{output}.scaled.back")
        self.with_bias(x, product, output)

    def lookup(self, node: onnx.NodeProto, lookup: Lookup) -> None:
        self.gathered_bytes(node, lookup)

    def finish(self, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]) -> onnx.ModelProto:
        # Of single texts few tokens are equal, and looking for them would cost a little more than it saves.
        if self.anatomy.pairs:
            self.nodes, added = on_distinct_tokens(self.nodes, self.constants, [value.name for value in outputs])
            self.constants |= {tensor.name: tensor for tensor in added}
            self.constants = {name: self.constants[name] for name in used_constants(self.nodes, self.constants)}
        return super().finish(inputs, outputs)


class WebGpuGraph(Graph):
    """Floats from the same bytes: weights are dequantized when the graph is loaded, words when they are looked up."""

    def product(self, node: onnx.NodeProto, product: Product) -> None:
        weight, scale = int8_columns(product.weight)
        name, output = product.name, node.output[0]
        inputs = [self.constant(f"{name}.int8", weight), self.scales(f"{name}.scale", scale)]
        # Two products may share a weight; each has its own node, so that outputs stay apart.
        whole = self.node("DequantizeLinear", inputs, f"{output}.weight", axis=1)
        x = self.node("MatMul", [node.input[0], whole], f"{output}.product")
        self.with_bias(x, product, output)

    def lookup(self, node: onnx.NodeProto, lookup: Lookup) -> None:
        table, scale = uint8_rows(lookup.table)
        name, output = lookup.name, node.output[0]
        if lookup.words and table.nbytes > GPU_TABLE_LIMIT:
            return self.gathered_bytes(node, lookup)
        whole = self.constant(f"{name}.bytes", table)
        if lookup.words:
            # One block spans a whole row, so the row's scale is the block's.
            block = 1 << max(4, (table.shape[1] - 1).bit_length())
            self.node(
                "GatherBlockQuantized", [whole, IDS, self.scales(f"{name}.scale", scale)], output, MICROSOFT,
                bits=8, block_size=block, gather_axis=0, quantize_axis=1,
            )
            return None
        zeros = self.constant(f"{name}.zeros", np.full(len(table), ZERO, np.uint8))
        inputs = [whole, self.scales(f"{name}.scale.flat", scale[:, 0]), zeros]
        self.node("DequantizeLinear", inputs, f"{output}.table", axis=0)
        self.node("Gather", [f"{output}.table", node.input[1]], output)
        return None


class HalfGraph(WebGpuGraph):
    """The WebGPU graph with a body of half precision, for adapters with `shader-f16`."""

    half = True

    def other(self, node: onnx.NodeProto) -> None:
        copy = onnx.NodeProto()
        copy.CopyFrom(node)
        for attribute in copy.attribute:
            if copy.op_type == "Cast" and attribute.name == "to" and attribute.i == TensorProto.FLOAT:
                attribute.i = TensorProto.FLOAT16
        for place, name in enumerate(copy.input):
            array = self.anatomy.constants.get(name)
            if array is not None and array.dtype == np.float32:
                copy.input[place] = self.constant(f"{name}.half", array.astype(np.float16), self.extra)
        self.nodes.append(copy)

    def finish(self, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]) -> onnx.ModelProto:
        for output in outputs:
            for node in self.nodes:
                node.output[:] = [f"{name}.half" if name == output.name else name for name in node.output]
                node.input[:] = [f"{name}.half" if name == output.name else name for name in node.input]
            self.node("Cast", [f"{output.name}.half"], output.name, to=TensorProto.FLOAT)
        return super().finish(inputs, outputs)


class FourBitGraph(HalfGraph):
    """The half-precision graph with four-bit weights of its own; matrices of heads keep their eight."""

    def product(self, node: onnx.NodeProto, product: Product) -> None:
        packed, scale = int4_blocks(product.weight)
        inputs, outputs = product.weight.shape
        name, output = product.name, node.output[0]
        tensors = [self.constant(f"{name}.int4", packed, self.extra), self.scales(f"{name}.int4.scale", scale)]
        # The operator wants K to be a multiple of the block; weights beyond K are zero, so the input may end there.
        if inputs % BLOCK:
            return super().product(node, product)
        x = self.node(
            "MatMulNBits", [node.input[0], *tensors], f"{output}.product", MICROSOFT,
            K=inputs, N=outputs, bits=4, block_size=BLOCK,
        )
        self.with_bias(x, product, output)
        return None


GRAPHS: dict[str, type[Graph]] = {
    "wasm": WasmGraph, "webgpu": WebGpuGraph, "webgpu-f16": HalfGraph, "webgpu-q4f16": FourBitGraph,
}
"""How the graph of each entry in the manifest is written."""
