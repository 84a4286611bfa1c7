"""The recipe once more without a fifth of the training conclusions, measured on them: how much validation flatters.

    python -m pipeline.second_check --data DIR [--threads 2]

Prints one line of figures each for the kept-aside conclusions and for validation. To be looked at once a finalist.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from . import evaluate
from .baselines import tfidf_scores
from .data import Table, split_groups
from .labels import SCHWARTZ_20
from .make import calibration_texts, lesson, load_tables
from .members import train_members
from .model import ValueModel, encoder_folder
from .quantize import equalise
from .thresholds import WIDTH, cross_fit, halvings
from .tokens import encode, load_tokenizer
from .train import Recipe, predict

SHARE, SEED = 0.2, 41


def keep_aside(tables: dict[str, Table]) -> dict[str, Table]:
    """The tables with "training" divided by conclusion into "training" and "aside"."""
    kept, aside = split_groups(tables["training"].groups, SHARE, SEED)
    return {**tables, "training": tables["training"].take(kept), "aside": tables["training"].take(aside)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--fast", action="store_true", help="a few dozen rows: shows that it runs")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    tables = keep_aside(load_tables(arguments.data, arguments.fast))
    tokenizer = load_tokenizer(encoder_folder() / "tokenizer.json")
    ids = {name: encode(tokenizer, table.texts) for name, table in tables.items()}
    recipe = replace(Recipe(), epochs=2) if arguments.fast else Recipe()
    model = ValueModel(recipe.dropout)
    model.load_state_dict(train_members(lesson(arguments.data, tables, ids, tokenizer, recipe), recipe, arguments.threads))
    equalise(model, calibration_texts(ids))
    # As the 8-bit graph computes, emulated.
    model.set_mode("on")
    c = SCHWARTZ_20.columns
    training = tables["training"]
    parts = ("aside", "validation")
    texts = [text for part in parts for text in tables[part].texts]
    baseline = tfidf_scores(training.texts, training.hard[:, c], training.mask[:, c], texts)
    start = 0
    for part in parts:
        table = tables[part]
        halves = halvings(table.groups, evaluate.Effort().halvings, evaluate.SEED)
        ours = predict(model, ids[part])[:, c]
        theirs = baseline[start : start + len(table)]
        start += len(table)
        figures = {
            name: {"macroF1": round(x.macro_f1, 4), "valueEval": round(x.value_eval, 4)}
            for name, x in (("model", cross_fit(table.hard[:, c], ours, halves, table.groups)),
                            ("tfidf", cross_fit(table.hard[:, c], theirs, halves, table.groups, width=WIDTH)))
        }
        print(json.dumps({"on": part, "rows": len(table), "conclusions": len(np.unique(table.groups)), **figures}), flush=True)


if __name__ == "__main__":
    main()
