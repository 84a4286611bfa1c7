"""What lies between an encoder's hidden states and the logits: the library's own heads and published custom ones.

A head takes hidden states [B, S, H] and the mask as floats [B, S] and gives logits [B, N].
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from .errors import ConversionError


def mean(hidden: Tensor, mask: Tensor) -> Tensor:
    """Mean over the tokens that the mask keeps: [B, H]."""
    return (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)


class PlainHead(nn.Module):
    """The heads of AutoModelForSequenceClassification, taken from the model as they are."""

    def __init__(self, model: nn.Module, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self.classifier = model.classifier
        self.pooling = "cls"
        if kind == "bert":
            self.pooler = model.bert.pooler
        elif kind in ("deberta", "deberta-v2"):
            self.pooler = model.pooler
        elif kind == "distilbert":
            self.before = model.pre_classifier
        elif kind == "modernbert":
            self.before, self.pooling = model.head, model.config.classifier_pooling

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        if self.kind in ("roberta", "xlm-roberta", "electra"):
            return self.classifier(hidden)
        if self.kind in ("bert", "deberta", "deberta-v2"):
            return self.classifier(self.pooler(hidden))
        pooled = mean(hidden, mask) if self.pooling == "mean" else hidden[:, 0]
        pooled = self.before(pooled)
        return self.classifier(torch.relu(pooled) if self.kind == "distilbert" else pooled)


class PooledLinear(nn.Module):
    """Linear layers on a pooled text: first token, mean, or both side by side; an activation between the layers."""

    def __init__(self, linears: list[nn.Linear], pooling: str, activation: str | None) -> None:
        super().__init__()
        self.linears = nn.ModuleList(linears)
        self.pooling = pooling
        self.activation = {"relu": torch.relu, "tanh": torch.tanh, "gelu": nn.functional.gelu, None: None}[activation]

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        parts = []
        if "cls" in self.pooling:
            parts.append(hidden[:, 0])
        if "mean" in self.pooling:
            parts.append(mean(hidden, mask))
        x = torch.cat(parts, 1) if len(parts) > 1 else parts[0]
        for number, linear in enumerate(self.linears):
            x = linear(x)
            if self.activation is not None and number < len(self.linears) - 1:
                x = self.activation(x)
        return x


class DomainInvariant(nn.Module):
    """MoralBERT: a linear map of the first token meant to forget the domain, then two layers with ReLU between."""

    def __init__(self, move: nn.Linear, first: nn.Linear, second: nn.Linear) -> None:
        super().__init__()
        self.move, self.first, self.second = move, first, second

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        return self.second(torch.relu(self.first(self.move(hidden[:, 0]))))


class TensorsByName(dict[str, Tensor]):
    """A checkpoint's tensors, which knows of which nobody has asked yet."""

    def __init__(self, tensors: dict[str, Tensor]) -> None:
        super().__init__(tensors)
        self._read: set[str] = set()

    def __getitem__(self, name: str) -> Tensor:
        self._read.add(name)
        return super().__getitem__(name)

    @property
    def unread(self) -> list[str]:
        return [name for name in self if name not in self._read]


def linear_of(state: dict[str, Tensor], name: str) -> nn.Linear:
    """The layer whose weight and bias a checkpoint keeps under `name`."""
    if f"{name}.weight" not in state:
        raise ConversionError(
            f"The checkpoint has no {name}.weight, which this kind of head needs.",
            "Its tensors outside the encoder are: "
            + ", ".join(sorted(key for key in state if "layer." not in key and "embeddings" not in key)[:20])
            + ". Choose another head in the recipe.",
        )
    weight = state[f"{name}.weight"].float()
    linear = nn.Linear(weight.shape[1], weight.shape[0], bias=f"{name}.bias" in state)
    linear.weight.data = weight
    if linear.bias is not None:
        linear.bias.data = state[f"{name}.bias"].float()
    return linear


def _cls_linear(state: dict[str, Tensor], options: dict[str, object]) -> nn.Module:
    return PooledLinear([linear_of(state, "classifier")], "cls", None)


def _pooled_linear(state: dict[str, Tensor], options: dict[str, object]) -> nn.Module:
    """Any number of `hidden_layers.N` and a `classifier` on the pooling that the recipe states."""
    places = sorted(int(key.split(".")[1]) for key in state if key.startswith("hidden_layers.") and key.endswith("weight"))
    linears = [linear_of(state, f"hidden_layers.{place}") for place in places] + [linear_of(state, "classifier")]
    activation = options.get("activation")
    return PooledLinear(linears, str(options.get("pooling", "cls")), None if activation is None else str(activation))


def _moralbert(state: dict[str, Tensor], options: dict[str, object]) -> nn.Module:
    return DomainInvariant(
        linear_of(state, "invariant_trans"),
        linear_of(state, "moral_classification.0"),
        linear_of(state, "moral_classification.2"),
    )


CUSTOM: dict[str, Callable[[dict[str, Tensor], dict[str, object]], nn.Module]] = {
    "cls-linear": _cls_linear,
    "pooled-linear": _pooled_linear,
    "moralbert": _moralbert,
}
"""Head builders by name: from a checkpoint's tensors and the recipe's options."""
