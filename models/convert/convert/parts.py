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
from .heads import TensorsByName
from .recipes import Recipe
from .tokens import Encoded

WEIGHTS = ("model.safetensors", "pytorch_model.bin")


class Part:
    """A model in fp32 with eager attention. `logits` works until `exported` has taken the model apart.

    present: in the form `pair`, which of the two outputs means that the label is there.
    """

    present = 1

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
            self.model = _with_library_head(place)
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
        return columns(self.logits(encoded), self.recipe.output, self.present).numpy()

    def exported(self, length: int) -> onnx.ModelProto:
        """The fp32 graph. Takes the model apart."""
        two = self.recipe.two_segments
        if self.head is None:
            module = plain_classifier(self.model, length, two, self.recipe.output, self.present)
        else:
            encoder = encoder_of(self.model, length, two)
            module = Classifier(encoder, self.head, self.recipe.output, self.present).eval()
        return export(module, two)


def load_config(place: str) -> Any:
    """config.json of a folder or hub id, with a message of ours where there is none."""
    if place.startswith((".", "/")) and not Path(place).is_dir():
        raise ConversionError(f"There is no folder {place}.", "Give a folder with config.json, weights and tokenizer.")
    try:
        return AutoConfig.from_pretrained(place, trust_remote_code=False)
    except (OSError, ValueError) as cause:
        raise ConversionError(
            f"{place} could not be read: {cause}",
            "Give a folder with config.json, weights and tokenizer, or the id of a model on a hub that can be reached.",
        ) from cause


def load_library_tokenizer(place: str) -> Any:
    """The fast tokenizer that belongs to a model."""
    return AutoTokenizer.from_pretrained(place, use_fast=True, trust_remote_code=False)


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


def _with_library_head(place: str) -> torch.nn.Module:
    """The library's own classifier, all of whose tensors the checkpoint has: the library would make up the others."""
    try:
        model, loaded = AutoModelForSequenceClassification.from_pretrained(
            place, dtype=torch.float32, attn_implementation="eager", output_loading_info=True, trust_remote_code=False
        )
    except (OSError, ValueError, RuntimeError) as cause:
        raise ConversionError(
            f"The weights of {place} could not be read: {cause}",
            "Give a folder whose weights belong to its config.json.",
        ) from cause
    missing = sorted(loaded["missing_keys"])
    if missing:
        raise ConversionError(
            f"{place} lacks {len(missing)} tensors of a {type(model).__name__}: {_some(missing)}. They would be random.",
            "Take the checkpoint of the trained classifier, not of its encoder; a head of another class needs a recipe "
            "with `head`."
            + (f" Not used were: {_some(sorted(loaded['unexpected_keys']))}." if loaded["unexpected_keys"] else ""),
        )
    return model


def _with_custom_head(place: str, config: Any, recipe: Recipe) -> tuple[torch.nn.Module, torch.nn.Module]:
    """The encoder and head of a checkpoint with classes of its own: tensors by name, no code from the model.

    Every tensor must be of use: one that is left over says that encoder or head are not what the recipe takes them for.
    """
    state = state_of(place)
    prefix = str(recipe.head_options.get("prefix", "bert."))
    model = AutoModel.from_config(config, attn_implementation="eager", trust_remote_code=False).float()
    encoder = {name[len(prefix):]: tensor.float() for name, tensor in state.items() if name.startswith(prefix)}
    loaded = model.load_state_dict(encoder, strict=False)
    missing = [name for name in loaded.missing_keys if "pooler" not in name]
    if missing:
        raise ConversionError(
            f"{place} lacks {len(missing)} tensors of its encoder, such as {prefix}{missing[0]}.",
            "State the prefix of the encoder's tensors in the recipe (headOptions.prefix), and the right encoder.",
        )
    rest = TensorsByName({name: tensor for name, tensor in state.items() if not name.startswith(prefix)})
    head = custom_head(recipe.head or "", rest, dict(recipe.head_options))
    # Older checkpoints keep the numbers of their positions, which are no weights.
    idle = [prefix + name for name in loaded.unexpected_keys if "pooler" not in name and "position_ids" not in name]
    idle += [name for name in rest.unread if not name.startswith(tuple(recipe.head_options.get("unused", ())))]
    if idle:
        raise ConversionError(
            f"{place} has {len(idle)} tensors that neither its encoder nor the head {recipe.head!r} uses: {_some(idle)}.",
            "The head or the encoder's config.json is another one than this model was trained with: correct the recipe. "
            "Tensors that scores do not depend on are named by their beginnings in headOptions.unused.",
        )
    return model, head


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
