"""Made-up neutral sentences stay apart from the reserved test, and tags on neutral text are counted."""

import re
import unittest

import numpy as np

from pipeline.evaluate import tagged_shares
from pipeline.labels import HEADS, WIDTH
from pipeline.make import NEUTRAL_SEED, NEUTRAL_TEST
from pipeline.neutral import neutral_sentences
from pipeline.perturb import all_pairs
from pipeline.train import Recipe


def runs(text: str, size: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}


class Neutral(unittest.TestCase):
    made = neutral_sentences(Recipe().neutral_rows, NEUTRAL_SEED)
    reserved = NEUTRAL_TEST.read_text(encoding="utf-8").splitlines()

    def test_the_same_seed_gives_the_same_different_sentences(self) -> None:
        self.assertEqual(self.made[:50], neutral_sentences(50, NEUTRAL_SEED))
        self.assertEqual(len(set(self.made)), len(self.made))
        self.assertFalse([text for text in self.made if "{" in text])

    def test_the_reserved_test_has_at_least_two_hundred_different_sentences(self) -> None:
        self.assertGreaterEqual(len(set(self.reserved)), 200)

    def test_no_made_up_sentence_shares_four_words_in_a_row_with_the_reserved_test(self) -> None:
        kept = set().union(*(runs(text, 4) for text in self.reserved))
        self.assertFalse({run for text in self.made for run in runs(text, 4)} & kept)

    def test_no_made_up_sentence_shares_four_words_in_a_row_with_the_test_of_small_changes(self) -> None:
        kept = {run for pair in all_pairs() for text in (pair.original, pair.changed) for run in runs(text, 4)}
        self.assertFalse({run for text in self.made for run in runs(text, 4)} & kept)

    def test_sentences_with_any_tag_are_counted_per_head(self) -> None:
        scores = np.zeros((4, WIDTH))
        scores[0, 54:57] = scores[2, 60] = 0.9
        shares = tagged_shares(scores, np.full(WIDTH, 0.5))
        self.assertEqual(shares["schwartz-20"], {"anyTag": 0.5, "tagsPerSentence": 1.0})
        self.assertEqual(shares["mft"]["anyTag"], 0.0)
        self.assertEqual([name for name in shares if name != "sentences"], [head.id for head in HEADS])


if __name__ == "__main__":
    unittest.main()
