"""The one command: data in, bundle, fixtures, figures and model card out."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from . import bundle, calibration, card, diagram, evaluate, invariance, reference, robustness
from .alter import versions
from .data import MFRC_FILE, Table, comment_ids, read_mfrc, read_touche, split_groups
from .describe import read_phrases
from .graph import write_graphs
from .kernel import write_description
from .labels import HEADS, MFT, MORAL_PRESENCE, SCHWARTZ_20, TOUCHE_54, WIDTH
from .metrics import score
from .members import Lesson, train_members
from .model import ValueModel, encoder_folder
from .neutral import neutral_sentences
from .processor import int8_features
from .quantize import equalise
from .runtime import DEVICES, Graph
from .synthetic import write_synthetic
from .thresholds import fit
from .tokens import encode, load_tokenizer
from .train import Recipe, Rows, predict

SPLIT_SEED, COMMENTS_HELD_OUT, NEUTRAL_SEED = 20261123, 0.15, 7
NEUTRAL_TEST = Path(__file__).parent.parent / "neutral" / "neutral-test.txt"
"""A reserved test: only the share of its sentences that get a tag is read from it."""


def main() -> None:
    """Parses the command line; see README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with touche23-valueeval/ and mfrc/")
    parser.add_argument("--out", type=Path, required=True, help="folder of the bundle")
    parser.add_argument("--fixtures", type=Path, required=True, help="folder of the test fixtures")
    parser.add_argument("--held-out", type=Path, help="file for the ids of the comments that were not trained on")
    parser.add_argument("--fast", action="store_true", help="a few dozen rows: shows that every step runs")
    parser.add_argument("--checkpoint", type=Path, help="weights after training: read if there, else written")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--revision", default="2026-11-24")
    arguments = parser.parse_args()
    if arguments.data is None and not arguments.fast:
        parser.error("--data is needed, unless --fast")
    torch.set_num_threads(arguments.threads)
    with tempfile.TemporaryDirectory() as temporary:
        if arguments.data is None:
            write_synthetic(Path(temporary))
        make(arguments.data or Path(temporary), arguments)


def write_held_out(data: Path, file: Path) -> None:
    """One id a line: the comments of the validation part, so that others can measure on just those."""
    path = data / MFRC_FILE
    ids = comment_ids(path)
    held = split_groups(read_mfrc(path).groups, COMMENTS_HELD_OUT, SPLIT_SEED)[1]
    file.write_text("".join(f"{ids[i]}\n" for i in held), encoding="utf-8")


def load_tables(data: Path, fast: bool) -> dict[str, Table]:
    """All tables by name; a few dozen random rows of each if `fast`."""
    comments = read_mfrc(data / MFRC_FILE)
    kept, held = split_groups(comments.groups, COMMENTS_HELD_OUT, SPLIT_SEED)
    tables = {
        "training": read_touche(data, "training"), "validation": read_touche(data, "validation"),
        "zhihu": read_touche(data, "validation-zhihu"),
        "comments-training": comments.take(kept), "comments-validation": comments.take(held),
    }
    if fast:
        rng = np.random.default_rng(0)
        tables = {name: t.take(rng.permutation(len(t))[:60]) for name, t in tables.items()}
    return tables


