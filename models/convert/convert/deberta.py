"""Disentangled attention in a form that a GPU engine runs without gathers, integers or the CPU.

He et al. (2021), DeBERTa: the score of query i and key j is q_i·k_j + q_i·K_r(i-j) + k_j·Q_r(j-i), where K_r and Q_r
are projections of embeddings of the relative distance. These projections do not depend on the text, so they become
constants, one row a bucket. For a text of S tokens the 2S rows that its distances need are looked up once, multiplied
once, and brought into place by reading the products [S, 2S] row by row with one column less: a skew made of two slices
and a reshape.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from .errors import ConversionError


def log_bucket(distance: Tensor, buckets: int, most: int) -> Tensor:
    """Distances i - j as bucket numbers: exact up to half of the buckets, logarithmic beyond (He et al. 2021, v3)."""
    middle = buckets // 2
    size = torch.where(distance.abs() < middle, torch.tensor(middle - 1), distance.abs()).double()
    far = torch.ceil(torch.log(size / middle) / math.log((most - 1) / middle) * (middle - 1)) + middle
    return torch.where(size <= middle, distance, (far * distance.sign()).long())


def distance_rows(length: int, span: int, buckets: int, most: int) -> tuple[Tensor, Tensor]:
    """Which row of the [2·span] relative embeddings each column of the products takes, for texts of up to `length`.

    Column c stands for the distance i - j = length - 1 - c. Returns int32 [2·length] for content-to-position (i asks)
    and for position-to-content (j asks, where c is its own distance j - i). The last column is never read.
    """
    distance = length - 1 - torch.arange(2 * length)
    bucket = log_bucket(distance, buckets, most) if buckets > 0 else distance
    limit = 2 * span - 1
    return (bucket + span).clamp(0, limit).int(), (span - bucket).clamp(0, limit).int()


class RelativeRows(nn.Module):
    """The constant index table, cut to the length of the text."""

    def __init__(self, length: int, span: int, buckets: int, most: int) -> None:
        super().__init__()
        self.length = length
        asks, asked = distance_rows(length, span, buckets, most)
        self.register_buffer("asks", asks.float())
        self.register_buffer("asked", asked.float())

    def forward(self, batch: int, size: int) -> Relative:
        """What every layer needs for texts of `size` tokens; computed once, so that no layer repeats it."""
        first, last = self.length - size, self.length + size
        # Cut as floats: GPU engines cut integers on the CPU.
        return Relative(self.asks[first:last].int(), self.asked[first:last].int(), batch, size)


@dataclass(frozen=True)
class Relative:
    """Row numbers int32 [2S] of both kinds, and the shape of the batch [B, S] that they are for."""

    asks: Tensor
    asked: Tensor
    batch: int
    size: int

    def skew(self, products: Tensor) -> Tensor:
        """[B, heads, S, 2S] to [B, heads, S, S]: out[i, j] is products[i, j - i + S - 1]."""
        heads, size = products.shape[1], self.size
        flat = products.reshape(products.shape[0], heads, -1)[:, :, size - 1 : 2 * size * size - 1]
        return flat.reshape(self.batch, heads, size, -1)[..., :size]


class Disentangled(nn.Module):
    """Takes the place of a layer's `attention.self`; DeBERTa v1, v2 and v3 differ in where the projections lie."""

    def __init__(self, original: nn.Module, relative: Tensor | None, version: int) -> None:
        super().__init__()
        if getattr(original, "talking_head", False):
            raise ConversionError(
                "This DeBERTa mixes its attention heads (talking_head), which the converter does not support.",
                "Use a checkpoint without talking_head.",
            )
        self.heads = original.num_attention_heads
        self.query, self.key, self.value = _projections(original, version)
        types = original.pos_att_type if relative is not None else []
        self.head_size = head_size = self.query.out_features // self.heads
        factor = 1 + len(original.pos_att_type) if version == 1 else 1 + sum(t in types for t in ("c2p", "p2c"))
        scale = math.sqrt(head_size * factor)
        self.query.weight.data /= scale
        self.query.bias.data /= scale
        self.asks_table = self.asked_table = None
        if relative is not None:
            keys, queries = _position_projections(original, relative, version)
            if "c2p" in types:
                self.asks_table = nn.Parameter(keys, requires_grad=False)
            if "p2c" in types:
                self.asked_table = nn.Parameter(queries / scale, requires_grad=False)

    def split(self, x: Tensor) -> Tensor:
        """[B, S, H] to [B, heads, S, head size]."""
        return x.view(x.shape[0], x.shape[1], self.heads, self.head_size).transpose(1, 2)

    def table(self, table: Tensor, rows: Tensor) -> Tensor:
        """[2·span, H] and row numbers [2S] to [heads, head size, 2S]."""
        return nn.functional.embedding(rows, table).view(-1, self.heads, self.head_size).permute(1, 2, 0)

    def forward(
        self, hidden_states: Tensor, attention_mask: Tensor, *_: object,
        relative_pos: Relative | None = None, **__: object,
    ) -> tuple[Tensor, None]:
        """hidden_states [B, S, H], attention_mask additive [B, 1, 1, S], relative_pos from RelativeRows."""
        query, key = self.split(self.query(hidden_states)), self.split(self.key(hidden_states))
        scores = query @ key.transpose(2, 3)
        if relative_pos is not None:
            if self.asks_table is not None:
                scores = scores + relative_pos.skew(query @ self.table(self.asks_table, relative_pos.asks))
            if self.asked_table is not None:
                asked = relative_pos.skew(key @ self.table(self.asked_table, relative_pos.asked))
                scores = scores + asked.transpose(2, 3)
        weights = torch.softmax(scores + attention_mask, dim=-1)
        mixed = (weights @ self.split(self.value(hidden_states))).transpose(1, 2)
        return mixed.reshape(mixed.shape[0], mixed.shape[1], self.heads * self.head_size), None


def _linear(weight: Tensor, bias: Tensor | None) -> nn.Linear:
    linear = nn.Linear(weight.shape[1], weight.shape[0])
    linear.weight.data = weight.detach().clone()
    linear.bias.data = torch.zeros(weight.shape[0]) if bias is None else bias.detach().clone()
    return linear


def _projections(original: nn.Module, version: int) -> tuple[nn.Linear, nn.Linear, nn.Linear]:
    if version > 1:
        parts = (original.query_proj, original.key_proj, original.value_proj)
        query, key, value = (_linear(part.weight, part.bias) for part in parts)
        return query, key, value
    # v1 keeps query, key and value of a head next to each other.
    weight = original.in_proj.weight
    parts = weight.unflatten(0, (original.num_attention_heads, 3, -1)).permute(1, 0, 2, 3).flatten(1, 2)
    return (_linear(parts[0], original.q_bias), _linear(parts[1], None), _linear(parts[2], original.v_bias))


def _position_projections(original: nn.Module, relative: Tensor, version: int) -> tuple[Tensor, Tensor]:
    """Key and query projections [2·span, H] of the relative embeddings; zeros where the model has none."""
    none = torch.zeros(relative.shape[0], original.all_head_size)
    with torch.no_grad():
        if version == 1:
            names = ("pos_proj", "pos_q_proj")
        elif original.share_att_key:
            names = ("key_proj", "query_proj")
        else:
            names = ("pos_key_proj", "pos_query_proj")
        modules = [getattr(original, name, None) for name in names]
        keys, queries = (none if module is None else module(relative).detach().clone() for module in modules)
    return keys, queries
