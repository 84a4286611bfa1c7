"""The ONNX graphs over one file of weights, built node by node.

Both take int32 `input_ids` and `attention_mask` [batch, sequence] and give float32 `logits` [batch, 82], and on request
`embedding` [batch, 384]: the mean over the tokens that the heads read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .half import halve
from .labels import WIDTH
from .model import ATTENTION_HEADS, EPSILON, HEAD_SIZE, HIDDEN, MASKED, MAX_TOKENS, ValueModel
from .quantize import Int8Linear, int8_columns, int8_linear
from .runtime import GRAPH_FILES, HALF

WEIGHTS_FILE = "weights.bin"
ALIGNMENT = 64
OPSET, IR_VERSION = 17, 8
MICROSOFT = "com.microsoft"
EMBEDDING = "embedding"
"""The output with the pooled vector; an engine that is not asked for it computes nothing for it."""
LARGE = 1024
"""Tensors of more bytes than this live in the weights file."""


class WeightsFile:
    """Collects tensors in one run of bytes; asked twice for a name, it returns the same place."""

    def __init__(self) -> None:
        self.bytes = bytearray()
        self.places: dict[str, tuple[int, int]] = {}

    def place(self, name: str, array: np.ndarray) -> tuple[int, int]:
        """Offset and length in bytes of a tensor, which is appended at its first mention."""
        if name not in self.places:
            self.bytes += bytes(-len(self.bytes) % ALIGNMENT)
            data = np.ascontiguousarray(array).tobytes()
            self.places[name] = (len(self.bytes), len(data))
            self.bytes += data
        return self.places[name]


@dataclass
class Builder:
    """Nodes and initializers of one graph."""

    weights: WeightsFile
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    initializers: dict[str, onnx.TensorProto] = field(default_factory=dict)

    def constant(self, name: str, array: np.ndarray) -> str:
        """Adds an initializer once; large ones as a reference into the weights file."""
        if name in self.initializers:
            return name
        array = np.asarray(array)
        if array.nbytes <= LARGE:
            self.initializers[name] = numpy_helper.from_array(array, name)
            return name
        tensor = TensorProto(name=name, data_type=helper.np_dtype_to_tensor_dtype(array.dtype), dims=array.shape)
        tensor.data_location = TensorProto.EXTERNAL
        offset, length = self.weights.place(name, array)
        for key, value in (("location", WEIGHTS_FILE), ("offset", str(offset)), ("length", str(length))):
            tensor.external_data.add(key=key, value=value)
        self.initializers[name] = tensor
        return name

    def node(self, op: str, inputs: list[str], output: str, domain: str = "", **attributes: object) -> str:
        """Adds a node with one output and returns the output's name."""
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def finish(self, title: str, contrib: bool) -> onnx.ModelProto:
        """The checked model with its dynamic axes `batch` and `sequence`."""
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "sequence"])
            for name in ("input_ids", "attention_mask")
        ]
        outputs = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", width])
            for name, width in (("logits", WIDTH), (EMBEDDING, HIDDEN))
        ]
        graph = helper.make_graph(self.nodes, title, inputs, outputs, list(self.initializers.values()))
        opsets = [helper.make_opsetid("", OPSET)] + ([helper.make_opsetid(MICROSOFT, 1)] if contrib else [])
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="value-tagger")


@dataclass
class Tensors:
    """Everything that the graphs hold, as numpy arrays."""

    words: np.ndarray
    word_scale: np.ndarray
    positions: np.ndarray
    norms: dict[str, tuple[np.ndarray, np.ndarray]]
    linears: dict[str, Int8Linear]
    head: np.ndarray
    head_bias: np.ndarray
    layers: int


def tensors_of(model: ValueModel) -> Tensors:
    """Quantizes the model's weights; word embeddings int8 [words, 384] with one scale per row."""
    words, word_scale = int8_columns(model.words.weight.detach().numpy())
    array = lambda t: t.detach().numpy().astype(np.float32)  # noqa: E731
    norms = {"norm": (array(model.norm.weight), array(model.norm.bias))}
    linears = {}
    for i, layer in enumerate(model.layers):
        for name in ("qkv", "out", "up", "down"):
            linears[f"{i}.{name}"] = int8_linear(getattr(layer, name))
        for name in ("norm1", "norm2"):
            norm = getattr(layer, name)
            norms[f"{i}.{name}"] = (array(norm.weight), array(norm.bias))
    return Tensors(
        words, word_scale[:, None], array(model.positions), norms, linears,
        np.ascontiguousarray(array(model.head.weight).T), array(model.head.bias), len(model.layers),
    )


