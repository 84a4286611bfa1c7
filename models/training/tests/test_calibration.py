"""Scaling brings scores to observed shares, never changes their order, and is the same in the folded model."""

import unittest

import numpy as np
import torch

from pipeline.calibration import Scaling, calibration_error, cross_scaled, fit_scaling, fold, reliability
from pipeline.labels import WIDTH
from pipeline.members import mean_weights
from pipeline.model import ValueModel


def overconfident(rows: int, labels: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Truth drawn with the true log odds, scores from twice those log odds plus one."""
    rng = np.random.default_rng(seed)
    odds = rng.normal(-1.5, 1.0, (rows, labels))
    truth = (rng.random((rows, labels)) < 1 / (1 + np.exp(-odds))).astype(float)
    return truth, 1 / (1 + np.exp(-(2 * odds + 1))), np.ones((rows, labels))


class Calibration(unittest.TestCase):
    def test_overconfidence_is_found_and_taken_back(self) -> None:
        truth, scores, mask = overconfident(4000, 3)
        scaling = fit_scaling(truth, scores, mask)
        np.testing.assert_allclose(scaling.slope, 0.5, atol=0.06)
        np.testing.assert_allclose(scaling.shift, -0.5, atol=0.12)
        before = calibration_error(truth, scores, mask)
        self.assertLess(calibration_error(truth, scaling.apply(scores), mask), before / 4)

    def test_scaling_keeps_the_order_of_scores(self) -> None:
        truth, scores, mask = overconfident(300, 2)
        truth[:, 1] = 1 - truth[:, 1]
        scaled = fit_scaling(truth, scores, mask).apply(scores)
        for k in range(2):
            self.assertTrue((np.diff(scaled[np.argsort(scores[:, k]), k]) >= 0).all())

    def test_a_label_with_two_positives_keeps_nearly_its_scores(self) -> None:
        scores = np.full((40, 1), 0.05)
        truth = np.zeros((40, 1))
        truth[:2] = 1
        scaled = fit_scaling(truth, scores, np.ones_like(truth)).apply(scores)
        self.assertLess(abs(float(scaled[0, 0]) - 0.05), 0.03)

    def test_masked_rows_say_nothing(self) -> None:
        truth, scores, mask = overconfident(1000, 1)
        wrong = np.concatenate([truth, 1 - truth])
        half = np.concatenate([mask, np.zeros_like(mask)])
        twice = np.concatenate([scores, scores])
        self.assertEqual(fit_scaling(wrong, twice, half).slope[0], fit_scaling(truth, scores, mask).slope[0])
        self.assertAlmostEqual(calibration_error(wrong, twice, half), calibration_error(truth, scores, mask))

    def test_cross_scaling_uses_the_other_half_only(self) -> None:
        truth, scores, mask = overconfident(400, 1)
        half = np.arange(400) < 200
        first = cross_scaled(truth, scores, mask, half)
        truth[half] = 1 - truth[half]
        second = cross_scaled(truth, scores, mask, half)
        np.testing.assert_array_equal(first[half], second[half])
        self.assertGreater(np.abs(first[~half] - second[~half]).max(), 0.1)

    def test_bins_hold_all_cells_with_their_mean_score_and_share(self) -> None:
        bins = reliability(np.array([[1.0], [0.0], [1.0]]), np.array([[0.95], [0.93], [1.0]]), np.ones((3, 1)))
        self.assertEqual([n for n, _, _ in bins], [0] * 9 + [3])
        self.assertAlmostEqual(bins[9][1], 0.96)
        self.assertAlmostEqual(bins[9][2], 2 / 3)

    def test_the_folded_model_gives_scaled_logits(self) -> None:
        torch.manual_seed(0)
        model = ValueModel(layers=1).eval()
        torch.nn.init.normal_(model.head.weight)
        torch.nn.init.normal_(model.words.weight)
        ids, mask = torch.arange(6).view(1, 6), torch.ones(1, 6, dtype=torch.long)
        with torch.no_grad():
            plain = model(ids, mask).numpy()
            scaling = Scaling(np.linspace(0.5, 1.5, WIDTH), np.linspace(-1, 1, WIDTH))
            fold(model, scaling)
            np.testing.assert_allclose(model(ids, mask).numpy(), plain * scaling.slope + scaling.shift, atol=1e-4)


class Members(unittest.TestCase):
    def test_weights_are_averaged_and_whole_numbers_taken_from_the_first(self) -> None:
        one = {"weight": np.array([1.0, 2.0], np.float32), "zero": np.array(3, np.int32)}
        two = {"weight": np.array([3.0, 6.0], np.float32), "zero": np.array(9, np.int32)}
        mean = mean_weights([one, two])
        self.assertEqual(mean["weight"].tolist(), [2.0, 4.0])
        self.assertEqual((mean["zero"].item(), mean["zero"].dtype), (3, torch.int32))


if __name__ == "__main__":
    unittest.main()
