"""Measures of multi-label tagging: per label, macro-F1, ValueEval score, AUROC."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Scored:
    """precision, recall, f1: float [.., labels], 0 for a label without a hit; occurs: bool, whether any row has it."""

    precision: np.ndarray
    recall: np.ndarray
    f1: np.ndarray
    occurs: np.ndarray

    @property
    def macro_f1(self) -> np.ndarray:
        """The plain mean of the labels' F1: [..]."""
        return self.f1.mean(-1)

    @property
    def value_eval(self) -> np.ndarray:
        """The shared task's score, the harmonic mean of mean precision and mean recall: [..].

        As in the task's own evaluator, labels that no row has are left out of both means.
        """
        labels = np.maximum(self.occurs.sum(-1), 1)
        p, r = ((part * self.occurs).sum(-1) / labels for part in (self.precision, self.recall))
        return 2 * p * r / np.maximum(p + r, 1e-12)


def counts(truth: np.ndarray, tags: np.ndarray) -> np.ndarray:
    """True positives, tagged, actual per label: [3, labels] from two 0/1 arrays [n, labels]."""
    truth, tags = truth > 0.5, tags > 0.5
    return np.stack([(truth & tags).sum(0), tags.sum(0), truth.sum(0)]).astype(np.float64)


def from_counts(c: np.ndarray) -> Scored:
    """Precision, recall and F1 from `counts` [.., 3, labels]; 0 where nothing was tagged or nothing was there."""
    hit, tagged, actual = (c[..., i, :] for i in range(3))
    precision = np.divide(hit, tagged, out=np.zeros_like(hit), where=tagged > 0)
    recall = np.divide(hit, actual, out=np.zeros_like(hit), where=actual > 0)
    f1 = np.divide(2 * hit, tagged + actual, out=np.zeros_like(hit), where=tagged + actual > 0)
    return Scored(precision, recall, f1, actual > 0)


def score(truth: np.ndarray, tags: np.ndarray) -> Scored:
    """Measures of 0/1 tags [n, labels] against 0/1 truth [n, labels]."""
    return from_counts(counts(truth, tags))


def auroc(truth: np.ndarray, scores: np.ndarray) -> float | None:
    """Area under the ROC curve of one label (ties count half); None without both classes."""
    positive = truth > 0.5
    n1, n0 = int(positive.sum()), int((~positive).sum())
    if n1 == 0 or n0 == 0:
        return None
    _, inverse, size = np.unique(scores, return_inverse=True, return_counts=True)
    rank = (np.cumsum(size) - (size - 1) / 2)[inverse]
    return float((rank[positive].sum() - n1 * (n1 + 1) / 2) / (n1 * n0))


def group_counts(truth: np.ndarray, tags: np.ndarray, groups: list[str]) -> np.ndarray:
    """`counts` within each group: [groups, 3, labels], groups in sorted order."""
    names, index = np.unique(np.array(groups), return_inverse=True)
    t, p = truth > 0.5, tags > 0.5
    out = np.zeros((len(names), 3, truth.shape[1]))
    for k, part in enumerate((t & p, p, t)):
        np.add.at(out[:, k], index, part.astype(np.float64))
    return out
