"""Figures of robustness against such that were computed by hand."""

import unittest
from unittest import mock

import numpy as np

from pipeline import robustness
from pipeline.labels import MFT, SCHWARTZ_20, WIDTH
from pipeline.perturb import KINDS, RULES, Pair
from pipeline.templates import Filled

LIMITS = np.full(WIDTH, 0.5)
FIRST = SCHWARTZ_20.columns.start


def rows(*tags: dict[int, float]) -> np.ndarray:
    """Scores [n, 82]: zero, apart from the given values of the Schwartz head's columns."""
    out = np.zeros((len(tags), WIDTH))
    for row, given in zip(out, tags, strict=True):
        for label, p in given.items():
            row[FIRST + label] = p
    return out


class Compare(unittest.TestCase):
    def test_lost_gained_kept_and_clear_changes(self) -> None:
        before = rows({0: 0.9, 1: 0.51}, {2: 0.8}, {}, {3: 0.7})
        after = rows({0: 0.9, 1: 0.49}, {4: 0.8}, {}, {3: 0.6})
        m = robustness.compare(before, after, LIMITS, SCHWARTZ_20)
        self.assertEqual(m["pairs"], 4)
        self.assertEqual(m["tags"], 1.0)  # 2 + 1 + 0 + 1 tags on four texts
        self.assertEqual(m["changed"], 0.5)  # the first and the second
        self.assertEqual(m["changedClearly"], 0.25)  # the first moved by .02 only
        self.assertEqual((m["lost"], m["gained"]), (0.5, 0.25))
        self.assertEqual(m["kept"], 0.5)  # (1/2 + 0/1 + 1/1) / 3; the third has no tags
        self.assertEqual(m["meanChange"], round((0.02 + 0.8 + 0.8 + 0.1) / 80, 4))

    def test_a_head_without_any_tag_has_no_share_of_kept_tags(self) -> None:
        m = robustness.compare(rows({0: 0.9}), rows({}), LIMITS, MFT)
        self.assertIsNone(m["kept"])
        self.assertEqual((m["changed"], m["meanChange"]), (0.0, 0.0))

    def test_a_score_at_the_threshold_is_a_tag(self) -> None:
        self.assertEqual(robustness.compare(rows({0: 0.5}), rows({0: 0.5}), LIMITS, SCHWARTZ_20)["tags"], 1.0)


def shouting(texts: list[str]) -> np.ndarray:
    """Scores of a model that hears achievement in capitals, and in women's names ten per cent more of it."""
    out = np.zeros((len(texts), WIDTH))
    for row, text in zip(out, texts, strict=True):
        row[FIRST + 4] = 0.9 if text.isupper() else 0.3 if "Emily" in text else 0.2
    return out


class Measure(unittest.TestCase):
    def test_only_the_change_that_the_model_minds_moves_tags(self) -> None:
        asked: list[list[str]] = []
        found = robustness.measure(lambda texts: asked.append(texts) or shouting(texts), LIMITS, ["Work hard, and win.", "NO"])  # type: ignore[func-returns-value]
        self.assertEqual(list(found["sentences"]), list(KINDS))
        loud = found["sentences"]["upper-case"]["schwartz-20"]
        self.assertEqual((loud["changed"], loud["gained"], loud["lost"], loud["kept"]), (1.0, 1.0, 0.0, 0.0))
        self.assertEqual(loud["meanChange"], round(0.7 / 20, 4))
        self.assertEqual(found["sentences"]["spelling"]["schwartz-20"]["changed"], 0.0)
        self.assertEqual(found["sentences"]["upper-case"]["mft"]["changed"], 0.0)
        self.assertEqual(found["texts"]["texts"], 2)
        kinds = found["texts"]["kinds"]
        self.assertEqual({kind: kinds[kind]["mft"]["pairs"] for kind in kinds},
                         {"upper-case": 1, "lower-case": 2, "no-punctuation": 1, "typos": 1, "neutral-prefix": 2})
        self.assertEqual(kinds["lower-case"]["schwartz-20"]["lost"], 0.5)
        self.assertLessEqual(set(kinds), set(RULES))
        self.assertEqual(len(asked), 1)
        self.assertEqual(len(asked[0]), len(set(asked[0])), "no text is scored twice")

    def test_without_texts_there_are_no_figures_on_texts(self) -> None:
        self.assertNotIn("texts", robustness.measure(shouting, LIMITS))

    def test_the_difference_between_two_groups_is_the_first_minus_the_second(self) -> None:
        pairs = [Filled("{name} won", 0, "female", "Emily won"), Filled("{name} won", 0, "male", "Omar won"),
                 Filled("{name} lost", 0, "female", "Mei lost"), Filled("{name} lost", 0, "male", "Jun lost")]
        known = dict(zip((one.text for one in pairs), shouting([one.text for one in pairs])))
        found = robustness._between(pairs, known)
        self.assertEqual((found["templates"], found["textsPerGroup"]), (2, 2))
        self.assertEqual(list(found["differences"]), ["female − male"])
        self.assertEqual(found["differences"]["female − male"]["schwartz-20"]["achievement"], 0.05)
        self.assertEqual(found["differences"]["female − male"]["schwartz-20"]["face"], 0.0)

    def test_each_of_several_groups_is_held_against_their_mean(self) -> None:
        texts = [Filled("{name}", 0, group, text) for group, text in (("a", "Emily"), ("b", "Omar"), ("c", "Jun"))]
        known = dict(zip((one.text for one in texts), shouting([one.text for one in texts])))
        differences = robustness._between(texts, known)["differences"]
        self.assertEqual([differences[g]["schwartz-20"]["achievement"] for g in "abc"], [0.0667, -0.0333, -0.0333])


class Section(unittest.TestCase):
    def test_the_tables_name_every_kind_head_and_origin(self) -> None:
        found = robustness.measure(shouting, LIMITS, ["Work hard, and win."])
        text = "\n".join(robustness.section(found))
        count = found["sentences"]["upper-case"]["mft"]["pairs"]
        self.assertIn(f"| upper-case | {count} | 100.0 % | 100.0 % | 0.00 | 1.00 | 0.0 % | 0.035 |", text)
        self.assertIn("`schwartz-20`, 1 premises", text)
        for kind in KINDS:
            self.assertIn(f"| {kind} | ", text)
        for origin in found["fairness"]["origin"]["differences"]:
            self.assertIn(f"| {origin} | ", text)
        self.assertRegex(text, r"`schwartz-20`: achievement \| \+0\.0\d\d")
        self.assertNotIn("Capitals make no difference", text)

    def test_it_is_said_that_capitals_make_no_difference_where_that_was_measured(self) -> None:
        found = robustness.measure(lambda texts: np.full((len(texts), WIDTH), 0.25), LIMITS)
        self.assertIn("Capitals make no difference", "\n".join(robustness.section(found)))

    def test_a_malformed_table_is_refused_with_file_and_line(self) -> None:
        with mock.patch("pathlib.Path.read_text", return_value="kind\toriginal\tchanged\ntypos\tone\n"):
            with self.assertRaisesRegex(ValueError, r"pairs\.tsv, line 2: a row must have 3 fields"):
                robustness.read_pairs()


if __name__ == "__main__":
    unittest.main()