def make(data: Path, arguments: argparse.Namespace) -> None:
    """Trains, quantizes, measures, and writes everything."""
    started = time.time()
    effort = evaluate.Effort(2, 100) if arguments.fast else evaluate.Effort()
    tables = load_tables(data, arguments.fast)
    if arguments.held_out:
        write_held_out(data, arguments.held_out)
    print({name: len(table) for name, table in tables.items()}, flush=True)
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    bundle.write_tokenizer(encoder_folder(), out)
    tokenizer = load_tokenizer(out / bundle.TOKENIZER)
    ids = {name: encode(tokenizer, table.texts) for name, table in tables.items()}
    model = trained(data, tables, ids, tokenizer, arguments)
    training_minutes = (time.time() - started) / 60
    equalise(model, calibration_texts(ids))
    write_graphs(model, out)
    judged = judge(tables, ids, Graph(out, "wasm", arguments.threads), effort)
    calibrated = evaluate.calibrate(judged)
    calibration.fold(model, evaluate.scalings(judged))
    write_graphs(model, out)
    write_description(out)

    print("baselines", flush=True)
    tfidf = evaluate.baseline_scores(
        tables["training"], tables["comments-training"], tables["validation"], tables["comments-validation"],
        tables["zhihu"],
    )
    print("scores", flush=True)
    graphs = {device: Graph(out, device, arguments.threads) for device in DEVICES}
    parts = ("validation", "comments-validation", "zhihu")
    scores = {device: {part: graph.scores(ids[part]) for part in parts} for device, graph in graphs.items()}
    model.set_mode("off")
    plain = {part: predict(model, ids[part]) for part in parts}
    judged = judge(tables, ids, graphs["wasm"], effort)
    thresholds = np.round(evaluate.fit_all(judged), 6)
    texts = texts_for_invariance(ids)
    metrics = {
        "halvings": effort.halvings,
        **figures(tables, judged, scores, plain, tfidf, thresholds),
        "invariance": {
            device: invariance.measure(graph, texts, thresholds).as_dict() for device, graph in graphs.items()
        },
    }
    neutral = encode(tokenizer, NEUTRAL_TEST.read_text(encoding="utf-8").splitlines())
    metrics["neutral"] = evaluate.tagged_shares(graphs["wasm"].scores(neutral), thresholds)
    metrics["calibration"] = calibrated
    metrics["robustness"] = robustness.measure(
        lambda texts: graphs["wasm"].scores(encode(tokenizer, texts)), thresholds, tables["validation"].texts
    )
    argument_scores = graphs["wasm"].scores(encode(tokenizer, tables["validation"].arguments or []))
    metrics["validation"]["argumentForm"] = evaluate.with_thresholds(
        tables["validation"], SCHWARTZ_20, argument_scores, thresholds
    )
    metrics["quantization"] = {
        device: distances(scores[device]["validation"], plain["validation"], thresholds) for device in DEVICES
    } | {"processor": int8_features()}
    labels = metrics.pop("labels")
    flat = [x for head in HEADS for x in labels[head.id].values()]
    bundle.write_manifest(out, arguments.revision, thresholds, flat, headline(metrics))
    metrics["fixtures"] = reference.write_fixtures(out, arguments.fixtures, model)
    card.write_card(out, card.figures(metrics, labels, robustness.section(metrics["robustness"])))
    diagram.write_diagram(out, metrics["calibration"])
    report(metrics, out, training_minutes)
    wrong = bundle.check(out)
    if wrong:
        raise SystemExit("the bundle is not sound: " + "; ".join(wrong))


def trained(
    data: Path, tables: dict[str, Table], ids: dict[str, list[list[int]]], tokenizer: Any, arguments: argparse.Namespace
) -> ValueModel:
    """The trained model, from the checkpoint where there is one."""
    recipe = Recipe()
    if arguments.fast:
        recipe = replace(recipe, epochs=2, quantized_epochs=1, comments_share=1.0, neutral_rows=60)
    model = ValueModel(recipe.dropout)
    if arguments.checkpoint and arguments.checkpoint.exists():
        kept = torch.load(arguments.checkpoint, weights_only=True)
        if kept["recipe"] != asdict(recipe):
            raise SystemExit(f"{arguments.checkpoint} was made by another recipe; remove it to train anew")
        model.load_state_dict(kept["weights"])
        return model.eval()
    weights = train_members(lesson(data, tables, ids, tokenizer, recipe), recipe, arguments.threads)
    if arguments.checkpoint:
        torch.save({"recipe": asdict(recipe), "weights": weights}, arguments.checkpoint)
    model.load_state_dict(weights)
    return model.eval()


