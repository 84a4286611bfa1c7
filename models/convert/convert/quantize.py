"""Eight-bit and four-bit weights, symmetric, with one scale a column, a row or a block."""

from __future__ import annotations

import numpy as np

BLOCK = 32
"""Inputs that share a scale among the four-bit weights."""

ZERO = 128
"""The byte that stands for zero in tables."""


def int8_columns(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """[K, N] to int8 [K, N] and float32 scales [N]: weight ≈ whole · scale."""
    scale = np.maximum(np.abs(weight).max(axis=0), 1e-12) / 127
    return np.clip(np.rint(weight / scale), -127, 127).astype(np.int8), scale.astype(np.float32)


def uint8_rows(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """[V, H] to uint8 [V, H] and float32 scales [V, 1]: table ≈ (byte - 128) · scale."""
    scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-12) / 127
    whole = np.clip(np.rint(table / scale), -127, 127) + ZERO
    return whole.astype(np.uint8), scale.astype(np.float32)


def int4_blocks(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """[K, N] to the layout of MatMulNBits: bytes [N, K/32, 16] (low nibble first) and scales [N · K/32].

    A nibble of 8 stands for zero; the largest weight of a block, whatever its sign, becomes -8, which uses the whole
    range. K is filled up with zeros to a multiple of 32.
    """
    inputs, outputs = weight.shape
    blocks = -(-inputs // BLOCK)
    padded = np.zeros((outputs, blocks * BLOCK), np.float32)
    padded[:, :inputs] = weight.T
    grouped = padded.reshape(outputs, blocks, BLOCK)
    largest = np.take_along_axis(grouped, np.abs(grouped).argmax(-1)[..., None], -1)
    scale = np.where(largest == 0, 1e-6, largest / -8)
    nibbles = np.clip(np.rint(grouped / scale) + 8, 0, 15).astype(np.uint8)
    packed = nibbles[..., 0::2] | (nibbles[..., 1::2] << 4)
    return packed, scale.reshape(-1).astype(np.float32)
