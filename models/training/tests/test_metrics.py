"""Measures and thresholds behave as their definitions say."""

import unittest

import numpy as np

from pipeline.bootstrap import auroc_samples, count_samples, group_draws, interval, row_weights
from pipeline.evaluate import Judged, against, label_intervals, pair_with_intervals
from pipeline.data import Table
from pipeline.labels import MFT, WIDTH
from pipeline.metrics import auroc, group_counts, from_counts, score
from pipeline.thresholds import cross_fit, fit_threshold, halvings


class Metrics(unittest.TestCase):
    def test_tagging_everything_scores_two_r_over_one_plus_r(self) -> None:
        truth = np.zeros((100, 2))
        truth[:20, 0] = truth[:55, 1] = 1
        f1 = score(truth, np.ones_like(truth)).f1
        for value, share in zip(f1, (0.20, 0.55)):
            self.assertAlmostEqual(value, 2 * share / (1 + share))

    def test_value_eval_score_is_the_harmonic_mean_of_mean_precision_and_mean_recall(self) -> None:
        truth = np.array([[1, 1], [1, 0], [0, 0], [0, 0]])
        tags = np.array([[1, 1], [0, 1], [0, 1], [0, 1]])
        s = score(truth, tags)
        p, r = (1 + 0.25) / 2, (0.5 + 1) / 2
        self.assertAlmostEqual(s.value_eval, 2 * p * r / (p + r))
        self.assertAlmostEqual(s.macro_f1, (2 / 3 + 0.4) / 2)
        self.assertNotAlmostEqual(s.value_eval, s.macro_f1, 2)

    def test_a_label_without_tags_or_positives_scores_zero(self) -> None:
        s = score(np.array([[0], [0]]), np.array([[0], [0]]))
        self.assertEqual((s.precision[0], s.recall[0], s.f1[0]), (0, 0, 0))

    def test_auroc_counts_ties_as_half_and_is_none_without_both_classes(self) -> None:
        self.assertEqual(auroc(np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.3, 0.4])), 1.0)
        self.assertEqual(auroc(np.array([0, 1]), np.array([0.5, 0.5])), 0.5)
        self.assertEqual(auroc(np.array([0, 1, 0, 1]), np.array([0.1, 0.3, 0.3, 0.4])), 0.875)
        self.assertIsNone(auroc(np.array([1, 1]), np.array([0.1, 0.2])))

    def test_group_counts_add_up_to_the_whole(self) -> None:
        rng = np.random.default_rng(0)
        truth, tags = rng.random((50, 4)) < 0.3, rng.random((50, 4)) < 0.3
        groups = [f"g{i % 7}" for i in range(50)]
        whole = from_counts(group_counts(truth, tags, groups).sum(0))
        np.testing.assert_allclose(whole.f1, score(truth, tags).f1)


