"""One threshold per label, fitted on validation scores, and cross-fitted figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .metrics import Scored, counts, from_counts, group_counts

_EPS = 1e-6


def logit(p: np.ndarray) -> np.ndarray:
    """Log odds of probabilities, clipped away from 0 and 1."""
    p = np.clip(p, _EPS, 1 - _EPS)
    return np.log(p / (1 - p))


WIDTH = 0.25


def fit_threshold(truth: np.ndarray, scores: np.ndarray, width: float = WIDTH, prior: float = 4.0) -> float:
    """The threshold (a probability) of the highest smoothed F1 of one label.

    F1 is computed at 400 evenly spaced places in log odds, with `prior` phantom misses added (which keeps a
    rare label from taking a lucky extreme), and averaged over neighbours with a Gaussian of `width` log odds:
    the middle of a broad good region wins over a single spike.
    """
    z = logit(scores.astype(np.float64))
    order = np.argsort(-z)
    sorted_z, hits = z[order], np.cumsum(truth[order] > 0.5)
    actual = float((truth > 0.5).sum())
    if actual == 0:
        return float(np.clip(scores.max() if len(scores) else 0.5, 0.05, 0.95))
    low, high = sorted_z[-1], sorted_z[0]
    places = np.linspace(low, high, 400)
    tagged = np.searchsorted(-sorted_z, -places, side="right")
    hit = np.where(tagged > 0, hits[np.maximum(tagged, 1) - 1], 0)
    f1 = 2 * hit / (tagged + actual + prior)
    step = max((high - low) / (len(places) - 1), 1e-9)
    reach = min(len(places) // 2 - 1, int(3 * width / step))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * step / width) ** 2)
    smooth = np.convolve(f1, kernel, "same") / np.convolve(np.ones_like(f1), kernel, "same")
    best = places[int(np.argmax(smooth))]
    return float(1 / (1 + np.exp(-best)))


def fit(truth: np.ndarray, scores: np.ndarray, mask: np.ndarray | None = None, width: float = WIDTH) -> np.ndarray:
    """Thresholds [labels] from truth and scores [n, labels]; rows masked out of a label are left out."""
    out = np.empty(truth.shape[1])
    for k in range(truth.shape[1]):
        rows = slice(None) if mask is None else mask[:, k] > 0
        out[k] = fit_threshold(truth[rows, k], scores[rows, k], width)
    return out


def halvings(groups: list[str], rounds: int, seed: int) -> list[np.ndarray]:
    """`rounds` random halvings as boolean [n]; rows of a group stay together, halves have similar row counts."""
    names, index, size = np.unique(np.array(groups), return_inverse=True, return_counts=True)
    rng = np.random.default_rng(seed)
    out = []
    for _ in range(rounds):
        side = np.zeros(len(names), bool)
        filled = 0
        for k in rng.permutation(len(names)):
            if filled + size[k] / 2 <= size.sum() / 2:
                side[k] = True
                filled += size[k]
        out.append(side[index])
    return out


@dataclass
class CrossFitted:
    """Figures averaged over halvings; by_group keeps each halving's counts [groups, 3, labels]."""

    precision: np.ndarray
    recall: np.ndarray
    f1: np.ndarray
    macro_f1: float
    value_eval: float
    by_group: list[np.ndarray]


def cross_fit(
    truth: np.ndarray, scores: np.ndarray, halves: list[np.ndarray], groups: list[str], mask: np.ndarray | None = None,
    width: float = WIDTH,
) -> CrossFitted:
    """Thresholds from one half judge the other half; both together give one figure per halving."""
    results: list[Scored] = []
    by_group = []
    keep = np.ones_like(truth) if mask is None else mask
    for half in halves:
        tags = np.zeros_like(truth)
        for fitted, judged in ((half, ~half), (~half, half)):
            limits = fit(truth[fitted], scores[fitted], keep[fitted], width)
            tags[judged] = scores[judged] >= limits
        tags, actual = tags * keep, truth * keep
        results.append(from_counts(counts(actual, tags)))
        by_group.append(group_counts(actual, tags, groups))
    return CrossFitted(
        np.mean([r.precision for r in results], 0), np.mean([r.recall for r in results], 0),
        np.mean([r.f1 for r in results], 0), float(np.mean([r.macro_f1 for r in results])),
        float(np.mean([r.value_eval for r in results])), by_group,
    )
