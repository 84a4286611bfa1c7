"""Encoders in a form that exports well: int32 ids, positions from constants, the mask as one additive term.

Every encoder takes input_ids and attention_mask int32 [B, S] (and token_type_ids where it reads two segments) and
gives hidden states [B, S, H] and the mask as floats [B, S]. Texts are padded on the right, so positions are those of
the columns: no id has to be known as the pad.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from .deberta import Disentangled, RelativeRows
from .errors import ConversionError

MASKED = -10_000.0
"""Added to the scores of padding before the softmax; half precision holds it too."""


def additive(mask: Tensor) -> Tensor:
    """Mask of ones and zeros [B, S] to 0 and MASKED, [B, 1, 1, S]."""
    return ((1.0 - mask) * MASKED)[:, None, None, :]


class Embeddings(nn.Module):
    """Words plus positions plus segments. With one segment its row is folded into the positions."""

    def __init__(self, words: nn.Embedding, positions: Tensor | None, segments: Tensor | None, two: bool) -> None:
        super().__init__()
        self.words = words
        self.two = two and segments is not None and segments.shape[0] > 1
        first = None if segments is None else segments[0].detach()
        if positions is not None:
            self.register_buffer("rows", positions.detach() + (0 if first is None else first))
        elif first is not None:
            self.register_buffer("rows", first[None])
        else:
            self.rows = None
        self.moves = positions is not None
        if self.two:
            self.register_buffer("second", segments[1].detach() - first)

    def forward(self, ids: Tensor, types: Tensor | None) -> Tensor:
        x = nn.functional.embedding(ids, self.words.weight)
        if self.rows is not None:
            x = x + (self.rows[: ids.shape[1]] if self.moves else self.rows)
        if self.two and types is not None:
            x = x + types.float()[..., None] * self.second
        return x


def first_token(layer: nn.Module, x: Tensor, bias: Tensor) -> Tensor:
    """What a layer of BERT makes of the first token alone, [B, 1, H].

    One token asks, so its query is multiplied into the key's weights, and what it mixes into the value's: a product for
    one token in place of one for each. The key's bias moves all scores of a head alike, which a softmax does not see;
    the value's is added once, since what is mixed has weights of sum one.
    """
    own, first = layer.attention.self, x[:, :1]
    heads, size = own.num_attention_heads, own.attention_head_size
    key = own.key.weight.unflatten(0, (heads, size))
    value = own.value.weight.unflatten(0, (heads, size)).transpose(1, 2)
    asks = own.query(first).view(-1, heads, size).transpose(0, 1) @ key
    scores = asks.transpose(0, 1) @ x.transpose(1, 2) / math.sqrt(size)
    mixed = torch.softmax(scores + bias[:, 0], -1) @ x
    made = (mixed.transpose(0, 1) @ value).transpose(0, 1).flatten(1) + own.value.bias
    attended = layer.attention.output(made[:, None], first)
    return layer.output(layer.intermediate(attended), attended)


class BertLike(nn.Module):
    """BERT, RoBERTa, XLM-RoBERTa, ELECTRA and DistilBERT: absolute positions, plain attention.

    With `first_only` hidden states are those of the first token, [B, 1, H]: where a head reads no other, most of the last
    layer's work is for nothing.
    """

    def __init__(self, body: nn.Module, kind: str, length: int, two: bool, first_only: bool = False) -> None:
        super().__init__()
        self.first_only = first_only
        parts = body.embeddings
        skipped = body.config.pad_token_id + 1 if kind in ("roberta", "xlm-roberta") else 0
        positions = parts.position_embeddings.weight[skipped : skipped + length]
        segments = getattr(parts, "token_type_embeddings", None)
        self.embeddings = Embeddings(
            parts.word_embeddings, positions, None if segments is None else segments.weight, two
        )
        self.norm = parts.LayerNorm
        self.project = getattr(body, "embeddings_project", nn.Identity())
        self.layers = body.transformer.layer if kind == "distilbert" else body.encoder.layer

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor | None = None) -> tuple[Tensor, Tensor]:
        kept = mask.float()
        bias = additive(kept)
        x = self.project(self.norm(self.embeddings(ids, types)))
        *before, last = self.layers
        for layer in before:
            x = layer(x, bias)
        return first_token(last, x, bias) if self.first_only else last(x, bias), kept


class Deberta(nn.Module):
    """DeBERTa v1, v2 and v3."""

    def __init__(self, body: nn.Module, version: int, length: int, two: bool) -> None:
        super().__init__()
        parts, encoder, config = body.embeddings, body.encoder, body.config
        positions = None if parts.position_embeddings is None else parts.position_embeddings.weight[:length]
        segments = parts.token_type_embeddings
        self.embeddings = Embeddings(
            parts.word_embeddings, positions, None if segments is None else segments.weight, two
        )
        self.project = parts.embed_proj if parts.embed_proj is not None else nn.Identity()
        self.norm = _standard_norm(parts.LayerNorm)
        self.layers = encoder.layer
        self.conv = getattr(encoder, "conv", None)
        self.rows = None
        relative = None
        if encoder.relative_attention:
            relative = encoder.get_rel_embedding().detach()
            most = encoder.max_relative_positions
            buckets = getattr(encoder, "position_buckets", -1)
            self.rows = RelativeRows(length, relative.shape[0] // 2, buckets, most)
        for layer in self.layers:
            layer.attention.self = Disentangled(layer.attention.self, relative, version)
            for output in (layer.attention.output, layer.output):
                output.LayerNorm = _standard_norm(output.LayerNorm)
        if self.conv is not None and config.conv_act != "tanh" and config.conv_act != "gelu":
            raise ConversionError(f"The convolution's activation {config.conv_act} is not supported.",
                                  "Use a checkpoint whose conv_act is tanh or gelu.")
        self.conv_act = torch.tanh if self.conv is not None and config.conv_act == "tanh" else nn.functional.gelu

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor | None = None) -> tuple[Tensor, Tensor]:
        kept = mask.float()
        bias = additive(kept)
        x = self.norm(self.project(self.embeddings(ids, types)))
        rows = None if self.rows is None else self.rows(ids.shape[0], ids.shape[1])
        if self.conv is not None:
            x = x * kept[..., None]
        first = x
        for number, layer in enumerate(self.layers):
            x, _ = layer(x, bias, relative_pos=rows)
            if number == 0 and self.conv is not None:
                near = self.conv.conv(first.transpose(1, 2)).transpose(1, 2) * kept[..., None]
                x = self.conv.LayerNorm(x + self.conv_act(near)) * kept[..., None]
        return x, kept


def _standard_norm(norm: nn.Module) -> nn.LayerNorm:
    """DeBERTa v1 writes its layer norm out; the same numbers in the form that engines know as one operator."""
    if isinstance(norm, nn.LayerNorm):
        return norm
    standard = nn.LayerNorm(norm.weight.shape[0], eps=norm.variance_epsilon)
    standard.load_state_dict({"weight": norm.weight.data, "bias": norm.bias.data})
    return standard


class ModernBert(nn.Module):
    """ModernBERT: rotary positions from constant tables; every few layers look at the whole text, others nearby."""

    def __init__(self, body: nn.Module, length: int) -> None:
        super().__init__()
        self.words = body.embeddings.tok_embeddings
        self.norm, self.final = body.embeddings.norm, body.final_norm
        self.layers = body.layers
        self.kinds = [layer.attention_type for layer in body.layers]
        places = torch.arange(length)
        self.register_buffer("places", places.float())
        self.window = float(body.config.sliding_window)
        for kind in set(self.kinds):
            cos, sin = body.rotary_emb(torch.zeros(1), places[None], kind)
            self.register_buffer(f"{kind}_cos", cos)
            self.register_buffer(f"{kind}_sin", sin)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor | None = None) -> tuple[Tensor, Tensor]:
        size = ids.shape[1]
        kept = mask.float()
        bias = {"full_attention": additive(kept)}
        places = self.places[:size]
        far = ((places[:, None] - places[None, :]).abs() > self.window).float() * MASKED
        bias["sliding_attention"] = bias["full_attention"] + far
        x = self.norm(nn.functional.embedding(ids, self.words.weight))
        for kind, layer in zip(self.kinds, self.layers):
            turns = (getattr(self, f"{kind}_cos")[:, :size], getattr(self, f"{kind}_sin")[:, :size])
            x = layer(x, attention_mask=bias[kind], position_embeddings=turns)
        return self.final(x), kept
