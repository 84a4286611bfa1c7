"""What the toolkit's own CPU kernel runs of a BERT: model.kernel.json, and weights laid out for it.

The file of weights is its own: the kernel wants query, key and value in one matrix and words as signed bytes. A reader
downloads it in place of the graph's.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from .quantize import int8_columns
from .weights import ALIGNMENT

DESCRIPTION, DATA = "model.kernel.json", "weights.kernel.bin"
WIDEST, DEEPEST = 1024, 8192


def fits(model: nn.Module) -> bool:
    """True for the shapes that the kernel knows: BERT with normalization after each part and GELU."""
    config = model.config
    if config.model_type != "bert" or config.hidden_act != "gelu":
        return False
    hidden, inner, size = config.hidden_size, config.intermediate_size, config.hidden_size // config.num_attention_heads
    return hidden % 16 == 0 and inner % 16 == 0 and hidden <= WIDEST and inner <= DEEPEST and size % 4 == 0 and size >= 8


class Kernel:
    """Description and weights of a BertForSequenceClassification, copied before the model is taken apart."""

    @torch.no_grad()
    def __init__(self, model: nn.Module, length: int) -> None:
        self.data = bytearray()
        bert, config = model.bert, model.config
        parts = bert.embeddings
        words = parts.word_embeddings.weight.numpy()
        # One scale a row: rows are the columns of the transposed table.
        whole, scale = int8_columns(np.ascontiguousarray(words.T))
        types = parts.token_type_embeddings.weight.numpy()
        self.description: dict[str, Any] = {
            "format": "value-tagger-kernel", "version": 1, "hidden": config.hidden_size,
            "inner": config.intermediate_size, "heads": config.num_attention_heads, "vocabulary": len(words),
            "positions": length, "positionOffset": 0, "epsilon": config.layer_norm_eps, "gelu": "erf",
            "pooling": "first",
            "embeddings": {
                "words": self._place(whole.T), "wordScales": self._place(scale),
                "positions": self._place(parts.position_embeddings.weight[:length].numpy()),
                "type": self._place(types[0]),
                **({"secondType": self._place(types[1])} if len(types) > 1 else {}),
                "norm": self._norm(parts.LayerNorm),
            },
            "layers": [self._layer(layer) for layer in bert.encoder.layer],
            "output": "logits",
            "head": [self._dense(bert.pooler.dense, "tanh"), self._dense(model.classifier, "none")],
        }

    def write(self, folder: Path) -> None:
        """Writes both files."""
        (folder / DATA).write_bytes(self.data)
        text = json.dumps(self.description, separators=(",", ":"))
        (folder / DESCRIPTION).write_text(text + "\n", encoding="utf-8")

    def _place(self, array: np.ndarray) -> list[int]:
        self.data += bytes(-len(self.data) % ALIGNMENT)
        data = np.ascontiguousarray(array, array.dtype if array.dtype == np.int8 else np.float32).tobytes()
        self.data += data
        return [len(self.data) - len(data), len(data)]

    def _layer(self, layer: nn.Module) -> dict[str, Any]:
        attention = layer.attention
        own = attention.self
        together = [(part.weight.numpy().T, part.bias.numpy()) for part in (own.query, own.key, own.value)]
        return {
            "qkv": self._linear(np.concatenate([w for w, _ in together], 1), np.concatenate([b for _, b in together])),
            "out": self._linear(attention.output.dense.weight.numpy().T, attention.output.dense.bias.numpy()),
            "norm1": self._norm(attention.output.LayerNorm),
            "up": self._linear(layer.intermediate.dense.weight.numpy().T, layer.intermediate.dense.bias.numpy()),
            "down": self._linear(layer.output.dense.weight.numpy().T, layer.output.dense.bias.numpy()),
            "norm2": self._norm(layer.output.LayerNorm),
        }

    def _linear(self, weight: np.ndarray, bias: np.ndarray) -> dict[str, Any]:
        """Without a grid: each token's activations get one of their own."""
        whole, scale = int8_columns(weight)
        return {"weight": self._place(whole), "scale": self._place(scale), "bias": self._place(bias)}

    def _norm(self, norm: nn.LayerNorm) -> dict[str, Any]:
        return {"gamma": self._place(norm.weight.numpy()), "beta": self._place(norm.bias.numpy())}

    def _dense(self, linear: nn.Linear, activation: str) -> dict[str, Any]:
        return {
            "outputs": linear.out_features, "activation": activation,
            "weight": self._place(linear.weight.numpy().T), "bias": self._place(linear.bias.numpy()),
        }
