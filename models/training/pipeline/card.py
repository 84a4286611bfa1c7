"""The model card: a hand-written text with the measured figures between two markers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import diagram
from .labels import HEADS

TEMPLATE = Path(__file__).parent.parent / "card.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def markdown_table(head: list[str], rows: list[list[str]]) -> list[str]:
    """Lines of a table: figures to the right, the first column to the left, an empty line below."""
    align = ["---"] + ["---:"] * (len(head) - 1)
    return [f"| {' | '.join(cells)} |" for cells in (head, align, *rows)] + [""]


def number(x: float | None, digits: int = 3) -> str:
    """As the card shows a figure; a dash where there is none."""
    return "–" if x is None else f"{x:.{digits}f}"


def _gain(g: dict[str, float | None]) -> str:
    difference, low, high = ("–" if g[key] is None else f"{g[key]:+.3f}" for key in ("difference", "low", "high"))
    return f"{difference} [{low}, {high}]"


def _between(x: float | None, bounds: dict[str, float | None]) -> str:
    return f"{number(x)} [{number(bounds['low'], 2)}, {number(bounds['high'], 2)}]"


def _pair(x: dict[str, Any]) -> list[str]:
    """macro-F1 and ValueEval score, with their intervals where they have some."""
    return [
        _between(x[key], x[f"{key}Interval"]) if f"{key}Interval" in x else number(x[key]) for key in ("macroF1", "valueEval")
    ]


def figures(m: dict[str, Any], labels: dict[str, dict[str, dict[str, Any]]], robustness: list[str]) -> str:
    """The generated part, from all measured figures, those of each head's labels, and the lines about robustness."""
    v, z, c = m["validation"], m["zhihu"], m["comments"]
    out = ["### Human values in arguments (`schwartz-20`)", ""]
    out += [
        f"Validation split of Touché23-ValueEval, {v['rows']} arguments, premise alone. *Cross-fitted*: thresholds "
        "from one half of the conclusions judge the other half, averaged over "
        f"{m['halvings']} random halvings. *Manifest*: the thresholds in `manifest.json`, which were fitted on these "
        "same rows and therefore flatter; an evaluation of the bundle prints these.", "",
    ]
    out += markdown_table(
        ["", "macro-F1", "ValueEval score"],
        [
            ["this model, int8 (WASM graph), cross-fitted", *_pair(v["crossFitted"])],
            ["this model before quantization (PyTorch, fp32), cross-fitted", *_pair(v["float"])],
            ["this model, int8 (WebGPU graph), cross-fitted", *_pair(v["webgpu"])],
            ["TF-IDF + logistic regression, cross-fitted", *_pair(v["tfidf"])],
            ["every label on every row", *_pair(v["allOnes"])],
            ["this model, int8 (WASM graph), manifest thresholds", *_pair(v["manifest"])],
            ["the same, premise with stance and conclusion", *_pair(v["argumentForm"])],
        ],
    )
    out += [
        "In brackets: 95 % bootstrap intervals over conclusions. Model and thresholds stay as they are and the "
        "arguments that are judged are drawn anew, conclusion by conclusion: the intervals say how far a figure hangs "
        "on these arguments, not on the luck of training or on the annotators. A draw misses about a third of the "
        "conclusions, and with them much of a label that few conclusions have: so the intervals of macro figures reach "
        "further down than up.", "",
        f"Gain over TF-IDF (paired bootstrap over conclusions, 95 %): macro-F1 {_gain(v['tfidf']['macroF1Gain'])}, "
        f"ValueEval score {_gain(v['tfidf']['valueEvalGain'])}.", "",
        f"`validation-zhihu` ({z['rows']} translated arguments from a Chinese forum for {z['conclusions']} conclusions, another kind of text), manifest "
        f"thresholds: macro-F1 {_pair(z['manifest'])[0]} over all 20 labels ({number(z['macroF1Supported'])} over the "
        f"{z['supported']} that occur), ValueEval score {_pair(z['manifest'])[1]}; TF-IDF with thresholds from "
        f"the validation split: {number(z['tfidf']['macroF1'])} and {number(z['tfidf']['valueEval'])}.", "",
        f"`touche-54` (level-1 values): cross-fitted macro-F1 {_pair(v['level1'])[0]}.", "",
    ]
    out += _foundations(c, labels)
    out += ["### Per value", "", "Cross-fitted on validation; support = arguments with the value.", ""]
    out += markdown_table(
        ["`schwartz-20`", "F1", "TF-IDF F1", "precision", "recall", "AUROC", "support"],
        [
            [name, number(x["f1"]), number(v["tfidf"]["labels"][name]["f1"]), number(x["precision"]), number(x["recall"]), number(x["auroc"]), str(x["support"])]
            for name, x in labels["schwartz-20"].items()
        ],
    )
    out += markdown_table(
        ["`touche-54`", "F1", "precision", "recall", "AUROC", "support"],
        [
            [name, number(x["f1"]), number(x["precision"]), number(x["recall"]), number(x["auroc"]), str(x["support"])]
            for name, x in labels["touche-54"].items()
        ],
    )
    out += _neutral(m["neutral"]) + robustness + _calibration(m["calibration"])
    i, q = m["invariance"], m["quantization"]
    out += ["### Numbers", ""]
    out += markdown_table(
        ["", "WASM graph", "WebGPU graph"],
        [
            [f"{i['wasm']['sentences']} texts alone, in a batch of 16, in another batch: largest \\|Δp\\|",
             f"{i['wasm']['largest']:.5f}", f"{i['webgpu']['largest']:.5f}"],
            ["tags that flip / of these confident", *(f"{i[d]['flips']} / {i[d]['confident_flips']}" for d in ("wasm", "webgpu"))],
            ["against unquantized PyTorch on validation: mean \\|Δp\\|", *(f"{q[d]['mean']:.4f}" for d in ("wasm", "webgpu"))],
            ["the same, largest \\|Δp\\|", *(f"{q[d]['largest']:.3f}" for d in ("wasm", "webgpu"))],
            ["the same, `schwartz-20` tags that agree", *(f"{100 * q[d]['agreement']:.2f} %" for d in ("wasm", "webgpu"))],
        ],
    )
    out += [f"Measured with the native engine on a processor with: {q['processor']}.", ""]
    return "\n".join(out)


