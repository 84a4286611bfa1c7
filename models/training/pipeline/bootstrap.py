"""Bootstrap over groups of rows: intervals of F1 and AUROC, and of differences between two taggers."""

from __future__ import annotations

import numpy as np

from .metrics import from_counts


def group_draws(groups: list[str], rounds: int, seed: int) -> np.ndarray:
    """How often each round draws each group, with replacement: float64 [rounds, groups], groups in sorted order.

    The same groups, rounds and seed give the same draws, so that two taggers can be compared round by round.
    """
    n = len(set(groups))
    return np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=rounds).astype(np.float64)


def row_weights(draws: np.ndarray, groups: list[str]) -> np.ndarray:
    """The draws of each row's group: [rounds, n] from `group_draws` [rounds, groups]."""
    return draws[:, np.unique(np.array(groups), return_inverse=True)[1]]


def count_samples(draws: np.ndarray, by_group: list[np.ndarray], measure: str) -> np.ndarray:
    """A measure of `Scored` in each round, averaged over the halvings: [rounds], or [rounds, labels] for "f1".

    by_group: a halving's counts [groups, 3, labels] each. Thresholds stay as they are: what is drawn anew is the
    rows that are judged, not those that thresholds or weights came from.
    """
    return np.mean([getattr(from_counts(np.tensordot(draws, part, 1)), measure) for part in by_group], 0)


def auroc_samples(truth: np.ndarray, scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """AUROC of one label in each round (ties count half): [rounds], nan where a round drew one class alone.

    truth, scores: [n]; weights: [rounds, n], how often a round has each row. The same as `metrics.auroc` on rows
    repeated that often, but from weighted ranks: all rounds share one order.
    """
    order = np.argsort(scores, kind="stable")
    ties = np.flatnonzero(np.diff(scores[order], prepend=np.nan) != 0)
    if len(ties) == 0:
        return np.full(len(weights), np.nan)
    positive = truth[order] > 0.5
    sorted_weights = weights[:, order]
    hits, misses = (np.add.reduceat(sorted_weights * part, ties, axis=1) for part in (positive, ~positive))
    pairs = hits.sum(1) * misses.sum(1)
    below = np.cumsum(misses, 1) - misses / 2
    return np.divide((hits * below).sum(1), pairs, out=np.full(len(weights), np.nan), where=pairs > 0)


def interval(samples: np.ndarray) -> tuple[float, float] | None:
    """95 % percentile interval of samples [rounds]; rounds without a figure are left out, None if all are."""
    known = samples[~np.isnan(samples)]
    if len(known) == 0:
        return None
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)
