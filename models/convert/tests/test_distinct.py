"""Equal tokens share the work before the first attention, and scores do not change by a bit."""

import json
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

import numpy as np
import onnx
from onnx import TensorProto, helper

from convert import rewrite
from convert.distinct import on_distinct_tokens
from convert.fixtures import FIXTURES, build
from convert.quiet import quiet
from convert.runtime import Session
from convert.tokens import Encoded

GRAPH = "model.wasm.onnx"
KINDS = ("bert", "distilbert", "deberta", "deberta-v2", "deberta-v3", "modernbert", "electra", "nli-bert")


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
        for fixture in FIXTURES:
            if fixture.name in KINDS:
                build(fixture, cls.folder("shared", fixture.name), ("wasm",))
                with patch.object(rewrite, "on_distinct_tokens", lambda nodes, _: (nodes, [])):
                    build(fixture, cls.folder("each", fixture.name), ("wasm",))

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
        for name in KINDS:
            with self.subTest(name):
                texts = self.texts(name)
                given, wanted = (Session(self.folder(way, name), GRAPH).columns(texts + texts[:3]) for way in ("shared", "each"))
                np.testing.assert_array_equal(given, wanted)

    def test_equal_texts_are_computed_as_one_until_attention(self) -> None:
        for name in KINDS:
            with self.subTest(name):
                text = self.texts(name)[0]
                once, often = (tokens_computed(self.folder("shared", name), [text] * count) for count in (1, 5))
                self.assertEqual(once, often)
                self.assertEqual(tokens_computed(self.folder("each", name), [text] * 5), 5 * len(text.ids))

    def test_tokens_that_differ_in_column_or_segment_alone_are_told_apart(self) -> None:
        text = self.texts("nli-bert")[0]
        same = Encoded([text.ids[0]] * 4, [0, 0, 1, 1])
        self.assertEqual(tokens_computed(self.folder("shared", "nli-bert"), [same]), 4)
        turned = Encoded(same.ids, [1, 0, 1, 1])
        self.assertEqual(tokens_computed(self.folder("shared", "nli-bert"), [same, turned]), 5)
        # DeBERTa has no absolute positions.
        self.assertEqual(tokens_computed(self.folder("shared", "deberta-v3"), [Encoded([text.ids[0]] * 4, [0] * 4)]), 1)

    def test_a_graph_without_products_there_stays_as_it_is(self) -> None:
        nodes = [helper.make_node("Cast", ["input_ids"], ["x"], to=TensorProto.FLOAT), helper.make_node("ReduceSum", ["x"], ["logits"])]
        self.assertEqual(on_distinct_tokens(nodes, {}), (nodes, []))


if __name__ == "__main__":
    unittest.main()
