"""From the trained model to int8 tensors, and choosing the grids of activations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from .model import QuantLinear, ValueModel, round_columns
from .tokens import pad


@dataclass
class Int8Linear:
    """weight: int8 [in, out]; scale, bias: float32 [out]; factor: float32 [in], or None where it is 1 throughout;
    the input's grid as two scalars."""

    weight: np.ndarray
    scale: np.ndarray
    bias: np.ndarray
    factor: np.ndarray | None
    input_scale: np.float32
    input_zero: np.uint8


def int8_columns(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric int8 per row of [rows, n]: whole numbers in -127..127 [rows, n] and scales [rows]."""
    scale = np.maximum(np.abs(weight).max(1), 1e-8).astype(np.float32) / np.float32(127)
    return np.clip(np.rint(weight / scale[:, None]), -127, 127).astype(np.int8), scale


def int8_linear(linear: QuantLinear) -> Int8Linear:
    """The integers that the exported graphs hold for one linear layer."""
    factor = linear.factor.numpy()
    whole, scale = int8_columns((linear.weight.detach() / linear.factor).numpy())
    return Int8Linear(
        np.ascontiguousarray(whole.T), scale, linear.bias.detach().numpy().astype(np.float32),
        None if (factor == 1).all() else factor,
        np.float32(linear.input.scale.item()), np.uint8(linear.input.zero_point.item()),
    )


@torch.inference_mode()
def calibrate(model: ValueModel, ids: list[list[int]], size: int = 16, seed: int = 0) -> None:
    """Sets every activation grid from texts (token ids), leaving the model in plain floats."""
    torch.manual_seed(seed)
    model.eval()
    model.set_mode("watch")
    _run(model, ids, size)
    for quantizer in model.quantizers():
        quantizer.settle()
    model.set_mode("off")


EQUALISED = ("qkv", "up", "down")
CEILINGS = (1.0, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.08)
CLIPPINGS = (1.0, 0.9, 0.75, 0.6)


@torch.inference_mode()
def equalise(model: ValueModel, ids: list[list[int]], size: int = 16) -> None:
    """Refines the grids after training: shrinks outlying features, and chooses by the error of each layer's output.

    For each matrix product in EQUALISED, features whose largest value exceeds a ceiling (a share of the largest of
    all) are divided down to it; ceiling and clipping range with the smallest squared error against the plain
    floats' output, rounded weights included, are kept.
    """
    model.eval()
    model.set_mode("off")
    seen: dict[QuantLinear, list[torch.Tensor]] = {}

    def keep(linear: QuantLinear, inputs: tuple[torch.Tensor, ...]) -> None:
        seen.setdefault(linear, []).append(inputs[0].flatten(0, 1)[::7])

    products = [getattr(layer, name) for layer in model.layers for name in ("qkv", "out", "up", "down")]
    hooks = [linear.register_forward_pre_hook(keep) for linear in products]
    _run(model, ids, size)
    for hook in hooks:
        hook.remove()
    equalised = {getattr(layer, name) for layer in model.layers for name in EQUALISED}
    for linear in products:
        _fit_grid(linear, torch.cat(seen.pop(linear)), CEILINGS if linear in equalised else (1.0,))


def _fit_grid(linear: QuantLinear, x: torch.Tensor, ceilings: tuple[float, ...]) -> None:
    """Tries every ceiling and clipping on inputs [n, in] and leaves the best factor and grid in the layer."""
    wanted = x @ linear.weight.T
    peaks = x.abs().amax(0)
    best = float("inf")
    for ceiling in ceilings:
        factor = 1 / (peaks / (ceiling * peaks.max())).clamp_min(1.0)
        scaled = x * factor
        weight = round_columns(linear.weight / factor).T
        low, high = min(float(scaled.min()), 0.0), max(float(scaled.max()), 0.0)
        for clipping in CLIPPINGS:
            scale = max((high - low) * clipping / 255, 1e-8)
            zero = max(0, min(255, round(-low * clipping / scale)))
            rounded = torch.fake_quantize_per_tensor_affine(scaled, scale, zero, 0, 255)
            error = float(((rounded @ weight - wanted) ** 2).mean())
            if error < best:
                best = error
                linear.factor.copy_(factor)
                linear.input.scale.fill_(scale)
                linear.input.zero_point.fill_(zero)


def _run(model: ValueModel, ids: list[list[int]], size: int) -> None:
    """Runs batches cut to their shortest text, so that no padding is seen."""
    for start in range(0, len(ids), size):
        chosen = ids[start : start + size]
        shortest = min(len(s) for s in chosen)
        tokens, mask = pad([s[: shortest - 1] + s[-1:] for s in chosen])
        model(tokens, mask)
