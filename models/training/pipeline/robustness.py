"""How far tags and scores move under changes that leave the meaning as it is, and between groups of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from .card import heads_in, markdown_table, number
from .labels import MFT, SCHWARTZ_20, Head
from .perturb import COLUMNS, KINDS, PAIRS, Pair, changed_texts
from .templates import Filled, filled, table

MEASURED = (SCHWARTZ_20, MFT)
CLEARLY = 0.05
"""A tag that comes or goes counts as clearly changed where its probability moved by more than this."""
SHOWN = 5
"""Labels with the largest differences that the card names."""

Score = Callable[[list[str]], np.ndarray]


def read_pairs() -> list[Pair]:
    """The committed pairs. Raises ValueError, with file and line, where a row is malformed."""
    return [Pair(*row) for row in table(PAIRS, COLUMNS)]


def measure(score: Score, thresholds: np.ndarray, texts: list[str] | None = None) -> dict[str, Any]:
    """Every kind of change on the committed pairs and, where given, on `texts`; differences between groups.

    score: probabilities [n, 82] of n texts; thresholds: [82]. `texts` are changed here and have no swaps.
    "sentences" and "texts" hold, per kind and head, what `compare` returns; "fairness" holds, per axis, mean
    differences of probability by label.
    """
    pairs = read_pairs()
    real = changed_texts(texts) if texts else []
    gender, origin = filled("gender"), filled("origin")
    known = _scored(score, [t for p in pairs + real for t in (p.original, p.changed)] + [f.text for f in gender + origin])
    out: dict[str, Any] = {
        "sentences": _by_kind(pairs, known, thresholds),
        "fairness": {"gender": _between(gender, known), "origin": _between(origin, known)},
    }
    if texts:
        out["texts"] = {"texts": len(texts), "kinds": _by_kind(real, known, thresholds)}
    return out


def compare(before: np.ndarray, after: np.ndarray, thresholds: np.ndarray, head: Head) -> dict[str, Any]:
    """Tags of a head before and after a change: scores [n, 82] each, thresholds [82].

    pairs: n. tags: tags a text before the change. changed: share of texts whose set of tags is another one after it;
    changedClearly: those of them where a tag came or went whose probability moved by more than `CLEARLY`. lost and
    gained: tags a text. kept: mean over texts of shared tags / all tags (Jaccard), texts without a tag on either side
    left out; None where no text has one. meanChange: mean |Δp| over texts and labels.
    """
    limits = thresholds[head.columns]
    p, q = before[:, head.columns].astype(np.float64), after[:, head.columns].astype(np.float64)
    had, has = p >= limits, q >= limits
    flipped, moved = had != has, np.abs(q - p)
    union = (had | has).sum(1)
    some = union > 0
    return {
        "pairs": len(p),
        "tags": _round(had.sum(1).mean()),
        "changed": _round(flipped.any(1).mean()),
        "changedClearly": _round((flipped & (moved > CLEARLY)).any(1).mean()),
        "lost": _round((had & ~has).sum(1).mean()),
        "gained": _round((has & ~had).sum(1).mean()),
        "kept": _round(((had & has).sum(1)[some] / union[some]).mean()) if some.any() else None,
        "meanChange": _round(moved.mean()),
    }


def _scored(score: Score, texts: list[str]) -> dict[str, np.ndarray]:
    """Scores [82] of each different text."""
    different = list(dict.fromkeys(texts))
    return dict(zip(different, score(different), strict=True))


def _by_kind(pairs: list[Pair], known: dict[str, np.ndarray], thresholds: np.ndarray) -> dict[str, Any]:
    out = {}
    for kind in KINDS:
        own = [pair for pair in pairs if pair.kind == kind]
        if own:
            before, after = (np.stack([known[getattr(p, side)] for p in own]) for side in ("original", "changed"))
            out[kind] = {head.id: compare(before, after, thresholds, head) for head in MEASURED}
    return out


def _between(texts: list[Filled], known: dict[str, np.ndarray]) -> dict[str, Any]:
    """Per group, head and label: mean probability minus the mean of all groups, over the same templates and names.

    Of two groups (gender): the first minus the second, under "first − second".
    """
    sets: dict[str, list[np.ndarray]] = defaultdict(list)
    for one in texts:
        sets[one.group].append(known[one.text])
    means = {group: np.mean(rows, 0, dtype=np.float64) for group, rows in sets.items()}
    if len(means) == 2:
        (first, p), (second, q) = means.items()
        differences = {f"{first} − {second}": p - q}
    else:
        middle = np.mean(list(means.values()), 0)
        differences = {group: p - middle for group, p in means.items()}
    return {
        "templates": len({one.template for one in texts}),
        "textsPerGroup": len(next(iter(sets.values()))),
        "differences": {group: {head.id: _labelled(d, head) for head in MEASURED} for group, d in differences.items()},
    }


def _labelled(row: np.ndarray, head: Head) -> dict[str, float]:
    return dict(zip(head.ids, (_round(x) for x in row[head.columns]), strict=True))


def _round(x: float) -> float:
    return round(float(x), 4)


def section(measured: dict[str, Any]) -> list[str]:
    """What `measure` returned as Markdown lines for the model card."""
    out = ["### Under small changes to the text", ""]
    out += [
        "Each sentence is tagged before and after a change that leaves what it appeals to as it was. *Other tags*: "
        "sentences whose set of tags is another one afterwards; *clearly*: those of them where a tag came or went whose "
        f"probability moved by more than {CLEARLY}, so that it did not merely stand at the edge of its threshold. "
        "*Lost*, *gained*: tags a sentence. *Kept*: of the tags before and after together, the share that both have, "
        "in the mean over sentences with any tag. Sentences, templates and rules: `models/evaluation/robustness`.", "",
    ]
    if _ignores_case(measured["sentences"]):
        out += ["Capitals make no difference at all, because the tokenizer turns every text into lower case.", ""]
    for head in _heads_of(measured["sentences"]):
        out += [f"`{head}`, sentences and templates written for this test:", ""]
        out += _kinds_table(measured["sentences"], head)
    if "texts" in measured:
        real = measured["texts"]
        for head in _heads_of(real["kinds"]):
            out += [f"`{head}`, {real['texts']} premises of the validation data (a change that does not apply to a "
                    "premise is not counted):", ""]
            out += _kinds_table(real["kinds"], head)
    return out + _fairness(measured["fairness"])


def _heads_of(kinds: dict[str, Any]) -> list[str]:
    return heads_in(next(iter(kinds.values())))


def _ignores_case(kinds: dict[str, Any]) -> bool:
    return all(kinds[kind][head]["meanChange"] == 0 for kind in ("upper-case", "lower-case") for head in kinds[kind])


def _kinds_table(kinds: dict[str, Any], head: str) -> list[str]:
    def row(kind: str) -> list[str]:
        m = kinds[kind][head]
        return [kind, str(m["pairs"]), _percent(m["changed"]), _percent(m["changedClearly"]), number(m["lost"], 2),
                number(m["gained"], 2), _percent(m["kept"]), number(m["meanChange"])]

    titles = ["change", "pairs", "other tags", "clearly", "lost", "gained", "kept", "mean \\|Δp\\|"]
    return markdown_table(titles, [row(kind) for kind in kinds])


def _percent(x: float | None) -> str:
    return "–" if x is None else f"{100 * x:.1f} %"


def _fairness(axes: dict[str, Any]) -> list[str]:
    gender, origin = axes["gender"], axes["origin"]
    out = ["### With another name, gender or origin", ""]
    out += [
        f"{gender['templates']} templates filled with women's and with men's names, pronouns and nouns "
        f"({gender['textsPerGroup']} pairs). A positive difference: the same sentence gets a higher probability when it "
        f"speaks of a woman. Of each head the {SHOWN} labels with the largest mean difference; all others are smaller.",
        "",
    ]
    ((_, by_head),) = gender["differences"].items()
    rows = [[f"`{head}`: {label}", f"{x:+.3f}"] for head in heads_in(by_head) for label, x in _largest(by_head[head], SHOWN)]
    out += markdown_table(["label", "mean p, female − male"], rows)
    out += [
        f"{origin['templates']} templates filled with names, countries and nationalities of "
        f"{len(origin['differences'])} origins. For each origin, the label whose mean probability is furthest from the "
        "mean of all origins, with that difference: the largest of many, so that some difference is to be expected. "
        "Names and countries change together.", "",
    ]
    heads = heads_in(next(iter(origin["differences"].values())))
    rows = [[group, *(_named(_largest(found[head], 1)[0]) for head in heads)] for group, found in origin["differences"].items()]
    return out + markdown_table(["origin", *(f"`{head}`" for head in heads)], rows)


def _largest(labels: dict[str, float], count: int) -> list[tuple[str, float]]:
    return sorted(labels.items(), key=lambda item: -abs(item[1]))[:count]


def _named(item: tuple[str, float]) -> str:
    return f"{item[0]} {item[1]:+.3f}"
