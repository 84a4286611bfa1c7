"""Several trainings side by side, each in a process of its own with one thread, and the mean of their weights."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context

import numpy as np
import torch

from .data import Table
from .describe import Phrases, draw, start_heads
from .labels import SCHWARTZ_20
from .model import ValueModel, load_encoder
from .quantize import calibrate
from .thresholds import cross_fit, halvings
from .train import Recipe, Rows, predict, train


@dataclass
class Lesson:
    """What every member trains on, and what its progress is watched on."""

    sources: list[Rows]
    """Arguments first: they alone are drawn towards `phrases`."""
    phrases: Phrases
    calibration_texts: list[list[int]]
    validation: Table
    validation_ids: list[list[int]]


def new_model(recipe: Recipe) -> ValueModel:
    """The encoder with fresh heads, the same for the same recipe."""
    torch.manual_seed(recipe.seed)
    model = ValueModel(recipe.dropout)
    load_encoder(model)
    return model


def train_members(lesson: Lesson, recipe: Recipe, processes: int) -> dict[str, torch.Tensor]:
    """The averaged weights of `recipe.members` trainings that differ in their order of rows and their dropout.

    All start from the same weights, so that they end near enough to each other for their mean to be a model.
    One thread each: the result does not depend on how many run at a time.
    """
    jobs = [(lesson, recipe, member) for member in range(recipe.members)]
    with ProcessPoolExecutor(max(1, min(processes, recipe.members)), get_context("spawn")) as pool:
        return mean_weights(list(pool.map(_train_member, jobs)))


def mean_weights(states: list[dict[str, np.ndarray]]) -> dict[str, torch.Tensor]:
    """Means of floats; whole numbers (zero points, chosen anew afterwards) come from the first."""
    first = states[0]
    mean = {
        name: np.mean([state[name] for state in states], 0, dtype=np.float64).astype(value.dtype)
        if np.issubdtype(value.dtype, np.floating) else value
        for name, value in first.items()
    }
    return {name: torch.from_numpy(np.array(value)) for name, value in mean.items()}


def _train_member(job: tuple[Lesson, Recipe, int]) -> dict[str, np.ndarray]:
    lesson, recipe, member = job
    torch.set_num_threads(1)
    model = new_model(recipe)
    if recipe.description_epochs > 0:
        # With the recipe's own seed: every member goes on from the same weights.
        arguments = lesson.sources[0]
        draw(model, arguments.ids, arguments.targets, lesson.phrases, recipe.description_epochs, recipe.seed, recipe.bf16)
        start_heads(model, lesson.phrases)
    c = SCHWARTZ_20.columns
    table = lesson.validation

    def watch(current: ValueModel, name: str) -> None:
        p = predict(current, lesson.validation_ids, bf16=recipe.bf16)[:, c]
        fitted = cross_fit(table.hard[:, c], p, halvings(table.groups, 4, 1), table.groups)
        print(f"  member {member + 1}, {name}: validation macro-F1 {fitted.macro_f1:.4f}, "
              f"ValueEval {fitted.value_eval:.4f}", flush=True)

    own = replace(recipe, seed=recipe.seed + member)
    model = train(model, lesson.sources, own, lambda m: calibrate(m, lesson.calibration_texts), watch)
    return {name: value.numpy() for name, value in model.state_dict().items()}
