"""The committed bundle once more as what a user of a pipeline library would have: one head, standard operators.

    python -m pipeline.single_head --bundle DIR --out DIR

writes config.json and the tokenizer files of a BertForSequenceClassification with the 20 Schwartz labels, and
onnx/model.onnx (floats, as PyTorch's exporter gives them: attention, GELU and normalization written out in standard
operators, inputs int64) and onnx/model_quantized.onnx (the usual dynamic int8 quantization of that file). The weights
are the bundle's own int8 weights times their scales. For comparisons of speed; nothing ships from here.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional as F

from .runtime import sigmoid
from .sentences import REFERENCE
from .tokens import encode, load_tokenizer, pad

HEAD = "schwartz-20"
HEAD_SIZE = 32
EPSILON = 1e-12
OPSET = 14
FLOAT, QUANTIZED = "onnx/model.onnx", "onnx/model_quantized.onnx"
SOURCE = "source.json"


def bundle_tensors(bundle: Path) -> dict[str, np.ndarray]:
    """Every initializer of the bundle's CPU graph by name."""
    model = onnx.load(str(bundle / "model.wasm.onnx"))
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}


def head_of(bundle: Path) -> tuple[slice, list[str], dict]:
    """Columns and label ids of the 20 values, and the bundle's description."""
    manifest = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))
    head = next(head for head in manifest["heads"] if head["id"] == HEAD)
    labels = [label["id"] for label in head["labels"]]
    return slice(head["offset"], head["offset"] + len(labels)), labels, manifest


def _linear(weight: np.ndarray, bias: np.ndarray) -> nn.Linear:
    """A linear layer from a weight [in, out]."""
    linear = nn.Linear(*weight.shape)
    linear.weight.data = torch.tensor(np.ascontiguousarray(weight.T))
    linear.bias.data = torch.tensor(bias)
    return linear


def _norm(tensors: dict[str, np.ndarray], name: str) -> nn.LayerNorm:
    gamma = tensors[f"{name}.gamma"]
    norm = nn.LayerNorm(len(gamma), EPSILON)
    norm.weight.data, norm.bias.data = torch.tensor(gamma), torch.tensor(tensors[f"{name}.beta"])
    return norm


def _dequantized(tensors: dict[str, np.ndarray], name: str) -> np.ndarray:
    """A layer's weight [in, out] in floats, with the factor of its input multiplied in."""
    weight = tensors[f"{name}.weight"].astype(np.float32) * tensors[f"{name}.scale"]
    factor = tensors.get(f"{name}.factor")
    return weight if factor is None else factor[:, None] * weight


class Layer(nn.Module):
    """A BERT layer with query, key and value apart, as the reference implementation has them."""

    def __init__(self, tensors: dict[str, np.ndarray], i: int) -> None:
        super().__init__()
        linear = lambda name: _linear(_dequantized(tensors, name), tensors[f"{name}.bias"])  # noqa: E731
        parts = zip(np.split(_dequantized(tensors, f"{i}.qkv"), 3, 1), np.split(tensors[f"{i}.qkv.bias"], 3))
        self.query, self.key, self.value = (_linear(weight, bias) for weight, bias in parts)
        self.out, self.up, self.down = linear(f"{i}.out"), linear(f"{i}.up"), linear(f"{i}.down")
        self.norm1, self.norm2 = _norm(tensors, f"{i}.norm1"), _norm(tensors, f"{i}.norm2")

    def heads(self, x: Tensor) -> Tensor:
        return x.view(x.size(0), x.size(1), -1, HEAD_SIZE).permute(0, 2, 1, 3)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        query, key, value = self.heads(self.query(x)), self.heads(self.key(x)), self.heads(self.value(x))
        scores = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(HEAD_SIZE) + bias
        context = torch.matmul(F.softmax(scores, -1), value).permute(0, 2, 1, 3).contiguous()
        x = self.norm1(self.out(context.view(x.size(0), x.size(1), -1)) + x)
        return self.norm2(self.down(F.gelu(self.up(x))) + x)


class SingleHead(nn.Module):
    """int64 ids, mask and token types [batch, sequence] to logits [batch, 20]."""

    def __init__(self, tensors: dict[str, np.ndarray], columns: slice) -> None:
        super().__init__()
        self.words = nn.Embedding.from_pretrained(torch.tensor(tensors["words"].astype(np.float32) * tensors["words.scale"]))
        self.positions = nn.Embedding.from_pretrained(torch.tensor(tensors["positions"]))
        # The bundle's positions already hold the first token type; the second never occurs.
        self.types = nn.Embedding.from_pretrained(torch.zeros(2, tensors["positions"].shape[1]))
        self.norm = _norm(tensors, "norm")
        count = sum(name.endswith(".qkv.weight") for name in tensors)
        self.layers = nn.ModuleList(Layer(tensors, i) for i in range(count))
        self.classifier = _linear(tensors["head"][:, columns], tensors["head.bias"][columns])
        self.register_buffer("position_ids", torch.arange(len(tensors["positions"]))[None], persistent=False)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        positions = self.positions(self.position_ids[:, : input_ids.size(1)])
        x = self.norm(self.words(input_ids) + self.types(token_type_ids) + positions)
        mask = attention_mask.float()
        bias = (1.0 - mask[:, None, None, :]) * torch.finfo(torch.float32).min
        for layer in self.layers:
            x = layer(x, bias)
        row = mask.unsqueeze(-1)
        return self.classifier((x * row).sum(1) / row.sum(1))


