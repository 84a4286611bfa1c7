"""The description for the toolkit's own kernel says where the graph's tensors lie."""

import json
import unittest
from pathlib import Path

import numpy as np
import onnx

from pipeline.kernel import DESCRIPTION, description_of, exact

BUNDLE = Path(__file__).parents[2] / "embedded"


class Description(unittest.TestCase):
    def test_is_that_of_the_committed_graph(self) -> None:
        self.assertEqual((BUNDLE / DESCRIPTION).read_text(encoding="utf-8"), description_of(BUNDLE))

    def test_places_hold_what_the_graph_holds(self) -> None:
        described = json.loads(description_of(BUNDLE))
        weights = (BUNDLE / "weights.bin").read_bytes()
        graph = onnx.load(str(BUNDLE / "model.wasm.onnx")).graph
        tensors = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}
        self.assertEqual(len(described["layers"]), 6)
        offset, length = described["layers"][3]["down"]["weight"]
        self.assertEqual(weights[offset : offset + length], tensors["3.down.weight"].tobytes())
        bias = described["head"][0]["bias"]["values"]
        np.testing.assert_array_equal(np.array(bias, np.float32), tensors["head.bias"])
        grid = described["layers"][5]["up"]["grid"]
        self.assertEqual(np.float32(grid["scale"]), tensors["5.up.in.scale"])
        self.assertEqual(grid["zero"], tensors["5.up.in.zero"])

    def test_floats_are_read_back_as_they_were(self) -> None:
        for value in np.random.default_rng(0).normal(size=200).astype(np.float32):
            self.assertEqual(np.float32(json.loads(json.dumps(exact(value)))), value)


if __name__ == "__main__":
    unittest.main()
