"""Other wordings of training texts."""

import random
import unittest

from pipeline.alter import altered, other_gender, versions
from pipeline.perturb import all_pairs, neutral_prefix

TEXT = "Schools should teach children how to save money before they need it."


class Alter(unittest.TestCase):
    def test_genders_change_places_and_keep_their_capitals(self) -> None:
        self.assertEqual(other_gender("He asked his mother, and SHE said no."), "She asked her father, and HE said no.")
        self.assertEqual(other_gender("The theme of the manual."), "The theme of the manual.")

    def test_the_same_seed_gives_the_same_versions_and_versions_differ(self) -> None:
        one, two = versions([TEXT], 4, 1), versions([TEXT], 4, 1)
        self.assertEqual(one, two)
        self.assertGreater(len({texts[0] for texts in one}), 1)
        self.assertNotEqual(one, versions([TEXT], 4, 2))

    def test_every_kind_of_change_occurs_and_most_words_stay(self) -> None:
        rng = random.Random(0)
        found = [altered(TEXT, rng) for _ in range(300)]
        self.assertTrue(any(text.endswith(TEXT[1:]) and text != TEXT for text in found), "a speaker before it")
        self.assertIn(TEXT.rstrip("."), found, "without punctuation")
        self.assertTrue(any(len(text.split()) == len(TEXT.split()) and text not in (TEXT, TEXT[:-1]) for text in found), "a slip")
        for text in found:
            kept = sum(word in text.lower() for word in TEXT.lower().strip(".").split())
            self.assertGreaterEqual(kept, 6, text)

    def test_odd_texts_do_no_harm(self) -> None:
        for text in ("", " ", "a", "?!", "🙂", "ÄÖÜ ß"):
            self.assertIsInstance(altered(text, random.Random(1)), str)

    def test_no_prefix_of_the_test_is_trained_on(self) -> None:
        trained = {text[: len(text) - len(TEXT) + 1] for text in (altered(TEXT, random.Random(k)) for k in range(500)) if text.endswith(TEXT[1:])}
        tested = {pair.changed for pair in all_pairs() if pair.kind == "neutral-prefix"}
        self.assertGreater(len(trained), 8)
        for prefix in trained:
            opening = prefix[:-1].strip()
            if opening:
                self.assertFalse(any(text.startswith(opening) for text in tested), opening)
        self.assertIsNotNone(neutral_prefix(TEXT))


if __name__ == "__main__":
    unittest.main()