def _foundations(c: dict[str, Any], labels: dict[str, dict[str, dict[str, Any]]]) -> list[str]:
    out = ["### Moral foundations in comments (`mft`, `moral-presence`)", ""]
    out += [
        f"A validation part of {c['rows']} comments of the Moral Foundations Reddit Corpus, carved out by groups of "
        "near-equal texts; positive = two annotators or more. Positive-class figures, F1 cross-fitted by text group. In "
        "brackets: 95 % bootstrap intervals over text groups, model and thresholds as they are.", "",
    ]
    rows = [
        (name, x, c["intervals"][head][name], c["tfidf"][head]["labels"][name])
        for head in ("mft", "moral-presence") for name, x in labels[head].items()
    ]
    out += markdown_table(
        ["", "F1", "AUROC", "precision", "recall", "positives", "rows"],
        [
            [name, _between(x["f1"], sure["f1"]), _between(x["auroc"], sure["auroc"]), number(x["precision"]), number(x["recall"]),
             str(x["support"]), str(x["rows"])]
            for name, x, sure, _ in rows
        ],
    )
    out += ["Against TF-IDF + logistic regression; gains with paired intervals, both taggers on the same draws:", ""]
    out += markdown_table(
        ["", "TF-IDF F1", "gain in F1", "TF-IDF AUROC", "gain in AUROC"],
        [[name, number(t["f1"]), _gain(t["f1Gain"]), number(t["auroc"]), _gain(t["aurocGain"])] for name, _, _, t in rows],
    )
    gains = {name: t["aurocGain"] for name, _, _, t in rows if t["aurocGain"]["difference"] is not None}
    above = [name for name, gain in gains.items() if gain["difference"] > 0]

    def unsure(measure: str) -> str:
        names = [name for name, _, _, t in rows if t[measure]["low"] is None or t[measure]["low"] <= 0]
        return ", ".join(names) or "no label"

    out += [
        f"AUROC is above the baseline's on {len(above)} of {len(gains)} labels. "
        f"The interval of the gain in AUROC reaches zero on: {unsure('aurocGain')}; that of the gain in F1 on: {unsure('f1Gain')}.", "",
        "How sure the rare ones are: " + "; ".join(
            f"{name} has {x['support']} positives, so that F1 anywhere between {number(sure['f1']['low'], 2)} and "
            f"{number(sure['f1']['high'], 2)}, and AUROC between {number(sure['auroc']['low'], 2)} and "
            f"{number(sure['auroc']['high'], 2)}, agrees with these comments"
            for name, x, sure, _ in rows if name in ("purity", "proportionality")
        ) + ".", "",
        "A yardstick from elsewhere, not a comparison: Mformer (Nguyen et al. 2023, arXiv:2311.10219; RoBERTa-base, one "
        "model for each of the five classic foundations) comes to AUROC .82 to .88 in its repository's own test "
        "(joshnguyen99/moral_axes, 1,789 texts), on a mixture of news, tweets and Reddit comments with labels "
        "put together in another way.", "",
        f"Macro-F1 of the seven `mft` labels: {_pair(c['mft'])[0]} (TF-IDF {_pair(c['tfidf']['mft'])[0]}, "
        f"gain {_gain(c['tfidf']['mft']['macroF1Gain'])}); with the manifest's thresholds {_pair(c['manifest'])[0]}.", "",
    ]
    return out


