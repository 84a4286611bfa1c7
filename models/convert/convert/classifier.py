"""The exported module: encoder, head, and how the logits become the bundle's columns."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .encoders import BertLike, Deberta, ModernBert
from .errors import ConversionError
from .heads import CUSTOM, PlainHead

BERT_LIKE = ("bert", "roberta", "xlm-roberta", "electra", "distilbert")
FIRST_ONLY = ("bert", "roberta", "xlm-roberta", "electra")
"""Those whose own heads read the first token, and whose layers are BERT's."""
DEBERTA = {"deberta": 1, "deberta-v2": 2}
SUPPORTED = (*BERT_LIKE, *DEBERTA, "modernbert")
"""Values of `model_type` in config.json. DeBERTa-v3 calls itself deberta-v2."""

EPSILON = 1e-3
"""Keeps the log odds of a summed probability finite, in half precision too."""


def encoder_of(body: nn.Module, length: int, two_segments: bool, first_only: bool = False) -> nn.Module:
    """The export form of a library encoder for texts of up to `length` tokens. Takes `body` apart: use it no more.

    `first_only`: the head reads the first token alone, so that the last layer need not make the others.
    """
    kind = body.config.model_type
    if kind in BERT_LIKE:
        return BertLike(body, kind, length, two_segments, first_only and kind in FIRST_ONLY)
    if kind in DEBERTA:
        return Deberta(body, DEBERTA[kind], length, two_segments)
    if kind == "modernbert":
        return ModernBert(body, length)
    raise ConversionError(
        f"The architecture {kind!r} is not supported.", f"Supported are: {', '.join(SUPPORTED)}."
    )


def columns(logits: Tensor, output: str, present: int = 1) -> Tensor:
    """The model's logits [B, N] as the bundle's columns; see recipes.OUTPUTS.

    `labels`: as they are. `pair`: two softmax classes as one log odds [B, 1], that of the class at `present`. `attained-constrained`
    (N = 2·L, alternating): L columns for the sum of both probabilities, then L attained, then L constrained.
    """
    if output == "labels":
        return logits
    if output == "pair":
        absent = 1 - present
        return logits[:, present : present + 1] - logits[:, absent : absent + 1]
    both = logits.unflatten(1, (-1, 2))
    attained, constrained = both[..., 0], both[..., 1]
    either = torch.sigmoid(attained) + torch.sigmoid(constrained)
    either = either.clamp(EPSILON, 1 - EPSILON)
    return torch.cat([torch.log(either) - torch.log(1 - either), attained, constrained], 1)


class Classifier(nn.Module):
    """ids, mask (and token types) int32 [B, S] to columns float32 [B, N]."""

    def __init__(self, encoder: nn.Module, head: nn.Module, output: str, present: int = 1) -> None:
        super().__init__()
        self.encoder, self.head, self.output, self.present = encoder, head, output, present

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor | None = None) -> Tensor:
        hidden, mask = self.encoder(input_ids, attention_mask, token_type_ids)
        return columns(self.head(hidden, mask), self.output, self.present)


def plain_classifier(model: nn.Module, length: int, two_segments: bool, output: str, present: int = 1, trim: bool = True) -> Classifier:
    """Of an AutoModelForSequenceClassification, which is taken apart. `trim`: leave out what its head does not read."""
    head = PlainHead(model, model.config.model_type)
    return Classifier(encoder_of(model.base_model, length, two_segments, trim), head, output, present).eval()


def custom_head(name: str, state: dict[str, Tensor], options: dict[str, object]) -> nn.Module:
    """A head that the library does not know, by its name in the recipe."""
    if name not in CUSTOM:
        raise ConversionError(f"There is no head called {name!r}.", f"Known heads: {', '.join(CUSTOM)}.")
    return CUSTOM[name](state, options)
