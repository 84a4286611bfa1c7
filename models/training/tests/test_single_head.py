"""The single-head folder for a pipeline library holds the committed bundle's weights."""

import json
import tempfile
import unittest
from collections import Counter
from pathlib import Path

import numpy as np
import onnx

from pipeline.labels import SCHWARTZ_20_NAMES, kebab
from pipeline.single_head import FLOAT, QUANTIZED, SOURCE, SingleHead, bundle_tensors, head_of, write_single_head

BUNDLE = Path(__file__).resolve().parents[2] / "embedded"


class SingleHeadFolder(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.temporary.name) / "folder"
        cls.distances = write_single_head(BUNDLE, cls.folder)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.temporary.cleanup()

    def test_float_scores_are_those_of_the_bundle(self) -> None:
        self.assertLess(self.distances["float.largest"], 1e-4)

    def test_quantized_scores_are_near_those_of_the_bundle(self) -> None:
        self.assertLess(self.distances["quantized.mean"], 0.02)

    def test_config_names_the_labels_in_the_order_of_the_output(self) -> None:
        config = json.loads((self.folder / "config.json").read_text())
        self.assertEqual([config["id2label"][str(i)] for i in range(20)], [kebab(name) for name in SCHWARTZ_20_NAMES])
        self.assertEqual(config["problem_type"], "multi_label_classification")

    def test_graphs_have_only_standard_operators_and_the_usual_inputs(self) -> None:
        for file in (FLOAT, QUANTIZED):
            graph = onnx.load(str(self.folder / file)).graph
            self.assertEqual({node.domain for node in graph.node}, {""})
            self.assertEqual([x.name for x in graph.input], ["input_ids", "attention_mask", "token_type_ids"])
            self.assertEqual({x.type.tensor_type.elem_type for x in graph.input}, {onnx.TensorProto.INT64})

    def test_every_weighted_product_is_an_integer_one(self) -> None:
        kinds = Counter(node.op_type for node in onnx.load(str(self.folder / QUANTIZED)).graph.node)
        # Six a layer (query, key, value, out, up, down); two products of activations a layer stay in floats.
        self.assertGreaterEqual(kinds["MatMulInteger"], 36)
        self.assertEqual(kinds["MatMul"], 12)

    def test_weights_are_the_bundle_s_integers_times_their_scales(self) -> None:
        tensors = bundle_tensors(BUNDLE)
        up = SingleHead(tensors, head_of(BUNDLE)[0]).layers[0].up.weight.detach().numpy().T
        factor = tensors.get("0.up.factor", np.ones(len(up), np.float32))
        whole = up / factor[:, None] / tensors["0.up.scale"]
        np.testing.assert_allclose(whole, tensors["0.up.weight"], atol=1e-3)

    def test_source_names_the_weights(self) -> None:
        manifest = json.loads((BUNDLE / "manifest.json").read_text())
        self.assertEqual(json.loads((self.folder / SOURCE).read_text())["weights"], manifest["files"]["weights.bin"]["sha256"])


if __name__ == "__main__":
    unittest.main()
