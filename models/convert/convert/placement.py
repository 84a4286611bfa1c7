"""A model of DeBERTa-v3-small's shape in two exports, for placement.mjs: `python -m convert.placement OUT`.

`plain` is the library's module traced as it is, with int64 inputs; `bundle` is what the converter makes.
"""

from __future__ import annotations

import json
import sys
import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from transformers import AutoModelForSequenceClassification, DebertaV2Config

from .assemble import Assembly
from .classifier import plain_classifier
from .export import LOGITS, OPSET, export
from .quiet import quiet
from .tiny import shuffle

VOCABULARY = 1024
"""Of the published 128,100; the table of words changes no node."""


def small_config() -> DebertaV2Config:
    """The published configuration but for the size of the vocabulary and of the longest text."""
    return DebertaV2Config(
        vocab_size=VOCABULARY, hidden_size=768, num_hidden_layers=6, num_attention_heads=12, intermediate_size=3072,
        max_position_embeddings=512, relative_attention=True, position_buckets=256, norm_rel_ebd="layer_norm",
        share_att_key=True, pos_att_type=["p2c", "c2p"], position_biased_input=False, type_vocab_size=0,
        max_relative_positions=-1, pooler_hidden_size=768, layer_norm_eps=1e-7, num_labels=19,
    )


def write_plain(model: torch.nn.Module, folder: Path) -> None:
    """The library's module traced on int64 inputs of dynamic shape, with its weights beside the graph."""

    class Plain(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            return self.model(input_ids=input_ids, attention_mask=attention_mask).logits

    example = torch.ones(2, 8, dtype=torch.int64)
    axes = {name: {0: "batch", 1: "sequence"} for name in ("input_ids", "attention_mask")}
    with tempfile.TemporaryDirectory() as temporary, torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        traced = Path(temporary) / "traced.onnx"
        torch.onnx.export(
            Plain().eval(), (example, example), str(traced), input_names=list(axes), output_names=[LOGITS],
            opset_version=OPSET, dynamic_axes=axes, dynamo=False,
        )
        onnx.save_model(
            onnx.load(str(traced)), str(folder / "plain.onnx"), save_as_external_data=True, location="plain.bin"
        )


def main(folder: Path) -> None:
    quiet()
    folder.mkdir(parents=True, exist_ok=True)
    model = AutoModelForSequenceClassification.from_config(small_config(), attn_implementation="eager").eval()
    shuffle(model, "placement")
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(0.2)
    ids = torch.randint(3, VOCABULARY, (2, 24), generator=torch.Generator().manual_seed(1))
    mask = torch.ones_like(ids)
    mask[1, 15:] = 0
    with torch.no_grad():
        logits = model(input_ids=ids, attention_mask=mask).logits
    write_plain(model, folder)
    assembly = Assembly(["wasm", "webgpu"], False)
    assembly.add(export(plain_classifier(model, 512, False, "labels"), False))
    assembly.write(folder)
    sample = {"ids": ids.tolist(), "mask": mask.tolist(), "probabilities": torch.sigmoid(logits).tolist()}
    (folder / "sample.json").write_text(json.dumps(sample), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
