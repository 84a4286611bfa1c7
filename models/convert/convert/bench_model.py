"""A model of entailment of MiniLM's size with random weights, for measuring speed: `python -m convert.bench_model OUT`.

OUT/bundle is what the toolkit reads. OUT/hub is what a user of a pipeline library would have of the same weights: config.json,
the tokenizer, and onnx/model_quantized.onnx, the usual dynamic int8 quantization of the float graph. Nothing ships from here.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModelForSequenceClassification, BertConfig, PreTrainedTokenizerFast

from .classifier import plain_classifier
from .export import IDS, LOGITS, MASK, TYPES
from .fixtures import NLI
from .make import make
from .quiet import quiet
from .recipes import parse

EMBEDDED = Path(__file__).parents[2] / "embedded"
NAMES = ("entailment", "neutral", "contradiction")
OPSET = 14


def checkpoint(folder: Path) -> None:
    """Config, random weights and the tokenizer of the embedded model, as a hub would hold them."""
    torch.manual_seed(1)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(EMBEDDED / "tokenizer.json"), unk_token="[UNK]", sep_token="[SEP]", pad_token="[PAD]",
        cls_token="[CLS]", mask_token="[MASK]", model_max_length=256,
    )
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536,
        max_position_embeddings=256, problem_type="single_label_classification",
        id2label=dict(enumerate(NAMES)), label2id={name: place for place, name in enumerate(NAMES)},
    )
    AutoModelForSequenceClassification.from_config(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def write_hub(source: Path, out: Path) -> None:
    """The folder for a pipeline library, with int64 inputs as exporters give them."""
    (out / "onnx").mkdir(parents=True)
    for name in ("config.json", "tokenizer_config.json"):
        shutil.copyfile(source / name, out / name)
    shutil.copyfile(EMBEDDED / "tokenizer.json", out / "tokenizer.json")
    config = json.loads((out / "tokenizer_config.json").read_text(encoding="utf-8"))
    (out / "tokenizer_config.json").write_text(json.dumps(config | {"tokenizer_class": "BertTokenizer"}) + "\n")
    model = AutoModelForSequenceClassification.from_pretrained(source, attn_implementation="eager", trust_remote_code=False).eval()
    # As exporters write it: they do not know which tokens a head reads.
    module = plain_classifier(model, 256, True, "labels", trim=False)
    ids = torch.ones(2, 8, dtype=torch.long)
    names, axes = [IDS, MASK, TYPES], {0: "batch_size", 1: "sequence_length"}
    with tempfile.TemporaryDirectory() as temporary, warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        path = Path(temporary) / "model.onnx"
        torch.onnx.export(
            module, (ids, ids, torch.zeros_like(ids)), str(path), dynamo=False, opset_version=OPSET, input_names=names,
            output_names=[LOGITS], dynamic_axes={**{name: axes for name in names}, LOGITS: {0: "batch_size"}},
        )
        quantize_dynamic(
            str(path), str(out / "onnx" / "model_quantized.onnx"), per_channel=True, weight_type=QuantType.QInt8
        )


def main(out: Path) -> None:
    quiet()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "model"
        checkpoint(folder)
        recipe = parse(
            {
                "id": "bench-nli", "models": [str(folder)], "title": "MiniLM-sized entailment with random weights",
                "licence": {"spdx": "CC0-1.0", "credit": ["value-tagger, random weights"]}, "languages": ["en"],
                "trainingDomain": ["none: random weights"],
            } | NLI,
            "bench-nli",
        )
        shutil.rmtree(out / "hub", ignore_errors=True)
        make(recipe, out / "bundle", ("wasm",))
        write_hub(folder, out / "hub")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
