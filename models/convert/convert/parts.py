"""One model of a conversion: loaded, scored by PyTorch, exported."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from torch import Tensor
from transformers import AutoConfig, AutoModel, AutoModelForSequenceClassification, AutoTokenizer

from .classifier import SUPPORTED, Classifier, columns, custom_head, encoder_of, plain_classifier
from .errors import ConversionError
from .export import export
from .recipes import Recipe
from .tokens import Encoded

WEIGHTS = ("model.safetensors", "pytorch_model.bin")


class Part:
    """A model in fp32 with eager attention. `logits` works until `exported` has taken the model apart."""

    def __init__(self, place: str, recipe: Recipe) -> None:
        self.place, self.recipe = place, recipe
        self.config = load_config(recipe.encoder or place)
        kind = self.config.model_type
        if kind not in SUPPORTED:
            raise ConversionError(
                f"{place} has the architecture {kind!r}, which is not supported.",
                f"Supported are: {', '.join(SUPPORTED)}.",
            )
        if recipe.architecture is not None and recipe.architecture != kind:
            raise ConversionError(
                f"{place} has the architecture {kind!r}; the recipe is for {recipe.architecture!r}.",
                "The model was changed or is another one: check its card and adapt the recipe.",
            )
        self.head: torch.nn.Module | None = None
        if recipe.head is None:
            self.model = AutoModelForSequenceClassification.from_pretrained(
                place, dtype=torch.float32, attn_implementation="eager"
            )
        else:
            self.model, self.head = _with_custom_head(place, self.config, recipe)
        self.model.eval()

    @property
    def names(self) -> list[str]:
        """The model's names of its outputs, in order."""
        return [self.config.id2label[place] for place in sorted(self.config.id2label)]

    def revision(self) -> str:
        """The hub's commit, or a digest of the weights of a local folder."""
        commit = getattr(self.config, "_commit_hash", None)
        if commit:
            return str(commit)
        path = _weights_file(self.place)
        return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()[:16]

    def longest(self) -> int:
        """Tokens that the model has positions for."""
        config = self.config
        if config.model_type in ("roberta", "xlm-roberta"):
            return int(config.max_position_embeddings) - config.pad_token_id - 1
        return int(config.max_position_embeddings)

    @torch.no_grad()
    def logits(self, encoded: Encoded) -> Tensor:
        """The model's own logits [1, N] of one text, without padding."""
        ids = torch.tensor([encoded.ids])
        mask = torch.ones_like(ids)
        inputs: dict[str, Tensor] = {"input_ids": ids, "attention_mask": mask}
        if self.recipe.two_segments and getattr(self.config, "type_vocab_size", 0) > 1:
            inputs["token_type_ids"] = torch.tensor([encoded.types])
        if self.head is None:
            return self.model(**inputs).logits
        return self.head(self.model(**inputs).last_hidden_state, mask.float())

    def columns(self, encoded: Encoded) -> np.ndarray:
        """The bundle's columns [1, N'] of one text, from PyTorch."""
        return columns(self.logits(encoded), self.recipe.output).numpy()

    def exported(self, length: int) -> onnx.ModelProto:
        """The fp32 graph. Takes the model apart."""
        two = self.recipe.two_segments
        if self.head is None:
            module = plain_classifier(self.model, length, two, self.recipe.output)
        else:
            module = Classifier(encoder_of(self.model, length, two), self.head, self.recipe.output).eval()
        return export(module, two)


def load_config(place: str) -> Any:
    """config.json of a folder or hub id, with a message of ours where there is none."""
    if place.startswith((".", "/")) and not Path(place).is_dir():
        raise ConversionError(f"There is no folder {place}.", "Give a folder with config.json, weights and tokenizer.")
    try:
        return AutoConfig.from_pretrained(place)
    except (OSError, ValueError) as cause:
        raise ConversionError(
            f"{place} could not be read: {cause}",
            "Give a folder with config.json, weights and tokenizer, or the id of a model on a hub that can be reached.",
        ) from cause


def load_library_tokenizer(place: str) -> Any:
    """The fast tokenizer that belongs to a model."""
    return AutoTokenizer.from_pretrained(place, use_fast=True)


def _weights_file(place: str) -> Path:
    for name in WEIGHTS:
        if (Path(place) / name).exists():
            return Path(place) / name
    if Path(place).exists():
        raise ConversionError(f"{place} has none of {', '.join(WEIGHTS)}.", "Give the folder with the model's weights.")
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import EntryNotFoundError

    for name in WEIGHTS:
        try:
            return Path(hf_hub_download(place, name))
        except EntryNotFoundError:
            continue
    raise ConversionError(f"{place} has none of {', '.join(WEIGHTS)}.", "Convert another revision of the model.")


def state_of(place: str) -> dict[str, Tensor]:
    """A checkpoint's tensors by name; pickled files are read without running code from them."""
    path = _weights_file(place)
    if path.suffix == ".safetensors":
        from safetensors.torch import load_file

        return load_file(path)
    return torch.load(path, map_location="cpu", weights_only=True)


def _with_custom_head(place: str, config: Any, recipe: Recipe) -> tuple[torch.nn.Module, torch.nn.Module]:
    """The encoder and head of a checkpoint with classes of its own: tensors by name, no code from the model."""
    state = state_of(place)
    prefix = str(recipe.head_options.get("prefix", "bert."))
    model = AutoModel.from_config(config, attn_implementation="eager").float()
    encoder = {name[len(prefix):]: tensor.float() for name, tensor in state.items() if name.startswith(prefix)}
    missing = [name for name in model.load_state_dict(encoder, strict=False).missing_keys if "pooler" not in name]
    if missing:
        raise ConversionError(
            f"{place} lacks {len(missing)} tensors of its encoder, such as {prefix}{missing[0]}.",
            "State the prefix of the encoder's tensors in the recipe (headOptions.prefix), and the right encoder.",
        )
    rest = {name: tensor for name, tensor in state.items() if not name.startswith(prefix)}
    return model, custom_head(recipe.head or "", rest, dict(recipe.head_options))