def export(model: SingleHead, path: Path) -> None:
    """The float graph, through PyTorch's TorchScript exporter."""
    ids = torch.ones(2, 5, dtype=torch.long)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {0: "batch_size", 1: "sequence_length"}
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model.eval(), (ids, ids, torch.zeros_like(ids)), str(path), dynamo=False, opset_version=OPSET,
            input_names=names, output_names=["logits"],
            dynamic_axes={**{name: axes for name in names}, "logits": {0: "batch_size"}},
        )


def write_config(folder: Path, labels: list[str], model: SingleHead) -> None:
    """What the pipeline reads to know the model."""
    config = {
        "architectures": ["BertForSequenceClassification"], "model_type": "bert",
        "hidden_size": model.words.embedding_dim, "num_hidden_layers": len(model.layers),
        "num_attention_heads": model.words.embedding_dim // HEAD_SIZE,
        "intermediate_size": model.layers[0].up.out_features, "hidden_act": "gelu",
        "max_position_embeddings": len(model.positions.weight), "type_vocab_size": 2,
        "vocab_size": model.words.num_embeddings, "layer_norm_eps": EPSILON, "pad_token_id": 0,
        "problem_type": "multi_label_classification",
        "id2label": {str(i): label for i, label in enumerate(labels)},
        "label2id": {label: i for i, label in enumerate(labels)},
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def write_single_head(bundle: Path, out: Path) -> dict[str, float]:
    """Writes the folder anew; returns how far its scores are from the bundle's (see `distances`)."""
    if out.exists() and any(out.iterdir()) and not (out / SOURCE).exists():
        raise SystemExit(f"{out} holds something else; give a folder that is empty or not there yet")
    columns, labels, manifest = head_of(bundle)
    shutil.rmtree(out, ignore_errors=True)
    (out / "onnx").mkdir(parents=True)
    model = SingleHead(bundle_tensors(bundle), columns)
    export(model, out / FLOAT)
    quantize_dynamic(str(out / FLOAT), str(out / QUANTIZED), per_channel=True, weight_type=QuantType.QInt8)
    write_config(out, labels, model)
    for name in (manifest["tokenizer"]["file"], manifest["tokenizer"]["config"]):
        shutil.copyfile(bundle / name, out / name)
    found = distances(bundle, out)
    source = {"weights": manifest["files"]["weights.bin"]["sha256"], **found}
    (out / SOURCE).write_text(json.dumps(source, indent=1) + "\n", encoding="utf-8")
    return found


def distances(bundle: Path, out: Path) -> dict[str, float]:
    """Largest and mean |difference| of the 20 scores over the reference sentences: the float file against the
    bundle's float graph, and the quantized file against the bundle's integer graph. Each sentence is run alone, so that
    the dynamic grid is that of the sentence."""
    columns, _, _ = head_of(bundle)
    ids = encode(load_tokenizer(out / "tokenizer.json"), list(REFERENCE))

    def scores(path: Path, kind: type, names: tuple[str, ...]) -> np.ndarray:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        rows = []
        for sequence in ids:
            tokens, mask = (x.numpy().astype(kind) for x in pad([sequence]))
            feeds = dict(zip(names, (tokens, mask, np.zeros_like(tokens))))
            rows.append(session.run(["logits"], feeds)[0][0])
        return sigmoid(np.stack(rows))

    own, theirs = ("input_ids", "attention_mask"), ("input_ids", "attention_mask", "token_type_ids")
    found = {}
    for name, device, file in (("float", "webgpu", FLOAT), ("quantized", "wasm", QUANTIZED)):
        difference = np.abs(
            scores(out / file, np.int64, theirs) - scores(bundle / f"model.{device}.onnx", np.int32, own)[:, columns]
        )
        found[f"{name}.largest"], found[f"{name}.mean"] = float(difference.max()), float(difference.mean())
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    found = write_single_head(options.bundle, options.out)
    print("difference of the scores to the bundle's: " + ", ".join(f"{name} {value:.2g}" for name, value in found.items()))


if __name__ == "__main__":
    main()
