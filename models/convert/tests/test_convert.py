"""Every architecture from a checkpoint to a bundle: graphs equal PyTorch, texts do not depend on their neighbours."""

import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import onnx

from convert.fixtures import FIXTURES, build
from convert.quiet import quiet
from convert.rewrite import GRAPHS
from convert.runtime import Session, activate, by_head, differences
from convert.tokens import Encoded, load_tokenizer

COMMITTED = Path(__file__).parents[3] / "test" / "fixtures" / "bundles"
LIMIT = 400_000
UNKNOWN_TO_WEBGPU = {"DynamicQuantizeLinear", "MatMulInteger", "GatherND", "Sign", "IsNaN", "Where", "Range", "Expand"}


def rows(folder: Path) -> list[dict]:
    return json.loads((folder / "expected.json").read_text(encoding="utf-8"))


class Architectures(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        quiet()
        cls.temporary = tempfile.TemporaryDirectory()
        cls.made = {}
        for fixture in FIXTURES:
            folder = Path(cls.temporary.name) / fixture.name
            cls.made[fixture.name] = build(fixture, folder, tuple(GRAPHS))

    @classmethod
    def tearDownClass(cls) -> None:
        cls.temporary.cleanup()

    def folders(self):
        for fixture in FIXTURES:
            with self.subTest(fixture.name):
                folder = Path(self.temporary.name) / fixture.name
                yield fixture, folder, self.made[fixture.name].manifest

    def test_wasm_and_webgpu_equal_pytorch_within_the_stated_tolerance(self) -> None:
        for fixture, folder, manifest in self.folders():
            for variant in ("wasm", "webgpu"):
                session = Session(folder, manifest["graphs"][variant]["file"])
                expected = rows(folder)
                given = [by_head(session.columns([Encoded(r["ids"], r["types"])])[0], manifest["heads"]) for r in expected]
                most, mean = differences(given, [r["scores"] for r in expected])
                print(f"\n{fixture.name} {variant}: |Δp| {most:.4f}, mean {mean:.4f}, "
                      f"tolerance {manifest['selfTest']['tolerance']}", end="")
                self.assertLessEqual(most, manifest["selfTest"]["tolerance"])
                spread = np.ptp([value for r in expected for scores in r["scores"].values() for value in scores])
                self.assertGreater(spread, 0.3)

    def test_half_precision_and_four_bits_state_what_they_lose_and_that_no_adapter_has_run_them(self) -> None:
        for _, _, manifest in self.folders():
            for variant, limit in (("webgpu-f16", 0.1), ("webgpu-q4f16", 0.6)):
                graph = manifest["graphs"][variant]
                self.assertIs(graph["verified"], False)
                self.assertLess(graph["loss"]["max"], limit)
                self.assertLessEqual(graph["loss"]["mean"], graph["loss"]["max"])

    def test_a_text_scores_the_same_alone_and_beside_others_and_with_any_padding(self) -> None:
        for _, folder, manifest in self.folders():
            texts = [Encoded(r["ids"], r["types"]) for r in rows(folder)]
            for variant in ("wasm", "webgpu"):
                session = Session(folder, manifest["graphs"][variant]["file"])
                alone = np.concatenate([session.columns([text]) for text in texts])
                together = session.columns(texts)
                padded = session.columns(texts[:5], manifest["tokenizer"]["maxTokens"])
                for given, wanted in ((together, alone), (padded, alone[:5])):
                    largest = np.abs(activate(given, "sigmoid") - activate(wanted, "sigmoid")).max()
                    self.assertLess(largest, 1e-4)

    def test_both_graphs_read_the_same_bytes(self) -> None:
        for _, folder, manifest in self.folders():
            places = []
            for variant in ("wasm", "webgpu"):
                self.assertEqual(manifest["graphs"][variant]["externalData"], ["weights.bin"])
                model = onnx.load(str(folder / manifest["graphs"][variant]["file"]), load_external_data=False)
                onnx.checker.check_model(str(folder / manifest["graphs"][variant]["file"]))
                places.append({
                    next(e.value for e in tensor.external_data if e.key == "offset")
                    for tensor in model.graph.initializer if tensor.data_type in (2, 3) and tensor.external_data
                })
            self.assertTrue(places[0])
            self.assertTrue(places[0] <= places[1])

    def test_the_webgpu_graph_has_no_operator_without_a_kernel(self) -> None:
        for _, folder, manifest in self.folders():
            model = onnx.load(str(folder / manifest["graphs"]["webgpu"]["file"]), load_external_data=False)
            types = {node.op_type for node in model.graph.node}
            self.assertEqual(types & UNKNOWN_TO_WEBGPU, set())
            inputs = {value.type.tensor_type.elem_type for value in model.graph.input}
            self.assertEqual(inputs, {onnx.TensorProto.INT32})

    def test_sum_head_is_attained_plus_constrained(self) -> None:
        for scores in (r["scores"] for r in rows(Path(self.temporary.name) / "valence")):
            both = np.array(scores["attained"]) + np.array(scores["constrained"])
            np.testing.assert_allclose(scores["schwartz-19"], both.clip(0.001, 0.999), atol=2e-5)

    def test_the_manifest_keeps_to_its_form(self) -> None:
        for fixture, folder, manifest in self.folders():
            self.assertEqual(manifest["status"], "converted")
            self.assertEqual(set(manifest["source"]), {"model", "revision", "architecture", "transformers"})
            self.assertGreaterEqual(len(manifest["selfTest"]["sentences"]), 8)
            self.assertLessEqual(manifest["selfTest"]["tolerance"], 0.2)
            self.assertTrue(all(head["thresholdSource"] == "default" for head in manifest["heads"]))
            self.assertEqual("token_type_ids" in manifest["graphs"]["wasm"]["inputs"], fixture.recipe.get("input", {}).get("segments") == 2)

    def test_committed_bundles_are_what_the_script_makes(self) -> None:
        for fixture, folder, manifest in self.folders():
            committed = COMMITTED / fixture.name
            self.assertLess(sum(file.stat().st_size for file in committed.iterdir()), LIMIT)
            kept = json.loads((committed / "manifest.json").read_text(encoding="utf-8"))
            self.assertEqual([h["labels"] for h in kept["heads"]], [h["labels"] for h in manifest["heads"]])
            texts = rows(committed)
            self.assertEqual([r["ids"] for r in texts], [r["ids"] for r in rows(folder)])
            most, _ = differences([r["scores"] for r in texts], [r["scores"] for r in rows(folder)])
            self.assertLess(most, 1e-4)
            session = Session(committed, kept["graphs"]["wasm"]["file"])
            fresh = Session(folder, manifest["graphs"]["wasm"]["file"])
            encoded = [Encoded(r["ids"], r["types"]) for r in texts]
            # A rounding step at the edge may fall the other way on another processor.
            self.assertLess(np.abs(activate(session.columns(encoded), "sigmoid") - activate(fresh.columns(encoded), "sigmoid")).max(), 0.01)
            load_tokenizer(committed)


if __name__ == "__main__":
    unittest.main()
