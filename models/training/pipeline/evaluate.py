"""Figures of the bundle on validation data, and of the baselines beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import baselines, calibration
from .bootstrap import auroc_samples, count_samples, group_draws, interval, row_weights
from .data import Table
from .labels import HEADS, MFT, MORAL_PRESENCE, SCHWARTZ_20, TOUCHE_54, Head
from .metrics import Scored, auroc, group_counts, score
from .thresholds import WIDTH, CrossFitted, cross_fit, fit, halvings

SEED = 20261123


@dataclass(frozen=True)
class Effort:
    """How many random halvings the figures are averaged over, and rounds of the bootstrap."""

    halvings: int = 20
    rounds: int = 2000


MEASURES = {"macroF1": "macro_f1", "valueEval": "value_eval"}
"""Figures over all labels of a head: their names in the card and the manifest, and in `Scored`."""


@dataclass
class Judged:
    """A head's scores on a table with its halvings: scores [n, 82]."""

    head: Head
    table: Table
    scores: np.ndarray
    halves: list[np.ndarray]
    rounds: int

    @property
    def truth(self) -> np.ndarray:
        return self.table.hard[:, self.head.columns]

    @property
    def mask(self) -> np.ndarray:
        return self.table.mask[:, self.head.columns]

    @property
    def own(self) -> np.ndarray:
        return self.scores[:, self.head.columns]

    def draws(self) -> np.ndarray:
        """The bootstrap's draws of this table's groups, the same at every call: [rounds, groups]."""
        return group_draws(self.table.groups, self.rounds, SEED)

    def auroc_samples(self, scores: np.ndarray, label: int, draws: np.ndarray) -> np.ndarray:
        """AUROC of one label in each round, from scores [n, labels of the head]: [rounds]."""
        rows = self.mask[:, label] > 0
        weights = row_weights(draws, self.table.groups)[:, rows]
        return auroc_samples(self.truth[rows, label], scores[rows, label], weights)

    def cross_fitted(self, scores: np.ndarray | None = None, width: float | None = None) -> CrossFitted:
        """Figures of `scores` [n, labels of the head]; the model's own if none are given. width: other smoothing."""
        own = self.own if scores is None else scores
        return cross_fit(
            self.truth, own, self.halves, self.table.groups, self.mask, self.head.smoothing if width is None else width
        )


def judge(
    arguments: Table, comments: Table, on_arguments: np.ndarray, on_comments: np.ndarray, effort: Effort
) -> dict[str, Judged]:
    """Every head with the validation data that has its labels."""
    a = halvings(arguments.groups, effort.halvings, SEED)
    c = halvings(comments.groups, effort.halvings, SEED)
    return {
        head.id: Judged(head, arguments, on_arguments, a, effort.rounds) if head in (TOUCHE_54, SCHWARTZ_20)
        else Judged(head, comments, on_comments, c, effort.rounds)
        for head in HEADS
    }


def fit_all(judged: dict[str, Judged]) -> np.ndarray:
    """The manifest's thresholds [82], from all validation rows."""
    return np.concatenate([fit(j.truth, j.own, j.mask, j.head.smoothing) for j in judged.values()])


def scalings(judged: dict[str, Judged]) -> calibration.Scaling:
    """The Platt scaling of all 82 columns, each from all validation rows that have its label."""
    parts = [calibration.fit_scaling(j.truth, j.own, j.mask) for j in judged.values()]
    return calibration.Scaling(*(np.concatenate([getattr(p, name) for p in parts]) for name in ("slope", "shift")))


def calibrate(judged: dict[str, Judged]) -> dict[str, Any]:
    """Expected calibration error of each head before and after scaling, cross-fitted, and reliability after it."""
    out = {}
    for name, j in judged.items():
        scaled = [calibration.cross_scaled(j.truth, j.own, j.mask, half) for half in j.halves]
        after = np.mean([calibration.calibration_error(j.truth, s, j.mask) for s in scaled])
        out[name] = {
            "before": _round(calibration.calibration_error(j.truth, j.own, j.mask)), "after": _round(after),
            "reliability": calibration.reliability(j.truth, scaled[0], j.mask),
        }
    return out


def tagged_shares(scores: np.ndarray, thresholds: np.ndarray) -> dict[str, Any]:
    """Of texts that should get no tag, scores [n, 82]: how many, and per head the share with any tag and tags a text."""
    tags = scores >= thresholds
    out: dict[str, Any] = {"sentences": len(scores)}
    for head in HEADS:
        own = tags[:, head.columns]
        out[head.id] = {"anyTag": _round(own.any(1).mean()), "tagsPerSentence": _round(own.sum(1).mean())}
    return out


def _round(x: float | None) -> float | None:
    return None if x is None else round(float(x), 4)


def _interval(samples: np.ndarray) -> dict[str, float | None]:
    """The bounds as the card takes them; None where no round had a figure."""
    low, high = interval(samples) or (None, None)
    return {"low": _round(low), "high": _round(high)}


def pair(x: CrossFitted | Scored) -> dict[str, Any]:
    """The two figures over all labels."""
    return {key: _round(getattr(x, name)) for key, name in MEASURES.items()}


