"""Every recipe runs on a tiny model with the published configuration class, heads and label names; refusals say why."""

import json
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

from convert.__main__ import main
from convert.errors import ConversionError
from convert.labels import taxonomies
from convert.make import make
from convert.quiet import quiet
from convert.recipes import FOLDER, load, parse
from convert.tiny import save_tiny

NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
REFINED = list(taxonomies()["schwartz-19"])
HUB = {
    "adam-smith-deberta": ("deberta", [f"LABEL_{n}" for n in range(20)], None),
    "context-rag-deberta-v3": ("deberta-v3", REFINED, "multi_label_classification"),
    "deberta-value-detection": ("deberta-v3", REFINED, None),
    "deberta-v3-base-zeroshot": ("deberta-v3", ["entailment", "not_entailment"], None),
    "deberta-v3-xsmall-zeroshot": ("deberta-v3", ["entailment", "not_entailment"], None),
    "deberta-value-stance": ("deberta-v3", ["attained", "constrained"], None),
    "mformer": ("roberta", ["LABEL_0", "LABEL_1"], None),
    "mmads-moral-foundations": ("roberta", [f"LABEL_{n}" for n in range(10)], None),
    "moralbert": ("bert", ["LABEL_0", "LABEL_1"], None),
    "valueeval24-bert-baseline": ("bert", [f"LABEL_{n}" for n in range(38)], None),
    "xtremedistil-zeroshot": ("bert", ["entailment", "not_entailment"], None),
}
"""Kind, names of the outputs and problem_type as published, as far as known."""


class Recipes(unittest.TestCase):
    def setUp(self) -> None:
        quiet()
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def save(self, name: str, kind: str, names: list[str], problem: str | None, **more: object) -> str:
        return str(save_tiny(self.folder / name, kind, names, name, problem, **more))

    def test_every_recipe_is_tried(self) -> None:
        self.assertEqual(NAMES, sorted(HUB))

    def test_every_recipe_makes_a_bundle_of_a_tiny_model_of_its_kind(self) -> None:
        for name in NAMES:
            with self.subTest(name):
                recipe = load(name)
                kind, names, problem = HUB[name]
                places = [
                    self.save(f"{name}-{n}", kind, names, problem, head=recipe.head,
                              head_options=dict(recipe.head_options), tokens=64, layers=1)
                    for n in range(len(recipe.models))
                ]
                small = replace(recipe, models=tuple(places), encoder=recipe.encoder and places[0], max_tokens=64)
                manifest = make(small, self.folder / "out").manifest
                self.assertEqual(manifest["licence"]["spdx"], recipe.licence)
                head = manifest["heads"][0]
                labels = [label["id"] for label in head["labels"]]
                self.assertEqual(len(set(labels)), len(labels))
                if recipe.taxonomy.startswith("own:"):
                    self.assertEqual(set(labels), {label.id for label in recipe.own_labels})
                    self.assertTrue(all(label["name"] for label in head["labels"]))
                    for known in (recipe.crosswalk or {"map": {}})["map"].values():
                        self.assertIn(known, ("care", "fairness", "loyalty", "authority", "sanctity"))
                else:
                    self.assertEqual(len(labels), len(taxonomies()[recipe.taxonomy]))
                if name == "adam-smith-deberta":
                    self.assertEqual({label["threshold"] for label in head["labels"]}, {0.25})
                    self.assertEqual(head["thresholdSource"], "fitted")

    def test_outputs_without_meaning_and_without_map_are_refused(self) -> None:
        place = self.save("nameless", "bert", ["LABEL_0", "LABEL_1"], "multi_label_classification")
        self.assertRefused(r"'LABEL_0', which does not say", place, taxonomy="mft-5")

    def test_a_missing_activation_is_refused(self) -> None:
        place = self.save("silent", "bert", ["Care", "Fairness"], None)
        self.assertRefused("no problem_type", place, taxonomy="mft-5")

    def test_another_architecture_than_the_recipes_is_refused(self) -> None:
        place = self.save("other", "bert", ["Care"], "multi_label_classification")
        self.assertRefused("the recipe is for 'roberta'", place, taxonomy="mft-5", architecture="roberta")

    def test_a_list_of_labels_of_another_length_is_refused(self) -> None:
        place = self.save("short", "bert", ["LABEL_0", "LABEL_1"], "multi_label_classification")
        self.assertRefused("2 outputs but names 5", place, taxonomy="mft-5", labelNames=list(taxonomies()["mft-5"]))

    def test_more_tokens_than_positions_are_refused(self) -> None:
        place = self.save("long", "bert", ["Care"], "multi_label_classification")
        self.assertRefused("positions for 64", place, taxonomy="mft-5", maxTokens=512)

    def test_a_head_that_the_weights_lack_is_refused_and_names_what_there_is(self) -> None:
        place = self.save("headless", "bert", ["LABEL_0", "LABEL_1"], None, head="cls-linear")
        self.assertRefused("no invariant_trans.weight", place, taxonomy="own:x", head="moralbert",
                           output="pair", partLabels=["A"], ownLabels=[{"id": "a", "name": "A"}])

    def test_the_command_line_makes_a_bundle_and_explains_a_refusal(self) -> None:
        place = self.save("cli", "electra", ["care", "fairness", "loyalty", "authority", "purity"], None)
        out = self.folder / "bundle"
        base = ["--model", place, "--out", str(out), "--taxonomy", "mft-5", "--licence", "MIT", "--credit", "nobody",
                "--languages", "en"]
        self.assertEqual(main(base), 1)
        self.assertFalse(out.exists())
        thresholds = self.folder / "thresholds.json"
        thresholds.write_text(json.dumps(dict.fromkeys(("care", "fairness", "loyalty", "authority", "sanctity"), 0.3)))
        self.assertEqual(main([*base, "--activation", "sigmoid", "--thresholds", str(thresholds), "--with-f16"]), 0)
        manifest = json.loads((out / "manifest.json").read_text())
        self.assertEqual(sorted(manifest["graphs"]), ["wasm", "webgpu", "webgpu-f16"])
        self.assertEqual(manifest["heads"][0]["thresholdSource"], "fitted")
        self.assertEqual(manifest["source"]["model"], "cli")
        self.assertEqual(main(["--model", place, "--out", str(out)]), 1)

    def assertRefused(self, reason: str, place: str, **fields: object) -> None:
        recipe = parse({"models": [place], "title": "t", "licence": {"spdx": "MIT", "credit": ["c"]},
                        "languages": ["en"], "trainingDomain": ["d"], **fields}, "test")
        with self.assertRaisesRegex(ConversionError, reason):
            make(recipe, self.folder / "refused")
        self.assertFalse((self.folder / "refused").exists())


if __name__ == "__main__":
    unittest.main()
