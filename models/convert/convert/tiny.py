"""Tiny random models with the configuration classes and heads of the published ones."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import nn
from transformers import (
    AutoModel,
    AutoModelForSequenceClassification,
    BertConfig,
    DebertaConfig,
    DebertaV2Config,
    DistilBertConfig,
    ElectraConfig,
    ModernBertConfig,
    PretrainedConfig,
    RobertaConfig,
    XLMRobertaConfig,
)

from .tiny_tokenizers import tiny_tokenizer

KINDS = ("bert", "roberta", "xlm-roberta", "deberta", "deberta-v2", "deberta-v3", "distilbert", "modernbert", "electra")
WIDTH, LAYERS, HEADS, INNER, TOKENS = 48, 2, 4, 64, 64


def tiny_config(
    kind: str, vocabulary: int, pad: int, layers: int = LAYERS, tokens: int = TOKENS
) -> PretrainedConfig:
    """A small configuration whose options are those of the published checkpoints of this kind."""
    common: dict[str, Any] = {
        "vocab_size": vocabulary, "hidden_size": WIDTH, "num_hidden_layers": layers, "num_attention_heads": HEADS,
        "intermediate_size": INNER, "max_position_embeddings": tokens, "pad_token_id": pad,
    }
    relative = {
        "relative_attention": True, "max_relative_positions": -1, "position_biased_input": False,
        "type_vocab_size": 0, "pooler_hidden_size": WIDTH, "pos_att_type": ["p2c", "c2p"],
    }
    buckets = {"position_buckets": 16, "norm_rel_ebd": "layer_norm", "share_att_key": True}
    if kind == "distilbert":
        return DistilBertConfig(
            vocab_size=vocabulary, dim=WIDTH, n_layers=layers, n_heads=HEADS, hidden_dim=INNER,
            max_position_embeddings=tokens, pad_token_id=pad,
        )
    if kind in ("roberta", "xlm-roberta"):
        cls = RobertaConfig if kind == "roberta" else XLMRobertaConfig
        return cls(**common | {"max_position_embeddings": tokens + pad + 1, "type_vocab_size": 1})
    if kind == "deberta":
        return DebertaConfig(**common | relative)
    if kind == "deberta-v2":
        return DebertaV2Config(**common | relative | buckets | {"conv_kernel_size": 3, "conv_act": "gelu"})
    if kind == "deberta-v3":
        return DebertaV2Config(**common | relative | buckets)
    if kind == "modernbert":
        return ModernBertConfig(
            **common, global_attn_every_n_layers=2, local_attention=16, classifier_pooling="mean",
            cls_token_id=0, sep_token_id=2, bos_token_id=0, eos_token_id=2,
        )
    if kind == "electra":
        return ElectraConfig(**common, embedding_size=32)
    return BertConfig(**common)


def shuffle(model: nn.Module, seed: str) -> None:
    """Random weights, wide enough that scores spread between 0 and 1."""
    generator = torch.Generator().manual_seed(zlib.crc32(seed.encode()))
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if parameter.dim() > 1:
                parameter.copy_(noise * 0.2)
            else:
                parameter.add_(noise * 0.05)


def save_tiny(
    folder: Path, kind: str, names: Sequence[str], seed: str, problem_type: str | None = "multi_label_classification",
    head: str | None = None, head_options: dict[str, Any] | None = None, layers: int = LAYERS,
    tokens: int = TOKENS,
) -> Path:
    """Writes a tiny checkpoint as the hub would hold it: config, weights, tokenizer. Returns the folder."""
    tokenizer = tiny_tokenizer(kind)
    config = tiny_config(kind, len(tokenizer), tokenizer.pad_token_id, layers, tokens)
    config.id2label = dict(enumerate(names))
    config.label2id = {name: place for place, name in enumerate(names)}
    if problem_type is not None:
        config.problem_type = problem_type
    if head is None:
        model = AutoModelForSequenceClassification.from_config(config)
        shuffle(model, seed)
        model.save_pretrained(folder)
    else:
        _save_custom(folder, config, len(names), seed, head, head_options or {})
    tokenizer.save_pretrained(folder)
    return folder


def _save_custom(
    folder: Path, config: PretrainedConfig, outputs: int, seed: str, head: str, options: dict[str, Any]
) -> None:
    """A checkpoint of a class of its own: the encoder under a prefix, the head's layers under their published names."""
    parts: dict[str, nn.Module] = {"encoder": AutoModel.from_config(config)}
    if head == "moralbert":
        parts |= {
            "invariant_trans": nn.Linear(WIDTH, WIDTH),
            "moral_classification.0": nn.Linear(WIDTH, WIDTH),
            "moral_classification.2": nn.Linear(WIDTH, outputs),
        }
    else:
        wide = WIDTH * (("cls" in options.get("pooling", "cls")) + ("mean" in options.get("pooling", "cls")))
        parts["classifier"] = nn.Linear(wide, outputs)
    tensors = {}
    for name, module in parts.items():
        shuffle(module, f"{seed}.{name}")
        prefix = options.get("prefix", "bert.") if name == "encoder" else f"{name}."
        tensors |= {prefix + key: tensor.contiguous() for key, tensor in module.state_dict().items()}
    config.save_pretrained(folder)
    save_file(tensors, folder / "model.safetensors")