def _pair_intervals(draws: np.ndarray, by_group: list[np.ndarray]) -> dict[str, Any]:
    return {f"{key}Interval": _interval(count_samples(draws, by_group, name)) for key, name in MEASURES.items()}


def pair_with_intervals(j: Judged, fitted: CrossFitted) -> dict[str, Any]:
    """The two figures over all labels, each with an interval from drawing the judged rows' groups anew."""
    return {**pair(fitted), **_pair_intervals(j.draws(), fitted.by_group)}


def label_intervals(j: Judged, fitted: CrossFitted) -> dict[str, dict[str, Any]]:
    """Per label id: intervals of cross-fitted F1 and of AUROC."""
    draws = j.draws()
    f1 = count_samples(draws, fitted.by_group, "f1")
    return {
        name: {"f1": _interval(f1[:, k]), "auroc": _interval(j.auroc_samples(j.own, k, draws))}
        for k, name in enumerate(j.head.ids)
    }


def label_metrics(j: Judged, fitted: CrossFitted) -> list[dict[str, Any]]:
    """Per label: cross-fitted F1, precision and recall; AUROC and support over all validation rows."""
    out = []
    for k in range(len(j.head.ids)):
        rows = j.mask[:, k] > 0
        out.append({
            "f1": _round(fitted.f1[k]), "precision": _round(fitted.precision[k]), "recall": _round(fitted.recall[k]),
            "auroc": _round(auroc(j.truth[rows, k], j.own[rows, k])), "support": int(j.truth[rows, k].sum()),
            "rows": int(rows.sum()),
        })
    return out


def with_thresholds(
    table: Table, head: Head, scores: np.ndarray, thresholds: np.ndarray, rounds: int = Effort.rounds
) -> dict[str, Any]:
    """Figures with given thresholds [82] on scores [n, 82]: what an evaluation of the bundle prints."""
    truth, mask = table.hard[:, head.columns], table.mask[:, head.columns]
    own = scores[:, head.columns]
    actual, tags = truth * mask, (own >= thresholds[head.columns]) * mask
    s, by_group = score(actual, tags), group_counts(actual, tags, table.groups)
    intervals = _pair_intervals(group_draws(table.groups, rounds, SEED), [by_group])
    labels = {}
    for k, name in enumerate(head.ids):
        rows = mask[:, k] > 0
        labels[name] = {
            "f1": _round(s.f1[k]), "precision": _round(s.precision[k]), "recall": _round(s.recall[k]),
            "auroc": _round(auroc(truth[rows, k], own[rows, k])), "support": int(truth[rows, k].sum()),
        }
    return {**pair(s), **intervals, "labels": labels}


def against(j: Judged, other: np.ndarray, ours: CrossFitted) -> dict[str, Any]:
    """A baseline's figures beside the model's: other [n, labels of the head].

    Gains are ours minus theirs, with intervals from drawing the same groups for both.
    """
    # The smoothing that was chosen for the model is worse for the baselines: they keep the narrow one.
    theirs = j.cross_fitted(other, WIDTH)
    draws = j.draws()
    f1 = count_samples(draws, ours.by_group, "f1") - count_samples(draws, theirs.by_group, "f1")
    labels = {}
    for k, name in enumerate(j.head.ids):
        rows = j.mask[:, k] > 0
        own, its = (auroc(j.truth[rows, k], scores[rows, k]) for scores in (j.own, other))
        samples = j.auroc_samples(j.own, k, draws) - j.auroc_samples(other, k, draws)
        gain = None if own is None or its is None else own - its
        labels[name] = {
            "f1": _round(theirs.f1[k]), "auroc": _round(its),
            "f1Gain": {"difference": _round(ours.f1[k] - theirs.f1[k]), **_interval(f1[:, k])},
            "aurocGain": {"difference": _round(gain), **_interval(samples)},
        }
    out: dict[str, Any] = {**pair_with_intervals(j, theirs), "labels": labels}
    for key, name in MEASURES.items():
        samples = count_samples(draws, ours.by_group, name) - count_samples(draws, theirs.by_group, name)
        gain = getattr(ours, name) - getattr(theirs, name)
        out[f"{key}Gain"] = {"difference": _round(gain), **_interval(samples)}
    return out


def baseline_scores(
    train_arguments: Table, train_comments: Table, arguments: Table, comments: Table, zhihu: Table
) -> dict[str, np.ndarray]:
    """TF-IDF scores of each head on its validation data, [n, labels]; "zhihu" holds schwartz-20 on that split."""
    values, morals = SCHWARTZ_20.columns, slice(MFT.offset, MORAL_PRESENCE.offset + 1)
    on_arguments = baselines.tfidf_scores(
        train_arguments.texts, train_arguments.hard[:, values], train_arguments.mask[:, values],
        arguments.texts + zhihu.texts,
    )
    on_comments = baselines.tfidf_scores(
        train_comments.texts, train_comments.hard[:, morals], train_comments.mask[:, morals], comments.texts
    )
    return {
        SCHWARTZ_20.id: on_arguments[: len(arguments)], "zhihu": on_arguments[len(arguments) :],
        MFT.id: on_comments[:, :-1], MORAL_PRESENCE.id: on_comments[:, -1:],
    }