def _embed(b: Builder, t: Tensors) -> str:
    """Word rows (int8 times their scale) plus positions, normalized: [batch, sequence, 384]."""
    words = b.node("Gather", [b.constant("words", t.words), "input_ids"], "words.int8")
    words = b.node("Cast", [words], "words.cast", to=TensorProto.FLOAT)
    scale = b.node("Gather", [b.constant("words.scale", t.word_scale), "input_ids"], "words.scales")
    words = b.node("Mul", [words, scale], "words.float")
    shape = b.node("Shape", ["input_ids"], "sequence.length", start=1, end=2)
    positions = b.node(
        "Slice",
        [b.constant("positions", t.positions), b.constant("zero", np.array([0], np.int64)), shape,
         b.constant("axis.0", np.array([0], np.int64))],
        "positions.used",
    )
    return _norm(b, t, "norm", b.node("Add", [words, positions], "embedded"))


def _norm(b: Builder, t: Tensors, name: str, x: str) -> str:
    gamma, beta = _norm_constants(b, t, name)
    return b.node("LayerNormalization", [x, gamma, beta], f"{name}.done", axis=-1, epsilon=EPSILON)


def _norm_constants(b: Builder, t: Tensors, name: str) -> tuple[str, str]:
    gamma, beta = t.norms[name]
    return b.constant(f"{name}.gamma", gamma), b.constant(f"{name}.beta", beta)


def _pool_and_score(b: Builder, t: Tensors, x: str) -> None:
    """Mean over the tokens that the mask keeps, then the heads as one linear layer."""
    mask = b.node("Cast", ["attention_mask"], "pool.mask", to=TensorProto.FLOAT)
    mask = b.node("Unsqueeze", [mask, b.constant("axis.1", np.array([1], np.int64))], "pool.row")
    total = b.node("MatMul", [mask, x], "pool.sum")
    count = b.node("ReduceSum", [mask, b.constant("axis.2", np.array([2], np.int64))], "pool.count", keepdims=1)
    mean = b.node("Div", [total, count], "pool.mean")
    mean = b.node("Reshape", [mean, b.constant("pool.shape", np.array([-1, HIDDEN], np.int64))], EMBEDDING)
    b.node("Gemm", [mean, b.constant("head", t.head), b.constant("head.bias", t.head_bias)], "logits")


def _balanced(b: Builder, name: str, linear: Int8Linear, x: str) -> str:
    """The input of a matrix product with its outlying features shrunk; the weights make up for it."""
    if linear.factor is None:
        return x
    return b.node("Mul", [x, b.constant(f"{name}.factor", linear.factor)], f"{name}.balanced")


def wasm_graph(t: Tensors, weights: WeightsFile) -> onnx.ModelProto:
    """Integer matrix products with static activation grids: a row's result depends on nothing but the row."""
    b = Builder(weights)

    def quantized(name: str, x: str) -> tuple[str, list[str]]:
        linear = t.linears[name]
        grid = [
            b.constant(f"{name}.in.scale", np.array(linear.input_scale)),
            b.constant(f"{name}.in.zero", np.array(linear.input_zero)),
        ]
        return b.node("QuantizeLinear", [_balanced(b, name, linear, x), *grid], f"{name}.in"), grid

    def product(name: str, x: str) -> str:
        linear = t.linears[name]
        whole, (scale, zero) = quantized(name, x)
        return b.node(
            "MatMulIntegerToFloat",
            [whole, b.constant(f"{name}.weight", linear.weight), scale, b.constant(f"{name}.scale", linear.scale),
             zero, "", b.constant(f"{name}.bias", linear.bias)],
            f"{name}.float", MICROSOFT,
        )

    def add_norm(name: str, x: str, residual: str) -> str:
        gamma, beta = _norm_constants(b, t, name)
        return b.node("SkipLayerNormalization", [x, residual, gamma, beta], f"{name}.done", MICROSOFT, epsilon=EPSILON)

    x = _embed(b, t)
    for i in range(t.layers):
        qkv = t.linears[f"{i}.qkv"]
        whole, (scale, zero) = quantized(f"{i}.qkv", x)
        context = b.node(
            "QAttention",
            [whole, b.constant(f"{i}.qkv.weight", qkv.weight), b.constant(f"{i}.qkv.bias", qkv.bias), scale,
             b.constant(f"{i}.qkv.scale", qkv.scale), "attention_mask", zero],
            f"{i}.attention", MICROSOFT, num_heads=ATTENTION_HEADS,
        )
        x = add_norm(f"{i}.norm1", product(f"{i}.out", context), x)
        inner = b.node("Gelu", [product(f"{i}.up", x)], f"{i}.gelu", MICROSOFT)
        x = add_norm(f"{i}.norm2", product(f"{i}.down", inner), x)
    _pool_and_score(b, t, x)
    return b.finish("value-tagger-wasm", contrib=True)


