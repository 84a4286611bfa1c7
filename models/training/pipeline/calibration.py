"""Platt scaling per label, folded into the last linear layer, and how far scores are from observed shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from .model import ValueModel
from .thresholds import logit

PRIOR = 4.0
"""Strength of the pull towards slope 1 and shift 0: a rare label keeps nearly what training gave it."""
SLOPES = (0.25, 4.0)
BINS = 10


@dataclass
class Scaling:
    """Calibrated logit = slope * logit + shift; both float64 [labels]. Slopes are positive: no order changes."""

    slope: np.ndarray
    shift: np.ndarray

    def apply(self, scores: np.ndarray) -> np.ndarray:
        """Calibrated probabilities of probabilities [n, labels]."""
        return 1 / (1 + np.exp(-(logit(scores.astype(np.float64)) * self.slope + self.shift)))


def fit_scaling(truth: np.ndarray, scores: np.ndarray, mask: np.ndarray) -> Scaling:
    """Logistic regression of truth [n, labels] on log odds (Platt 1999), by Newton's method, with `PRIOR`."""
    slope, shift = np.ones(truth.shape[1]), np.zeros(truth.shape[1])
    for k in range(truth.shape[1]):
        rows = mask[:, k] > 0
        y, z = (truth[rows, k] > 0.5).astype(np.float64), logit(scores[rows, k].astype(np.float64))
        x, w, aim = np.stack([z, np.ones_like(z)], 1), np.array([1.0, 0.0]), np.array([1.0, 0.0])
        for _ in range(50):
            p = 1 / (1 + np.exp(-(x @ w)))
            gradient = x.T @ (p - y) + PRIOR * (w - aim)
            step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + PRIOR * np.eye(2), gradient)
            w = w - step / max(1.0, float(np.abs(step).max()))
            if np.abs(step).max() < 1e-8:
                break
        slope[k], shift[k] = np.clip(w[0], *SLOPES), w[1]
    return Scaling(slope, shift)


@torch.no_grad()
def fold(model: ValueModel, scaling: Scaling) -> None:
    """Puts the scaling of all columns into the last linear layer, so that logits come out calibrated."""
    slope, shift = (torch.from_numpy(part.astype(np.float32)) for part in (scaling.slope, scaling.shift))
    model.head.weight.mul_(slope[:, None])
    model.head.bias.mul_(slope).add_(shift)


def calibration_error(truth: np.ndarray, scores: np.ndarray, mask: np.ndarray) -> float:
    """Expected calibration error: |mean score - observed share| over ten equal bins, by rows; mean over labels."""
    errors = []
    for k in range(truth.shape[1]):
        rows = mask[:, k] > 0
        y, p = truth[rows, k], scores[rows, k]
        place = np.minimum((p * BINS).astype(int), BINS - 1)
        gaps = np.bincount(place, p - y, BINS)
        errors.append(np.abs(gaps).sum() / max(len(y), 1))
    return float(np.mean(errors))


def reliability(truth: np.ndarray, scores: np.ndarray, mask: np.ndarray) -> list[tuple[int, float, float]]:
    """Per bin over all labels: cells, mean score, observed share. Empty bins come out as (0, 0, 0)."""
    keep = mask > 0
    y, p = truth[keep], scores[keep]
    place = np.minimum((p * BINS).astype(int), BINS - 1)
    n, score, hits = (np.bincount(place, part, BINS) for part in (np.ones_like(p), p, y))
    size = np.maximum(n, 1)
    return [(int(a), float(b), float(c)) for a, b, c in zip(n, score / size, hits / size)]


def cross_scaled(truth: np.ndarray, scores: np.ndarray, mask: np.ndarray, half: np.ndarray) -> np.ndarray:
    """Scores of each half under the scaling fitted on the other: what calibration does on unseen rows."""
    out = np.empty(scores.shape, np.float64)
    for fitted, judged in ((half, ~half), (~half, half)):
        out[judged] = fit_scaling(truth[fitted], scores[fitted], mask[fitted]).apply(scores[judged])
    return out
