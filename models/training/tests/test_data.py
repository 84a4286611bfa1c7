"""Cleaning, label ids, masks and splits of the data."""

import json
import tempfile
import unittest
from pathlib import Path

import numpy as np

from pipeline.clean import clean_reddit
from pipeline.data import MFRC_FILE, near_equal_groups, read_mfrc, read_touche, split_groups
from pipeline.labels import HEADS, MFT, MORAL_PRESENCE, SCHWARTZ_20, TOUCHE_54, WIDTH, kebab
from pipeline.synthetic import write_synthetic

FIXTURES = Path(__file__).parents[3] / "test" / "fixtures"


class Cleaning(unittest.TestCase):
    CASES = (
        ("two layers of escapes", "fish &amp;amp; chips, it&amp;#039;s &lt;3", "fish & chips, it's <3"),
        ("links keep their text", "see [the long report](https://example.org/a_b?c=1) first", "see the long report first"),
        ("bare addresses go", "look: https://example.org/x?y=1 now", "look: now"),
        ("quote markers go, quoted text stays", "&gt; you said this\n\nand I say that", "you said this and I say that"),
        ("nested quotes", "&gt;&gt; deep\n&gt; less", "deep less"),
        ("emphasis", "this is *very* **bold** and ***both*** and ~~gone~~ and _so_", "this is very bold and both and gone and so"),
        ("snake case is no emphasis", "call my_long_name twice", "call my_long_name twice"),
        ("arithmetic is no emphasis", "2 * 3 * 4 is 24", "2 * 3 * 4 is 24"),
        ("mentions", "ask /u/some_body or u/other-one", "ask someone or someone"),
        ("communities", "over at /r/gardening and r/tea", "over at gardening and tea"),
        ("invisible characters", "a\u200bb \ufeffc\u00adard", "ab card"),
        ("lists and headings", "# Title\n* one\n- two", "Title one two"),
        ("escaped punctuation", "five \\* six \\_ done", "five * six _ done"),
        ("code and superscript", "type `ls` ^(tiny) now", "type ls tiny now"),
        ("spoilers", "it was &gt;!the gardener!&lt; all along", "it was the gardener all along"),
        ("slashes in words are not communities", "either/or and his/her/their", "either/or and his/her/their"),
    )

    def test_each_kind_of_markup(self) -> None:
        for name, raw, plain in self.CASES:
            with self.subTest(name):
                self.assertEqual(clean_reddit(raw), plain)

    def test_the_page_cleans_alike(self) -> None:
        """The cases that hold the page's own cleaning to this one."""
        cases = json.loads((FIXTURES / "reddit-cleaning.json").read_text(encoding="utf-8"))
        self.assertGreaterEqual(len(cases), 30)
        for case in cases:
            with self.subTest(case["input"]):
                self.assertEqual(clean_reddit(case["input"]), case["output"])

    def test_cleaning_twice_changes_nothing_more(self) -> None:
        for _, raw, plain in self.CASES:
            if "\\" not in raw:
                self.assertEqual(clean_reddit(plain), plain)


class Labels(unittest.TestCase):
    def test_heads_fill_the_columns_without_gap_or_overlap(self) -> None:
        at = 0
        for head in HEADS:
            self.assertEqual(head.offset, at)
            at += len(head.ids)
        self.assertEqual(at, WIDTH)
        self.assertEqual([len(head.ids) for head in HEADS], [54, 20, 7, 1])

    def test_ids_are_kebab_case(self) -> None:
        self.assertEqual(kebab("Self-direction: thought"), "self-direction-thought")
        self.assertEqual(kebab("Have the own family secured"), "have-the-own-family-secured")
        self.assertEqual(MFT.ids[-1], "thin-morality")


class Tables(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name)
        write_synthetic(self.path)

    def tearDown(self) -> None:
        self.folder.cleanup()

    def test_arguments_know_nothing_about_foundations(self) -> None:
        table = read_touche(self.path, "training")
        self.assertEqual(table.mask[:, MFT.offset :].sum(), 0)
        self.assertTrue((table.mask[:, TOUCHE_54.columns] == 1).all())
        self.assertGreater(table.hard[:, SCHWARTZ_20.columns].sum(), 0)

    def test_quote_characters_are_text_in_arguments(self) -> None:
        self.assertIn('"bridge"', read_touche(self.path, "training").texts[0])

    def test_the_argument_form_holds_premise_stance_and_conclusion(self) -> None:
        table = read_touche(self.path, "validation")
        self.assertEqual(table.arguments[0], f"{table.texts[0]} | in favor of: We should open the bridge")

    def test_test_splits_are_refused(self) -> None:
        with self.assertRaises(ValueError):
            read_touche(self.path, "test")

    def test_comments_know_nothing_about_values(self) -> None:
        table = read_mfrc(self.path / MFRC_FILE)
        self.assertEqual(table.mask[:, : MFT.offset].sum(), 0)
        self.assertEqual(table.hard[:, : MFT.offset].sum(), 0)

    def test_presence_is_yes_no_or_unsure(self) -> None:
        path = self.path / "few.tsv"
        columns = ("Equality", "Care", "Non-Moral", "Authority", "Thin Morality", "Loyalty", "Proportionality", "Purity")
        cases = [
            ({"Care": 2, "Non-Moral": 1}, 1, 1), ({"Thin Morality": 3}, 1, 1), ({"Non-Moral": 2, "Care": 1}, 1, 0),
            ({"Care": 1, "Loyalty": 1, "Non-Moral": 1}, 0, 0), ({"Care": 2, "Non-Moral": 2}, 1, 1),
        ]
        lines = ["\t".join(("ID", "text", *columns))]
        lines += ["\t".join((str(i), f"text {i}", *(str(c.get(x, 0)) for x in columns))) for i, (c, _, _) in enumerate(cases)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        table = read_mfrc(path)
        k = MORAL_PRESENCE.offset
        self.assertEqual(table.mask[:, k].tolist(), [known for _, known, _ in cases])
        self.assertEqual(table.hard[:, k].tolist(), [yes for _, _, yes in cases])

    def test_near_equal_texts_share_a_group_and_stay_on_one_side(self) -> None:
        long = "the committee met on tuesday to talk about the new bridge over the old river in town"
        texts = [long, long.upper() + "!", long + " again", "something else entirely was said on that day by them"]
        groups = near_equal_groups(texts)
        self.assertEqual(len(set(groups[:3])), 1)
        self.assertNotEqual(groups[0], groups[3])
        names = [f"g{i // 3}" for i in range(300)]
        kept, held = split_groups(names, 0.15, 1)
        self.assertFalse({names[i] for i in kept} & {names[i] for i in held})
        self.assertAlmostEqual(len(held) / 300, 0.15, delta=0.02)
        np.testing.assert_array_equal(held, split_groups(names, 0.15, 1)[1])


if __name__ == "__main__":
    unittest.main()
