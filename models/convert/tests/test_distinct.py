"""Equal tokens share the work before the first attention, and scores do not change by a bit."""

import json
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from convert import rewrite
from convert.distinct import on_distinct_tokens
from convert.fixtures import FIXTURES as PLAIN
from convert.fixtures import NLI, Fixture, build
from convert.quiet import quiet
from convert.runtime import Session
from convert.tiny import KINDS
from convert.tokens import Encoded

GRAPH = "model.wasm.onnx"
CLASSES = ("not_entailment", "entailment")
PAIRS = {kind: Fixture(kind, kind, CLASSES, NLI, "single_label_classification") for kind in KINDS}
FAMILY = Fixture(
    "family", "roberta", ("absent", "present"),
    {"output": "pair", "taxonomy": "mft-5", "labelNames": ["absent", "present"], "partLabels": ["Care", "Fairness"],
     "input": {"segments": 2, "template": "{text}",
               "context": {"kind": "definitions", "top": 1, "separator": " ", "place": "second"}}},
    "single_label_classification", models=2,
)
"""Two models in one graph; of each kind of model, one that compares two texts."""
FIXTURES = PAIRS | {"family": FAMILY}


def tokens_computed(folder: Path, texts: list[Encoded]) -> int:
    """Rows of the first product of whole numbers."""
    model = onnx.load(str(folder / GRAPH))
    product = next(node for node in model.graph.node if node.op_type == "MatMulIntegerToFloat")
    model.graph.output.append(helper.make_tensor_value_info(product.output[0], TensorProto.FLOAT, None))
    onnx.save_model(model, str(folder / "seen.onnx"), save_as_external_data=True, location="seen.bin")
    return int(np.prod(Session(folder, "seen.onnx").columns(texts, output=product.output[0]).shape[:-1]))


class DistinctTokens(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        quiet()
        cls.temporary = tempfile.TemporaryDirectory()
        for name, fixture in FIXTURES.items():
            build(fixture, cls.folder("shared", name), ("wasm",))
            with patch.object(rewrite, "on_distinct_tokens", lambda nodes, *_: (nodes, [])):
                build(fixture, cls.folder("each", name), ("wasm",))

    @classmethod
    def tearDownClass(cls) -> None:
        cls.temporary.cleanup()

    @classmethod
    def folder(cls, *names: str) -> Path:
        return Path(cls.temporary.name).joinpath(*names)

    def texts(self, name: str) -> list[Encoded]:
        rows = json.loads((self.folder("shared", name) / "expected.json").read_text(encoding="utf-8"))
        return sorted((Encoded(row["ids"], row["types"]) for row in rows), key=lambda text: -len(text.ids))

    def test_scores_are_those_of_a_graph_that_computes_each_token_to_the_last_bit(self) -> None:
        for name in FIXTURES:
            with self.subTest(name):
                texts = self.texts(name)
                given, wanted = (Session(self.folder(way, name), GRAPH).columns(texts + texts[:3]) for way in ("shared", "each"))
                np.testing.assert_array_equal(given, wanted)

    def test_equal_texts_are_computed_as_one_until_attention(self) -> None:
        for name in FIXTURES:
            with self.subTest(name):
                text = self.texts(name)[0]
                once, often = (tokens_computed(self.folder("shared", name), [text] * count) for count in (1, 5))
                self.assertEqual(once, often)
                self.assertEqual(tokens_computed(self.folder("each", name), [text] * 5), 5 * len(text.ids))

    def test_tokens_that_differ_in_column_or_segment_alone_are_told_apart(self) -> None:
        text = self.texts("bert")[0]
        same = Encoded([text.ids[0]] * 4, [0, 0, 1, 1])
        self.assertEqual(tokens_computed(self.folder("shared", "bert"), [same]), 4)
        turned = Encoded(same.ids, [1, 0, 1, 1])
        self.assertEqual(tokens_computed(self.folder("shared", "bert"), [same, turned]), 5)
        # DeBERTa has no absolute positions.
        self.assertEqual(tokens_computed(self.folder("shared", "deberta-v3"), [Encoded([text.ids[0]] * 4, [0] * 4)]), 1)

    def test_single_texts_are_left_alone(self) -> None:
        plain = next(fixture for fixture in PLAIN if fixture.name == "bert")
        build(plain, self.folder("plain"), ("wasm",))
        model = onnx.load(str(self.folder("plain") / GRAPH), load_external_data=False)
        self.assertNotIn("Unique", {node.op_type for node in model.graph.node})


class Region(unittest.TestCase):
    """Which nodes are taken to treat each token by itself, on graphs made by hand."""

    def shared(self, *nodes: onnx.NodeProto, **constants: np.ndarray) -> bool:
        tensors = {"table": np.ones((8, 4)), "weight": np.ones((4, 4)), "zero": np.array([0]), "one": np.array([1])} | constants
        first, last = (helper.make_node("Gather", ["table", "input_ids"], ["x"]), helper.make_node("MatMul", ["y", "weight"], ["logits"]))
        given = {name: numpy_helper.from_array(array, name) for name, array in tensors.items()}
        changed, _ = on_distinct_tokens([first, *nodes, last], given, ["logits"])
        self.assertIn("logits", {name for node in changed for name in node.output})
        return "Unique" in {node.op_type for node in changed}

    def test_what_reads_one_token_at_a_time_is_shared_up_to_the_output_itself(self) -> None:
        self.assertTrue(self.shared(helper.make_node("Add", ["x", "bias"], ["y"]), bias=np.ones(4)))
        self.assertTrue(self.shared(helper.make_node("LayerNormalization", ["x", "bias"], ["y"], axis=-1), bias=np.ones(4)))
        self.assertTrue(self.shared(helper.make_node("QuantizeLinear", ["x", "step"], ["y"]), step=np.array(1.0)))

    def test_what_mixes_tokens_or_knows_their_columns_is_not(self) -> None:
        self.assertFalse(self.shared(helper.make_node("Add", ["x", "rows"], ["y"]), rows=np.ones((6, 4))))
        self.assertFalse(self.shared(helper.make_node("LayerNormalization", ["x", "bias"], ["y"], axis=1), bias=np.ones(4)))
        self.assertFalse(self.shared(helper.make_node("QuantizeLinear", ["x", "step"], ["y"]), step=np.ones(4)))
        self.assertFalse(self.shared(helper.make_node("ReduceMax", ["x", "one"], ["y"], keepdims=1)))

    def test_only_the_first_rows_of_a_table_are_positions(self) -> None:
        def sliced(axes: str) -> bool:
            end, cut = helper.make_node("Shape", ["input_ids"], ["end"]), helper.make_node("Slice", ["table", "zero", "end", axes], ["cut"])
            return self.shared(end, cut, helper.make_node("Add", ["x", "cut"], ["y"]))

        self.assertTrue(sliced("zero"))
        self.assertFalse(sliced("one"))

    def test_a_graph_without_products_there_stays_as_it_is(self) -> None:
        nodes = [helper.make_node("Cast", ["input_ids"], ["x"], to=TensorProto.FLOAT), helper.make_node("ReduceSum", ["x"], ["logits"])]
        self.assertEqual(on_distinct_tokens(nodes, {}, ["logits"]), (nodes, []))


if __name__ == "__main__":
    unittest.main()
