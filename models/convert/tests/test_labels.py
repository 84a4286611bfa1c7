"""Labels are found by name, whatever the spelling, and never guessed by position."""

import unittest

from convert.errors import ConversionError
from convert.labels import OwnLabel, check_width, label_ids, match, match_valences, taxonomies

REFINED = taxonomies()["schwartz-19"]


class Match(unittest.TestCase):
    def test_spellings_of_one_name_are_one_label(self) -> None:
        for name in ("Self-direction: thought", "self_direction_thought", "SELF DIRECTION THOUGHT", "self-direction-thought"):
            self.assertEqual(match([name], "schwartz-19"), ["self-direction-thought"])

    def test_the_order_is_the_models(self) -> None:
        turned = [REFINED[1], REFINED[0], *REFINED[2:]]
        self.assertEqual(match(turned, "schwartz-19")[:2], ["self-direction-action", "self-direction-thought"])

    def test_names_that_say_nothing_are_refused_with_what_to_do(self) -> None:
        with self.assertRaises(ConversionError) as refusal:
            match(["LABEL_0", "LABEL_1"], "mft-5")
        self.assertIn("--labels", refusal.exception.remedy)

    def test_a_map_gives_them_meaning(self) -> None:
        self.assertEqual(match(["LABEL_0", "LABEL_1"], "mft-5", {"LABEL_0": "care", "LABEL_1": "Purity"}), ["care", "sanctity"])

    def test_unknown_and_doubled_labels_are_refused(self) -> None:
        with self.assertRaisesRegex(ConversionError, "'Greed'"):
            match(["Care", "Greed"], "mft-5")
        with self.assertRaisesRegex(ConversionError, "same label: sanctity"):
            match(["Purity", "Sanctity"], "mft-5")

    def test_a_taxonomy_of_the_models_own(self) -> None:
        own = [OwnLabel("a", "Alpha"), OwnLabel("b", "Beta")]
        self.assertEqual(match(["beta", "ALPHA"], "own:greek", None, own), ["b", "a"])
        with self.assertRaisesRegex(ConversionError, "no taxonomy"):
            label_ids("greek")

    def test_valences_alternate(self) -> None:
        names = [f"{name} {valence}" for name in REFINED for valence in ("attained", "constrained")]
        self.assertEqual(match_valences(names, "schwartz-19"), match(REFINED, "schwartz-19"))
        for wrong in ([names[1], names[0], *names[2:]], [names[0], names[3], names[2], names[1]]):
            with self.assertRaises(ConversionError):
                match_valences(wrong, "schwartz-19")

    def test_a_count_that_is_not_the_width_is_refused(self) -> None:
        check_width(["a"], 1)
        with self.assertRaisesRegex(ConversionError, "2 outputs but names 1"):
            check_width(["a"], 2)


if __name__ == "__main__":
    unittest.main()