class Bootstrap(unittest.TestCase):
    def test_rows_of_a_group_are_drawn_together_and_as_many_groups_as_there_are(self) -> None:
        groups = ["b", "a", "b", "c"]
        draws = group_draws(groups, 50, 1)
        weights = row_weights(draws, groups)
        np.testing.assert_array_equal(draws.sum(1), np.full(50, 3))
        np.testing.assert_array_equal(weights, draws[:, [1, 0, 1, 2]])
        self.assertGreater(draws.max(), 1)
        np.testing.assert_array_equal(draws, group_draws(groups, 50, 1))

    def test_auroc_of_a_draw_is_that_of_the_rows_repeated_so_often(self) -> None:
        rng = np.random.default_rng(3)
        truth = (rng.random(60) < 0.3).astype(float)
        scores = np.round(np.clip(0.3 * truth + rng.random(60), 0, 1), 1)
        groups = [f"g{i % 17}" for i in range(60)]
        weights = row_weights(group_draws(groups, 40, 5), groups)
        samples = auroc_samples(truth, scores, weights)
        for sample, weight in zip(samples, weights):
            again = np.repeat(np.arange(60), weight.astype(int))
            self.assertAlmostEqual(sample, auroc(truth[again], scores[again]), 12)
        self.assertAlmostEqual(auroc_samples(truth, scores, np.ones((1, 60)))[0], auroc(truth, scores), 12)

    def test_auroc_of_a_draw_by_hand(self) -> None:
        # One positive above and one beside the negatives: (1 + 1/2) / 2 pairs; the tied one drawn twice: (1 + 2/2) / 3.
        truth, scores = np.array([1, 1, 0]), np.array([0.9, 0.4, 0.4])
        samples = auroc_samples(truth, scores, np.array([[1, 1, 1], [1, 2, 1], [1, 1, 0]], float))
        np.testing.assert_allclose(samples, [0.75, 2 / 3, np.nan])

    def test_f1_of_a_draw_by_hand(self) -> None:
        truth, tags = np.array([[1], [1], [0]]), np.array([[1], [0], [1]])
        by_group = group_counts(truth, tags, ["a", "b", "c"])
        f1 = count_samples(np.array([[1, 1, 1], [3, 0, 0], [0, 0, 3], [2, 1, 0]], float), [by_group], "f1")
        np.testing.assert_allclose(f1[:, 0], [0.5, 1, 0, 0.8])

    def test_an_interval_holds_the_middle_95_of_100_and_skips_rounds_without_a_figure(self) -> None:
        self.assertEqual(interval(np.arange(1001) / 1000), (0.025, 0.975))
        self.assertEqual(interval(np.array([np.nan, 2.0, np.nan])), (2.0, 2.0))
        self.assertIsNone(interval(np.array([np.nan])))

    def test_intervals_contain_the_figure_and_shrink_with_more_groups(self) -> None:
        widths = []
        for rows in (200, 3200):
            j = made_up(rows)
            fitted = j.cross_fitted()
            for k, found in enumerate(label_intervals(j, fitted).values()):
                points = {"f1": fitted.f1[k], "auroc": auroc(j.truth[:, k], j.own[:, k])}
                for name, point in points.items():
                    self.assertTrue(found[name]["low"] < point < found[name]["high"], (name, point, found))
                    widths.append((rows, found[name]["high"] - found[name]["low"]))
        few, many = (np.mean([w for n, w in widths if n == rows]) for rows in (200, 3200))
        # Sixteen times as many groups: a quarter of the width.
        self.assertTrue(0.15 < many / few < 0.35, (few, many))

    def test_groups_that_repeat_one_row_are_as_uncertain_as_their_number_says(self) -> None:
        alone = made_up(400)
        rows = np.repeat(np.arange(400), 5)
        fivefold = Judged(MFT, alone.table.take(rows), alone.scores[rows], [h[rows] for h in alone.halves], alone.rounds)
        one, five = (label_intervals(j, j.cross_fitted())["care"]["auroc"] for j in (alone, fivefold))
        self.assertEqual(one, five)

    def test_a_tagger_gains_nothing_on_itself_and_something_on_noise(self) -> None:
        j = made_up(800)
        ours = j.cross_fitted(width=0.25)
        same = against(j, j.own, ours)
        nothing = {"difference": 0.0, "low": 0.0, "high": 0.0}
        for label in same["labels"].values():
            self.assertEqual((label["f1Gain"], label["aurocGain"]), (nothing, nothing))
        self.assertEqual((same["macroF1Gain"], same["valueEvalGain"]), (nothing, nothing))
        noise = against(j, np.random.default_rng(4).random(j.own.shape), ours)
        for gain in (noise["macroF1Gain"], noise["labels"]["care"]["aurocGain"], noise["labels"]["care"]["f1Gain"]):
            self.assertTrue(0 < gain["low"] < gain["difference"] < gain["high"], gain)

    def test_a_paired_gain_is_surer_than_its_two_sides(self) -> None:
        j = made_up(800)
        ours = j.cross_fitted(width=0.25)
        close = np.clip(j.own + np.random.default_rng(5).normal(0, 0.02, j.own.shape), 0.001, 0.999)
        gain = against(j, close, ours)["macroF1Gain"]
        alone = pair_with_intervals(j, ours)["macroF1Interval"]
        self.assertLess(gain["high"] - gain["low"], 0.7 * (alone["high"] - alone["low"]))


def made_up(rows: int) -> Judged:
    """Foundations on `rows` texts, each a group of its own, with scores that know something."""
    rng = np.random.default_rng(rows)
    hard = np.zeros((rows, WIDTH), np.float32)
    hard[:, MFT.columns] = rng.random((rows, 7)) < 0.3
    scores = 1 / (1 + np.exp(-(2 * hard - 1.5 + rng.normal(0, 1, (rows, WIDTH)))))
    groups = [f"text-{i}" for i in range(rows)]
    table = Table([""] * rows, hard, hard, np.ones_like(hard), groups)
    return Judged(MFT, table, scores, halvings(groups, 3, 1), 400)


class Thresholds(unittest.TestCase):
    def test_a_clean_gap_is_cut_inside(self) -> None:
        scores = np.concatenate([np.linspace(0.01, 0.2, 80), np.linspace(0.6, 0.9, 20)])
        truth = np.concatenate([np.zeros(80), np.ones(20)])
        self.assertTrue(0.2 < fit_threshold(truth, scores) <= 0.62)

    def test_one_lucky_positive_does_not_set_the_threshold_alone(self) -> None:
        rng = np.random.default_rng(0)
        truth = (rng.random(1000) < 0.1).astype(float)
        scores = np.clip(0.1 + 0.2 * truth + rng.normal(0, 0.08, 1000), 0.001, 0.97)
        truth[0], scores[0] = 1, 0.999
        tags = scores >= fit_threshold(truth, scores)
        self.assertGreater(tags.sum(), 50)

    def test_a_label_without_positives_gets_a_usable_number(self) -> None:
        self.assertTrue(0 < fit_threshold(np.zeros(5), np.full(5, 0.3)) < 1)

    def test_halves_keep_groups_together_and_are_about_equal(self) -> None:
        groups = [f"g{i // 7}" for i in range(700)]
        for half in halvings(groups, 3, 1):
            for group in set(groups):
                self.assertEqual(len({bool(h) for h, g in zip(half, groups) if g == group}), 1)
            self.assertAlmostEqual(half.mean(), 0.5, delta=0.03)

    def test_masked_rows_do_not_count(self) -> None:
        rng = np.random.default_rng(0)
        truth = (rng.random((200, 1)) < 0.4).astype(np.float32)
        scores = np.where(truth > 0, 0.8, 0.2) + rng.normal(0, 0.05, (200, 1))
        mask = np.ones_like(truth)
        mask[:50] = 0
        scores[:50] = 1 - scores[:50]
        groups = [str(i) for i in range(200)]
        fitted = cross_fit(truth, scores, halvings(groups, 2, 1), groups, mask)
        self.assertGreater(fitted.macro_f1, 0.95)


if __name__ == "__main__":
    unittest.main()