def _neutral(m: dict[str, Any]) -> list[str]:
    out = ["### Sentences without any value", ""]
    out += [
        f"{m['sentences']} neutral sentences (weather, recipes, schedules, directions, objects, places, code comments, "
        "sports results, instructions, opening hours, product data, facts, small talk), a reserved test: neither they "
        "nor their patterns were trained on. WASM graph, thresholds of the manifest; every tag here is wrong.", "",
    ]
    return out + markdown_table(
        ["head", "sentences with any tag", "tags a sentence"],
        [[f"`{h}`", f"{100 * m[h]['anyTag']:.1f} %", f"{m[h]['tagsPerSentence']:.2f}"] for h in heads_in(m)],
    )


def _calibration(m: dict[str, Any]) -> list[str]:
    out = ["### Calibration", ""]
    out += [
        "Each label's logit is scaled and shifted (Platt scaling with a pull towards no change), fitted on validation "
        "and folded into the last linear layer. Expected calibration error (ten equal bins, mean over labels), "
        "cross-fitted: the scaling from one half judges the other.", "",
    ]
    out += markdown_table(
        ["head", "error before", "error after"],
        [[f"`{h}`", number(m[h]["before"], 4), number(m[h]["after"], 4)] for h in heads_in(m)],
    )
    out += ["Reliability after scaling, cross-fitted on one halving, all labels of a head together: of the cells whose "
            "score falls into a bin, the mean score, the share that really has the label, and how many cells there are.", ""]
    out += [f"![Reliability diagrams of the four heads: observed share over mean score, close to the diagonal where "
            f"scores can be trusted; the table below has the same figures.]({diagram.FILE})", ""]
    bins = range(len(next(iter(m.values()))["reliability"]))
    rows = []
    for k in bins:
        cells = [m[h]["reliability"][k] for h in heads_in(m)]
        rows.append([f"{k / len(bins):.1f}–{(k + 1) / len(bins):.1f}",
                     *(f"{p:.2f} / {y:.2f} ({n})" if n else "–" for n, p, y in cells)])
    return out + markdown_table(["score", *(f"`{h}`" for h in heads_in(m))], rows)


def heads_in(m: dict[str, Any]) -> list[str]:
    """The heads that a mapping has figures of, in the model's order."""
    return [head.id for head in HEADS if head.id in m]


def write_card(folder: Path, text: str) -> None:
    """README.md of the bundle: the template with `text` between its markers."""
    before, rest = TEMPLATE.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    (folder / "README.md").write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8")
