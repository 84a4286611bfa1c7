"""Measures and thresholds behave as their definitions say."""

import unittest

import numpy as np

from pipeline.metrics import auroc, group_counts, from_counts, paired_bootstrap, score
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

    def test_bootstrap_separates_a_better_tagger_and_not_an_equal_one(self) -> None:
        rng = np.random.default_rng(0)
        truth = rng.random((400, 5)) < 0.3
        groups = [f"g{i % 80}" for i in range(400)]
        noisy = truth ^ (rng.random(truth.shape) < 0.3)
        better = truth ^ (rng.random(truth.shape) < 0.1)
        a, b = (group_counts(truth, t, groups) for t in (better, noisy))
        mean, low, high = paired_bootstrap([a], [b], 200, 1)
        self.assertTrue(0 < low < mean < high)
        self.assertEqual(paired_bootstrap([b], [b], 50, 1), (0.0, 0.0, 0.0))


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
