"""The search and the second check: what is measured on was not trained on."""

import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import torch

from pipeline import ideas
from pipeline.data import Table
from pipeline.ideas import Setting, loss_like, soft_conclusions, teach
from pipeline.labels import HEADS, SCHWARTZ_20, TOUCHE_54, WIDTH
from pipeline.second_check import SHARE, keep_aside
from pipeline.search import with_level1
from pipeline.train import Recipe, Rows


def table(groups: list[str]) -> Table:
    """Rows whose first target tells their number; odd rows are against their conclusion."""
    n = len(groups)
    targets = np.zeros((n, WIDTH), np.float32)
    targets[:, 0] = np.arange(n) / n
    stances = ("in favor of", "against")
    arguments = [f"p{i} | {stances[i % 2]}: {group}" for i, group in enumerate(groups)]
    return Table([f"p{i}" for i in range(n)], targets, targets, np.ones_like(targets), groups, arguments)


def setting(training: Table) -> Setting:
    ids = [[i] for i in range(len(training))]
    return Setting(Path(), None, training, training, ids, ids, ids)  # type: ignore[arg-type]


class Teachers(unittest.TestCase):
    def test_each_row_is_judged_by_a_teacher_that_has_not_seen_its_conclusion(self) -> None:
        training = table([f"conclusion {i % 13}" for i in range(90)])
        judged: list[int] = []

        def train(_: object, sources: list[Rows], *__: object) -> set[str]:
            return {training.groups[ids[0]] for ids in sources[0].ids}

        def predict(seen: set[str], ids: list[list[int]]) -> np.ndarray:
            judged.extend(row for (row,) in ids)
            self.assertFalse(seen & {training.groups[row] for (row,) in ids})
            return np.stack([np.full(WIDTH, row) for (row,) in ids])

        with mock.patch.multiple(ideas, train=train, predict=predict, new_model=mock.DEFAULT):
            scores = teach(setting(training), 3)
        np.testing.assert_array_equal(scores[:, 0], np.arange(90))
        # Both forms of each row, once.
        self.assertEqual(sorted(judged), sorted([*range(90)] * 2))


class Targets(unittest.TestCase):
    def test_rows_move_towards_the_mean_of_those_in_favour_of_their_conclusion(self) -> None:
        training = table(["a", "a", "a", "b"])
        soft = soft_conclusions(0.5)(setting(training), Path())
        # In favour of "a" are the rows 0 and 2, with 0 and 2/4; "b" has a single row, which stays.
        np.testing.assert_allclose(soft[:, 0], [0.125, 0.25, 0.375, 0.75])

    def test_a_distance_counts_as_the_loss_counts(self) -> None:
        cells = torch.zeros(2, WIDTH)
        cells[0, SCHWARTZ_20.columns] = 1
        recipe = Recipe()
        weight = recipe.head_weights[HEADS.index(SCHWARTZ_20)]
        self.assertAlmostEqual(float(loss_like(cells, torch.ones_like(cells), recipe)), weight * 1 / 2 / 2)


class Level1(unittest.TestCase):
    def test_a_category_is_there_where_any_of_its_values_is(self) -> None:
        scores = np.full((1, WIDTH), 0.25)
        scores[0, TOUCHE_54.columns][:2] = 0.5
        children = [[0, 1], *([[5]] * 19)]
        np.testing.assert_allclose(with_level1(scores, 0.0, children), np.full((1, 20), 0.25))
        np.testing.assert_allclose(with_level1(scores, 1.0, children)[0, :2], [0.75, 0.25])


class SecondCheck(unittest.TestCase):
    def test_no_conclusion_is_on_both_sides_and_no_row_is_lost(self) -> None:
        tables = keep_aside({"training": table([f"conclusion {i % 40}" for i in range(400)])})
        kept, aside = tables["training"], tables["aside"]
        self.assertFalse(set(kept.groups) & set(aside.groups))
        self.assertEqual(sorted(kept.texts + aside.texts), sorted(f"p{i}" for i in range(400)))
        self.assertAlmostEqual(len(aside) / 400, SHARE, delta=0.03)


if __name__ == "__main__":
    unittest.main()