def lesson(
    data: Path, tables: dict[str, Table], ids: dict[str, list[list[int]]], tokenizer: Any, recipe: Recipe
) -> Lesson:
    """What the model trains on, from the tables and their token ids."""
    arguments, comments = tables["training"], tables["comments-training"]
    def other_wordings(table: Table) -> list[list[list[int]]]:
        return [encode(tokenizer, texts) for texts in versions(table.texts, recipe.altered_versions, recipe.seed)]

    sources = [
        Rows(ids["training"], arguments.targets, arguments.mask, encode(tokenizer, arguments.arguments or []),
             other_wordings(arguments)),
        Rows(ids["comments-training"], comments.targets, comments.mask, altered=other_wordings(comments)),
        neutral_rows(tokenizer, recipe),
    ]
    return Lesson(sources, read_phrases(data, tokenizer), calibration_texts(ids), tables["validation"], ids["validation"])


def neutral_rows(tokenizer: Any, recipe: Recipe) -> Rows:
    """Made-up value-free sentences: no value on the heads that arguments train, nothing said about the others."""
    texts = neutral_sentences(recipe.neutral_rows, NEUTRAL_SEED)
    mask = np.zeros((len(texts), WIDTH), np.float32)
    mask[:, TOUCHE_54.columns] = mask[:, SCHWARTZ_20.columns] = recipe.neutral_weight
    return Rows(encode(tokenizer, texts), np.zeros_like(mask), mask)


def judge(
    tables: dict[str, Table], ids: dict[str, list[list[int]]], graph: Graph, effort: evaluate.Effort
) -> dict[str, evaluate.Judged]:
    """Every head's scores on its validation data."""
    arguments, comments = "validation", "comments-validation"
    return evaluate.judge(
        tables[arguments], tables[comments], graph.scores(ids[arguments]), graph.scores(ids[comments]), effort
    )


def calibration_texts(ids: dict[str, list[list[int]]]) -> list[list[int]]:
    """Token ids of 400 training texts of each kind, sorted by length."""
    rng = np.random.default_rng(SPLIT_SEED)
    sources = (ids["training"], ids["comments-training"])
    return sorted((source[i] for source in sources for i in rng.permutation(len(source))[:400]), key=len)


def texts_for_invariance(ids: dict[str, list[list[int]]]) -> list[list[int]]:
    """200 texts of both kinds (fewer on small data)."""
    return ids["validation"][:100] + ids["comments-validation"][:100]


def distances(scores: np.ndarray, plain: np.ndarray, thresholds: np.ndarray) -> dict[str, float]:
    """Distance of a graph's scores to the unquantized model's [n, 82], and agreement of tags."""
    delta = np.abs(scores - plain)
    c = SCHWARTZ_20.columns
    same = (scores[:, c] >= thresholds[c]) == (plain[:, c] >= thresholds[c])
    return {"mean": float(delta.mean()), "largest": float(delta.max()), "agreement": float(same.mean())}


