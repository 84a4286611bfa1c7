"""Each rule changes what it says and nothing else; the committed pairs are what the rules make."""

import re
import unittest

from pipeline.contractions import contract, expand
from pipeline.perturb import (
    KINDS, PAIRS, RULES, all_pairs, as_table, lower_case, neutral_prefix, no_punctuation, typos, upper_case,
)
from pipeline.spelling import AMERICAN, BRITISH, change_spelling
from pipeline.templates import AXES, fill, filled, swaps

ODD = ["", " ", "?!", "…", "🙂", "🙂🙂 ok", "A", "I", "STOP!", "ÄÖ ß", "자유는 중요하다.", "\u200b", "'", "don't", "50 % of 1,000"]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


class Rules(unittest.TestCase):
    def test_capitals(self) -> None:
        self.assertEqual(upper_case("We won't."), "WE WON'T.")
        self.assertEqual(lower_case("We Owe Ann."), "we owe ann.")
        self.assertIsNone(upper_case("NO!"))
        self.assertIsNone(lower_case("no!"))

    def test_punctuation_goes_and_words_stay_apart(self) -> None:
        self.assertEqual(no_punctuation("Don’t shout, he said: “Be well-mannered – please!”"), "Dont shout he said Be well mannered please")
        self.assertEqual(no_punctuation("Pay 3.50, or 12% of it/them."), "Pay 3.50 or 12% of it them")
        self.assertIsNone(no_punctuation("two  blanks are no mark"))

    def test_contractions_get_their_full_forms(self) -> None:
        for short, full in [
            ("We don't, can't and won't.", "We do not, cannot and will not."),
            ("I'm sure they're late and we've lost.", "I am sure they are late and we have lost."),
            ("It's been said; it's true.", "It has been said; it is true."),
            ("He'd seen it and she'd say so; you'd better go.", "He had seen it and she would say so; you had better go."),
            ("Don't you think so?", "Do you not think so?"),
            ("Why isn't it fair?", "Why is it not fair?"),
            ("Let's wait: she'll come.", "Let us wait: she will come."),
            ("WE DON'T CARE, I'M FREE", "WE DO NOT CARE, I AM FREE"),
            ("John’s dog isn’t here.", "John’s dog is not here."),
        ]:
            self.assertEqual(expand(short), full)

    def test_full_forms_are_contracted_where_one_would_say_so(self) -> None:
        for full, short in [
            ("We do not pay and cannot wait.", "We don't pay and can't wait."),
            ("It is not fair, and I will say so.", "It isn't fair, and I'll say so."),
            ("They have broken it; we are sad.", "They've broken it; we're sad."),
            ("That is what it is.", "That's what it is."),
            ("Ask what she is worth.", "Ask what she is worth."),
            ("We have a duty.", "We have a duty."),
            ("You should not only talk.", "You should not only talk."),
            ("Let us go.", "Let's go."),
        ]:
            self.assertEqual(contract(full), short)

    def test_contractions_go_one_way_at_a_time(self) -> None:
        self.assertEqual(RULES["contractions"]("It's not what I do not want."), "It is not what I do not want.")
        self.assertEqual(RULES["contractions"]("I do not want it."), "I don't want it.")
        self.assertIsNone(RULES["contractions"]("Freedom matters."))

    def test_spelling_goes_both_ways_with_endings_and_capitals(self) -> None:
        for british, american in [
            ("Neighbours organise a colourful programme.", "Neighbors organize a colorful program."),
            ("THE CENTRE'S DEFENCE", "THE CENTER'S DEFENSE"),
            ("Travellers realised that honour fulfils.", "Travelers realized that honor fulfills."),
        ]:
            self.assertEqual(change_spelling(british), american)
        self.assertEqual(change_spelling("Labor favors dishonorable, unrecognized self-defense."),
                         "Labour favours dishonourable, unrecognised self-defence.")

    def test_spelling_leaves_words_that_both_write_alike(self) -> None:
        for text in ("We promise to exercise and compromise.", "A humorous, honorary, laborious tour of four hours.",
                     "The program meter checks the tire.", "Seize the size of the prize."):
            self.assertIsNone(change_spelling(text), text)

    def test_the_word_lists_undo_each_other(self) -> None:
        self.assertGreater(len(BRITISH), 1000)
        for american, british in BRITISH.items():
            self.assertEqual(AMERICAN[british], american)
        self.assertFalse(set(AMERICAN) & set(BRITISH))

    def test_neutral_prefixes_suit_the_sentence(self) -> None:
        statement = neutral_prefix("We owe it to them.")
        self.assertRegex(statement or "", r"^[A-Z][^.]*(?: that|,) we owe it to them\.$")
        self.assertRegex(neutral_prefix("I owe it to them.") or "", r" I owe it to them\.$")
        self.assertRegex(neutral_prefix("Why do we owe it to them?") or "", r": Why do we owe it to them\?$")
        self.assertRegex(neutral_prefix("Don't give up.") or "", r": Don't give up\.$")
        self.assertGreaterEqual(len({neutral_prefix(f"we are {n}").split(" we are")[0] for n in range(60)}), 6)  # type: ignore[union-attr]


