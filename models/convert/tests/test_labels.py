"""Labels are found by name, whatever the spelling, and never guessed by position."""

import unittest

from convert.errors import ConversionError
from convert.labels import OwnLabel, check_width, label_ids, match, match_valences, present_of, taxonomies

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

    def test_names_in_any_script_are_told_apart(self) -> None:
        own = [OwnLabel("a", "思いやり"), OwnLabel("b", "公正"), OwnLabel("c", "Забота"), OwnLabel("d", "ก่า"), OwnLabel("e", "กา"),
               OwnLabel("f", "+"), OwnLabel("g", "-")]
        names = ["公正", "思いやり", "ЗАБОТА", "กา", "ก่า", "-", "+"]
        self.assertEqual(match(names, "own:x", None, own), ["b", "a", "c", "e", "d", "g", "f"])

    def test_valences_alternate(self) -> None:
        names = [f"{name} {valence}" for name in REFINED for valence in ("attained", "constrained")]
        self.assertEqual(match_valences(names, "schwartz-19"), match(REFINED, "schwartz-19"))
        for wrong in ([names[1], names[0], *names[2:]], [names[0], names[3], names[2], names[1]]):
            with self.assertRaises(ConversionError) as refusal:
                match_valences(wrong, "schwartz-19")
            self.assertIn("Do not rename", refusal.exception.remedy)

    def test_valences_that_the_names_do_not_tell_need_names_from_the_card(self) -> None:
        with self.assertRaises(ConversionError) as refusal:
            match_valences([f"LABEL_{n}" for n in range(38)], "schwartz-19")
        self.assertIn("--labels", refusal.exception.remedy)
        given = {f"label {n}": f"{REFINED[n // 2]} {('attained', 'constrained')[n % 2]}" for n in range(38)}
        self.assertEqual(match_valences([f"LABEL_{n}" for n in range(38)], "schwartz-19", given)[0], "self-direction-thought")

    def test_of_two_outputs_the_names_tell_which_means_present(self) -> None:
        known = label_ids("mft-5")
        for names, place in ((["absent", "present"], 1), (["Care", "non-care"], 0), (["not_care", "Care"], 1), (["YES", "No"], 0)):
            self.assertEqual(present_of(names, "care", known), place, names)
        for names in (["LABEL_0", "LABEL_1"], ["absent", "Fairness"], ["no", "none"], ["Care", "Care"], ["no", "Care", "yes"]):
            with self.assertRaisesRegex(ConversionError, "which of two means"):
                present_of(names, "care", known)

    def test_a_count_that_is_not_the_width_is_refused(self) -> None:
        check_width(["a"], 1)
        with self.assertRaisesRegex(ConversionError, "2 outputs but names 1"):
            check_width(["a"], 2)


if __name__ == "__main__":
    unittest.main()
