"""Every recipe runs on a tiny model with the published configuration class, heads and label names; refusals say why."""

import json
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.torch import load_file, save_file
from torch import Tensor

from convert.__main__ import main
from convert.errors import ConversionError
from convert.labels import taxonomies
from convert.make import make
from convert.quiet import quiet
from convert.recipes import FOLDER, Recipe, load, parse
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

    def test_weights_that_the_checkpoint_lacks_are_never_made_up(self) -> None:
        place = self.save("encoder", "bert", ["Care"], "multi_label_classification")
        tensors = self.tensors(place)
        self.write(place, {name: tensor for name, tensor in tensors.items() if name != "classifier.weight"})
        self.assertRefused(r"lacks 1 tensors of a BertForSequenceClassification: classifier\.weight", place, taxonomy="mft-5")
        self.write(place, {name.replace("classifier.", "head."): tensor for name, tensor in tensors.items()})
        self.assertRefused(r"Not used were: head\.bias, head\.weight", place, taxonomy="mft-5")

    def test_weights_of_another_width_than_the_configuration_are_refused(self) -> None:
        place = self.save("wide", "bert", ["Care"], "multi_label_classification")
        config = json.loads((Path(place) / "config.json").read_text())
        (Path(place) / "config.json").write_text(json.dumps(config | {"id2label": {"0": "Care", "1": "Fairness"}}))
        self.assertRefused("could not be read", place, taxonomy="mft-5")

    def test_tensors_that_a_head_of_its_own_does_not_use_are_refused_unless_the_recipe_names_them(self) -> None:
        place = self.save("deep", "bert", ["Care"], "multi_label_classification", head="cls-linear")
        tensors = self.tensors(place)
        hidden = {"hidden_layers.0.weight": tensors["bert.encoder.layer.0.attention.self.query.weight"].clone(),
                  "hidden_layers.0.bias": tensors["bert.encoder.layer.0.attention.self.query.bias"].clone()}
        self.write(place, tensors | hidden)
        self.assertRefused(r"2 tensors that neither .*hidden_layers\.0", place, taxonomy="mft-5", head="cls-linear")
        used = self.converted(place, taxonomy="mft-5", head="pooled-linear")
        self.assertEqual(used["heads"][0]["labels"][0]["id"], "care")
        self.converted(place, taxonomy="mft-5", head="cls-linear", headOptions={"unused": ["hidden_layers."]})
        more = {"bert.encoder.layer.9.output.dense.bias": tensors["bert.encoder.layer.0.output.dense.bias"].clone()}
        self.write(place, tensors | more)
        self.assertRefused(r"1 tensors that neither .*layer\.9", place, taxonomy="mft-5", head="cls-linear")

    def test_a_member_of_a_family_is_read_by_the_names_of_its_outputs(self) -> None:
        fields = {"taxonomy": "mft-5", "output": "pair", "partLabels": ["Care"]}
        silent = self.save("silent-pair", "bert", ["LABEL_0", "LABEL_1"], "single_label_classification")
        self.assertRefused("which of two means", silent, **fields)
        after = self.scores(self.converted(silent, **fields, labelNames=["absent", "present"]))
        before = self.scores(self.converted(silent, **fields, labelNames=["present", "absent"]))
        np.testing.assert_allclose(after, 1 - before, atol=1e-5)
        turned = self.save("silent-pair", "bert", ["care", "not care"], "single_label_classification")
        np.testing.assert_allclose(self.scores(self.converted(turned, **fields)), before, atol=1e-5)
        other = self.save("other-pair", "bert", ["no", "fairness"], "single_label_classification")
        self.assertRefused("which of two means", other, **fields)

    def test_an_activation_against_the_configuration_is_pointed_out(self) -> None:
        place = self.save("against", "bert", ["Care", "Fairness"], "multi_label_classification")
        against = self.converted(place, taxonomy="mft-5", activation="softmax")
        self.assertRegex(" ".join(against["notes"]), "read with softmax, and its config.json says multi_label_classification")
        self.assertNotIn("notes", self.converted(place, taxonomy="mft-5", activation="sigmoid"))

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

    def tensors(self, place: str) -> dict[str, Tensor]:
        return load_file(Path(place) / "model.safetensors")

    def write(self, place: str, tensors: dict[str, Tensor]) -> None:
        save_file(tensors, Path(place) / "model.safetensors", {"format": "pt"})

    def recipe(self, place: str, **fields: object) -> Recipe:
        return parse({"models": [place], "title": "t", "licence": {"spdx": "MIT", "credit": ["c"]},
                      "languages": ["en"], "trainingDomain": ["d"], **fields}, "test")

    def converted(self, place: str, **fields: object) -> dict[str, Any]:
        return make(self.recipe(place, **fields), self.folder / "converted", ("wasm",)).manifest

    def scores(self, manifest: dict[str, Any]) -> np.ndarray:
        """Reference scores of the first head: [sentences, labels]."""
        [head, *_] = manifest["heads"]
        return np.array([one["scores"]["wasm"][head["id"]] for one in manifest["selfTest"]["sentences"]])

    def assertRefused(self, reason: str, place: str, **fields: object) -> None:
        with self.assertRaisesRegex(ConversionError, reason):
            make(self.recipe(place, **fields), self.folder / "refused")
        self.assertFalse((self.folder / "refused").exists())


if __name__ == "__main__":
    unittest.main()