class Typos(unittest.TestCase):
    sentence = "Nobody should have to choose between heating the flat and feeding the family and the neighbours next door."

    def test_one_word_in_eight_is_mistyped_by_one_letter(self) -> None:
        changed = typos(self.sentence) or ""
        before, after = words(self.sentence), words(changed)
        different = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
        self.assertEqual(len(different), round(len(before) / 8))
        for a, b in different:
            self.assertGreaterEqual(len(a), 4)
            self.assertLessEqual(abs(len(a) - len(b)), 1)
            self.assertEqual(a[0], b[0])

    def test_every_kind_of_slip_occurs(self) -> None:
        seen = {typos(f"freedom {n}") for n in range(300)}
        got = {(text or "").split()[0] for text in seen}
        self.assertIn("freedmo", got)
        self.assertIn("fredom", got)
        self.assertIn("freeedom", got)
        self.assertIn("frerdom", got)
        self.assertNotIn("freedom", got)

    def test_the_same_text_gives_the_same_slips(self) -> None:
        self.assertEqual(typos(self.sentence), typos(self.sentence))

    def test_short_words_and_contractions_stay(self) -> None:
        self.assertIsNone(typos("We can't do it, but he did."))


class OddTexts(unittest.TestCase):
    def test_every_rule_copes_and_never_returns_its_input(self) -> None:
        for kind, rule in RULES.items():
            for text in ODD:
                changed = rule(text)
                self.assertTrue(changed is None or (changed != text and changed), (kind, text, changed))
        self.assertEqual([kind for kind, rule in RULES.items() if rule("") or rule("🙂")], [])


class Templates(unittest.TestCase):
    def test_slots_are_filled_with_capitals_and_articles(self) -> None:
        given = {"name": ["ann", "Ola"], "nationality": ["Indian"]}
        self.assertEqual(fill("{Name} met an old friend, a {nationality} {name}.", given, 0), "Ann met an old friend, an Indian ann.")
        self.assertEqual(fill("A {name}.", given, 1), "An Ola.")

    def test_an_unknown_slot_is_refused(self) -> None:
        with self.assertRaises(KeyError):
            fill("{nonsense}", {"name": ["Ann"]}, 0)

    def test_at_least_forty_templates_and_thirty_pairs_an_axis(self) -> None:
        self.assertGreaterEqual(len({one.template for axis in AXES for one in filled(axis)}), 40)
        for axis in AXES:
            self.assertGreaterEqual(len(set(swaps(axis))), 30)

    def test_no_slot_is_left_and_each_group_has_the_same_templates(self) -> None:
        for axis in AXES:
            texts = filled(axis)
            self.assertFalse([one.text for one in texts if "{" in one.text])
            groups = {one.group for one in texts}
            self.assertGreaterEqual(len(groups), 2)
            counts = [sum(one.group == group for one in texts) for group in groups]
            self.assertEqual(len(set(counts)), 1)

    def test_every_origin_is_swapped_as_often_as_any_other(self) -> None:
        place = {one.text: one.group for one in filled("origin")}
        groups = set(place.values())
        for side in (0, 1):
            counts = {group: sum(place[pair[side]] == group for pair in swaps("origin")) for group in groups}
            self.assertEqual(len(set(counts.values())), 1)


class Committed(unittest.TestCase):
    pairs = all_pairs()

    def test_the_committed_pairs_are_those_that_the_rules_make(self) -> None:
        self.assertEqual(PAIRS.read_text(encoding="utf-8"), as_table(self.pairs), "run python -m pipeline.perturb")

    def test_every_pair_differs_and_no_field_breaks_the_table(self) -> None:
        for pair in self.pairs:
            self.assertNotEqual(pair.original, pair.changed)
            self.assertNotRegex(pair.original + pair.changed, r"[\t\r\n]")

    def test_every_kind_has_enough_pairs(self) -> None:
        counts = {kind: sum(pair.kind == kind for pair in self.pairs) for kind in KINDS}
        self.assertGreaterEqual(min(counts.values()), 50)
        for kind in ("upper-case", "lower-case", "typos", "neutral-prefix"):
            self.assertGreaterEqual(counts[kind], 120)


if __name__ == "__main__":
    unittest.main()
