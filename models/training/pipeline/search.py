"""Short trainings of one idea each, compared with `BASE`; prints the table of EXPERIMENTS.md as it grows.

    python -m pipeline.search --data DIR --work DIR [--only NAME ...] [--seeds 1 2] [--processes 2]

A trial trains on arguments alone, without quantization, and is measured on validation premises: so levels differ
from those of the full recipe, distances between trials are what counts. Scores of each trial are kept in the work
folder and read again: after a change to an idea, its files must be deleted.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.metrics import average_precision_score

from .alter import versions
from .data import Table, read_touche
from .describe import read_phrases
from .ideas import IDEAS, Idea, Setting
from .labels import SCHWARTZ_20, TOUCHE_54
from .members import mean_weights, new_model
from .model import ValueModel, encoder_folder
from .perturb import typos
from .thresholds import cross_fit, halvings, logit
from .tokens import encode, load_tokenizer
from .train import Recipe, Rows, predict, train

BASE = replace(Recipe(), quantized_epochs=0, description_epochs=0, altered_share=0.0)
"""The recipe without quantization, and without the two ideas that it took from here."""
HALVINGS, SEED = 20, 20261123


@dataclass
class Figures:
    """On validation: cross-fitted macro-F1 and ValueEval score of schwartz-20, and mean average precision."""

    macro_f1: float
    value_eval: float
    precision: float

    def __str__(self) -> str:
        return f"{self.macro_f1:.4f} | {self.value_eval:.4f} | {self.precision:.4f}"


@dataclass
class Trial:
    """An idea trained from each seed; `mean` is the mean of the weights."""

    name: str
    seeds: list[Figures] = field(default_factory=list)
    mean: Figures | None = None


def measure(table: Table, scores: np.ndarray) -> Figures:
    """Figures of scores [n, 20] on the table."""
    truth = table.hard[:, SCHWARTZ_20.columns]
    fitted = cross_fit(truth, scores, halvings(table.groups, HALVINGS, SEED), table.groups)
    return Figures(fitted.macro_f1, fitted.value_eval, float(average_precision_score(truth, scores, average="macro")))


def setting(data: Path) -> Setting:
    """The data of every trial."""
    tokenizer = load_tokenizer(encoder_folder() / "tokenizer.json")
    tables = {name: read_touche(data, name) for name in ("training", "validation")}
    ids = {name: encode(tokenizer, table.texts) for name, table in tables.items()}
    arguments = encode(tokenizer, tables["training"].arguments or [])
    return Setting(data, tokenizer, tables["training"], tables["validation"], ids["training"], arguments, ids["validation"])


def run(job: tuple[Path, Path, str, int]) -> str:
    """Trains one idea from one seed, and writes its scores [n, 82] and weights."""
    data, work, name, seed = job
    file = work / f"{name}-{seed}.npz"
    if file.exists():
        return name
    torch.set_num_threads(1)
    idea: Idea = IDEAS[name]
    given = setting(data)
    recipe = replace(BASE, **idea.recipe)
    # Fresh heads are the same for every seed: only then is the mean of several seeds' weights a model.
    model = idea.model(recipe) if idea.model else new_model(recipe)
    if idea.before:
        idea.before(model, given, SEED)
    rows = Rows(given.training_ids, idea.targets(given, work) if idea.targets else given.training.targets,
                given.training.mask, given.argument_ids,
                [encode(given.tokenizer, texts) for texts in versions(given.training.texts, recipe.altered_versions, SEED)]
                if recipe.altered_share > 0 else None)
    own = replace(recipe, seed=SEED + seed)
    model = train(model, [rows], own, None, lambda *_: None, idea.objective(own, given) if idea.objective else None)
    scores = predict(model, given.validation_ids)
    slipped = predict(model, encode(given.tokenizer, [typos(text) or text for text in given.validation.texts]))
    torch.save(model.state_dict(), work / f"{name}-{seed}.pt")
    np.savez(file, scores=scores, slipped=slipped)
    return name


def load(work: Path, name: str, seed: int) -> dict[str, torch.Tensor]:
    return torch.load(work / f"{name}-{seed}.pt", weights_only=True)


def mean_scores(given: Setting, work: Path, name: str, seeds: list[int]) -> np.ndarray:
    """Scores [n, 82] of the mean of the seeds' weights."""
    idea = IDEAS[name]
    recipe = replace(BASE, **idea.recipe)
    model: ValueModel = idea.model(recipe) if idea.model else new_model(recipe)
    states = [{k: v.numpy() for k, v in load(work, name, seed).items()} for seed in seeds]
    model.load_state_dict(mean_weights(states))
    return predict(model.eval(), given.validation_ids)


def summarise(given: Setting, work: Path, names: list[str], seeds: list[int]) -> dict[str, Any]:
    """All trials that are there, as the table of EXPERIMENTS.md."""
    c = SCHWARTZ_20.columns
    out: dict[str, Any] = {}
    children = read_phrases(given.data, given.tokenizer).children

    def line(name: str, figures: Figures) -> None:
        out[name] = vars(figures)
        print(f"| {name} | {figures} |", flush=True)

    print("| trial | macro-F1 | ValueEval | mean average precision |\n| --- | ---: | ---: | ---: |")
    for name in names:
        there = [seed for seed in seeds if (work / f"{name}-{seed}.npz").exists()]
        scores = [np.load(work / f"{name}-{seed}.npz")["scores"] for seed in there]
        for seed, own in zip(there, scores):
            line(f"{name}, seed {seed}", measure(given.validation, own[:, c]))
            slipped = np.load(work / f"{name}-{seed}.npz").get("slipped")
            if slipped is not None:
                line(f"{name}, seed {seed}, on premises with typos", measure(given.validation, slipped[:, c]))
        for count in range(2, len(there) + 1):
            line(f"{name}, weights of {count} seeds", measure(given.validation, mean_scores(given, work, name, there[:count])[:, c]))
        if name == "base" and scores:
            line("base, scores of all seeds averaged", measure(given.validation, np.mean(scores, 0)[:, c]))
            for weight in (0.15, 0.3, 0.5):
                line(f"base, seed {there[0]}, with {weight} of what its level-1 scores say",
                     measure(given.validation, with_level1(scores[0], weight, children)))
    return out


def with_level1(scores: np.ndarray, weight: float, children: list[list[int]]) -> np.ndarray:
    """Category scores [n, 20] mixed, as log odds, with the probability that any of the category's values is there.

    In the data a category is there exactly where one of its level-1 values is.
    """
    own = logit(scores[:, SCHWARTZ_20.columns].astype(np.float64))
    level1 = scores[:, TOUCHE_54.columns].astype(np.float64)
    some = np.stack([1 - np.prod(1 - level1[:, rows], 1) for rows in children], 1)
    return 1 / (1 + np.exp(-((1 - weight) * own + weight * logit(some))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=list(IDEAS))
    parser.add_argument("--seeds", nargs="*", type=int, default=[1, 2])
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--summary", action="store_true", help="train nothing")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    if not arguments.summary:
        jobs = [(arguments.data, arguments.work, name, seed) for name in arguments.only for seed in arguments.seeds]
        with ProcessPoolExecutor(arguments.processes, get_context("spawn")) as pool:
            for done in as_completed([pool.submit(run, job) for job in jobs]):
                print("done:", done.result(), flush=True)
    found = summarise(setting(arguments.data), arguments.work, arguments.only, arguments.seeds)
    # Of trials that were not asked for this time, the figures of last time stay.
    file = arguments.work / "trials.json"
    before = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    file.write_text(json.dumps(before | found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