def figures(
    tables: dict[str, Table], judged: dict[str, evaluate.Judged], scores: dict[str, dict[str, np.ndarray]],
    plain: dict[str, np.ndarray], tfidf: dict[str, np.ndarray], thresholds: np.ndarray,
) -> dict[str, Any]:
    """All measured figures; `labels` holds those per label of each head."""
    fitted = {head: j.cross_fitted() for head, j in judged.items()}
    labels = {
        head: dict(zip(j.head.ids, evaluate.label_metrics(j, fitted[head]))) for head, j in judged.items()
    }
    pair, sure = evaluate.pair, evaluate.pair_with_intervals
    values, c = judged[SCHWARTZ_20.id], SCHWARTZ_20.columns
    ones = score(values.truth, np.ones_like(values.truth))
    zhihu, truth = tables["zhihu"], tables["zhihu"].hard[:, c]
    on_zhihu = evaluate.with_thresholds(zhihu, SCHWARTZ_20, scores["wasm"]["zhihu"], thresholds)
    occurring = [x["f1"] for x in on_zhihu["labels"].values() if x["support"]]
    tfidf_limits = fit(values.truth, tfidf[SCHWARTZ_20.id])
    return {
        "labels": labels,
        "validation": {
            "rows": len(tables["validation"]),
            "crossFitted": sure(values, fitted[SCHWARTZ_20.id]),
            "float": sure(values, values.cross_fitted(plain["validation"][:, c])),
            "webgpu": sure(values, values.cross_fitted(scores["webgpu"]["validation"][:, c])),
            "manifest": evaluate.with_thresholds(tables["validation"], SCHWARTZ_20, values.scores, thresholds),
            "allOnes": pair(ones),
            "tfidf": evaluate.against(values, tfidf[SCHWARTZ_20.id], fitted[SCHWARTZ_20.id]),
            "level1": sure(judged[TOUCHE_54.id], fitted[TOUCHE_54.id]),
        },
        "zhihu": {
            "rows": len(zhihu), "conclusions": len(set(zhihu.groups)), "manifest": on_zhihu, "supported": len(occurring),
            "macroF1Supported": round(float(np.mean(occurring)), 4),
            "tfidf": pair(score(truth, tfidf["zhihu"] >= tfidf_limits)),
        },
        "comments": {
            "rows": len(tables["comments-validation"]),
            "mft": sure(judged[MFT.id], fitted[MFT.id]),
            "intervals": {
                head.id: evaluate.label_intervals(judged[head.id], fitted[head.id]) for head in (MFT, MORAL_PRESENCE)
            },
            "manifest": evaluate.with_thresholds(
                tables["comments-validation"], MFT, judged[MFT.id].scores, thresholds
            ),
            "float": pair(judged[MFT.id].cross_fitted(plain["comments-validation"][:, MFT.columns])),
            "tfidf": {
                head.id: evaluate.against(judged[head.id], tfidf[head.id], fitted[head.id])
                for head in (MFT, MORAL_PRESENCE)
            },
        },
    }


def headline(metrics: dict[str, Any]) -> dict[str, Any]:
    """The manifest's metrics: each figure with its name, data set, split, form and kind of threshold."""
    touche = {"dataset": "touche23-valueeval", "form": "premise", "head": SCHWARTZ_20.id}
    mfrc = {"dataset": "mfrc", "split": "validation (15 % by text group)", "form": "comment", "head": MFT.id}
    rows = []

    def add(values: dict[str, Any], thresholds: str, **about: str) -> None:
        for name in ("macroF1", "valueEval"):
            rows.append({"name": name, "value": values[name], **about, "thresholds": thresholds})

    v = metrics["validation"]
    add(v["crossFitted"], "cross-fitted", **touche, split="validation")
    add(v["manifest"], "manifest", **touche, split="validation")
    add(metrics["zhihu"]["manifest"], "manifest", **touche, split="validation-zhihu")
    add(metrics["comments"]["mft"], "cross-fitted", **mfrc)
    add(metrics["comments"]["manifest"], "manifest", **mfrc)
    return {"graph": "wasm", "headline": rows, "batchInvariance": metrics["invariance"],
            "distanceToFloat": metrics["quantization"]}


def report(metrics: dict[str, Any], out: Path, minutes: float) -> None:
    """Prints the figures and where the bundle lies."""
    print(json.dumps(metrics, indent=1))
    missing = reference.untagged(out)
    print("labels that no reference sentence is tagged with:", missing or "none")
    size = bundle.download_size(out)
    print(f"bundle: {out}, {size / 1e6:.2f} MB; reading and training took {minutes:.0f} minutes")


if __name__ == "__main__":
    main()