def webgpu_graph(t: Tensors, weights: WeightsFile) -> onnx.ModelProto:
    """Floats throughout, from the same int8 weights; standard operators only, no contrib kernels needed."""
    b = Builder(weights)
    shape = b.constant("heads.shape", np.array([0, 0, ATTENTION_HEADS, HEAD_SIZE], np.int64))
    merged = b.constant("merged.shape", np.array([0, 0, HIDDEN], np.int64))

    def product(name: str, x: str) -> str:
        linear = t.linears[name]
        weight = b.node(
            "DequantizeLinear",
            [b.constant(f"{name}.weight", linear.weight), b.constant(f"{name}.scale", linear.scale)],
            f"{name}.weight.float", axis=1,
        )
        x = b.node("MatMul", [_balanced(b, name, linear, x), weight], f"{name}.product")
        return b.node("Add", [x, b.constant(f"{name}.bias", linear.bias)], f"{name}.float")

    x = _embed(b, t)
    mask = b.node("Cast", ["attention_mask"], "mask.float", to=TensorProto.FLOAT)
    mask = b.node("Sub", [b.constant("one", np.array(1, np.float32)), mask], "mask.padding")
    mask = b.node("Mul", [mask, b.constant("masked", np.array(MASKED, np.float32))], "mask.bias")
    mask = b.node("Unsqueeze", [mask, b.constant("axis.1.2", np.array([1, 2], np.int64))], "mask.row")
    split = b.constant("split", np.array([HIDDEN] * 3, np.int64))
    for i in range(t.layers):
        parts = [f"{i}.query", f"{i}.key", f"{i}.value"]
        b.nodes.append(
            helper.make_node("Split", [product(f"{i}.qkv", x), split], parts, name=f"{i}.split", axis=-1)
        )
        turned = []
        for part, order in zip(parts, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3])):
            heads = b.node("Reshape", [part, shape], f"{part}.heads")
            turned.append(b.node("Transpose", [heads], f"{part}.turned", perm=order))
        query = b.node(
            "Mul", [turned[0], b.constant("head.factor", np.array(HEAD_SIZE**-0.5, np.float32))], f"{i}.query.scaled"
        )
        logits = b.node("Add", [b.node("MatMul", [query, turned[1]], f"{i}.alike"), mask], f"{i}.masked")
        share = b.node("Softmax", [logits], f"{i}.share", axis=-1)
        context = b.node("MatMul", [share, turned[2]], f"{i}.mixed")
        context = b.node("Transpose", [context], f"{i}.mixed.turned", perm=[0, 2, 1, 3])
        context = b.node("Reshape", [context, merged], f"{i}.attention")
        x = _norm(b, t, f"{i}.norm1", b.node("Add", [product(f"{i}.out", context), x], f"{i}.sum1"))
        inner = _gelu(b, i, product(f"{i}.up", x))
        x = _norm(b, t, f"{i}.norm2", b.node("Add", [product(f"{i}.down", inner), x], f"{i}.sum2"))
    _pool_and_score(b, t, x)
    return b.finish("value-tagger-webgpu", contrib=False)


def _gelu(b: Builder, i: int, x: str) -> str:
    """x / 2 * (1 + erf(x / sqrt 2)), written out; the engine fuses it where it has a kernel."""
    inner = b.node("Div", [x, b.constant("sqrt.2", np.array(np.sqrt(2), np.float32))], f"{i}.gelu.div")
    inner = b.node("Erf", [inner], f"{i}.gelu.erf")
    inner = b.node("Add", [inner, b.constant("one", np.array(1, np.float32))], f"{i}.gelu.add")
    inner = b.node("Mul", [x, inner], f"{i}.gelu.mul")
    return b.node("Mul", [inner, b.constant("half", np.array(0.5, np.float32))], f"{i}.gelu")


def write_graphs(model: ValueModel, folder: Path) -> None:
    """Writes the graphs for CPU, WebGPU and WebGPU in 16-bit floats, and weights.bin."""
    assert model.positions.shape == (MAX_TOKENS, HIDDEN)
    tensors, weights = tensors_of(model), WeightsFile()
    graphs = {"wasm": wasm_graph(tensors, weights), "webgpu": webgpu_graph(tensors, weights)}
    graphs[HALF] = halve(graphs["webgpu"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS_FILE).write_bytes(weights.bytes)
    for name, graph in graphs.items():
        path = folder / GRAPH_FILES[name]
        path.write_bytes(graph.SerializeToString(deterministic=True))
        onnx.checker.check_model(str(path), full_check=name != "wasm")
