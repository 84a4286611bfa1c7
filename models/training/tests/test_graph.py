"""The exported graphs compute what the PyTorch model computes, whatever the batch."""

import copy
import tempfile
import unittest
from pathlib import Path

import numpy as np
import onnx
import torch

from pipeline.bundle import write_tokenizer, TOKENIZER
from pipeline.graph import ALIGNMENT, WEIGHTS_FILE, write_graphs
from pipeline.invariance import measure
from pipeline.model import MAX_TOKENS, QuantLinear, ValueModel, encoder_folder, load_encoder, round_columns
from pipeline.quantize import calibrate, equalise
from pipeline.rounding import loss_of_half
from pipeline.runtime import DEVICES, GRAPH_FILES, HALF, Graph, sigmoid
from pipeline.sentences import REFERENCE
from pipeline.tokens import encode, load_tokenizer, pad
from pipeline.train import loss_of


class Graphs(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.temporary.name)
        torch.manual_seed(0)
        cls.model = ValueModel()
        load_encoder(cls.model)
        cls.model.eval()
        torch.nn.init.normal_(cls.model.head.weight, std=0.2)
        write_tokenizer(encoder_folder(), cls.folder)
        cls.ids = encode(load_tokenizer(cls.folder / TOKENIZER), list(REFERENCE))
        calibrate(cls.model, sorted(cls.ids, key=len))
        cls.calibrated = cls.distance_to_plain()
        equalise(cls.model, sorted(cls.ids, key=len))
        write_graphs(cls.model, cls.folder)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.temporary.cleanup()

    @classmethod
    def distance_to_plain(cls) -> float:
        logits = []
        for mode in ("on", "off"):
            cls.model.set_mode(mode)
            with torch.inference_mode():
                logits.append(torch.cat([cls.model(*pad([s])) for s in cls.ids[:30]]))
        return float((logits[0] - logits[1]).abs().mean())

    def test_equalising_brings_the_integers_closer_to_the_floats(self) -> None:
        self.assertLess(self.distance_to_plain(), 0.9 * self.calibrated)

    def run_model(self, mode: str) -> np.ndarray:
        self.model.set_mode(mode)
        with torch.inference_mode():
            return np.concatenate([self.model(*pad([s])).numpy() for s in self.ids])

    def test_wasm_graph_equals_the_fake_quantized_model(self) -> None:
        # One layer: in six, a value on the border of two steps that is rounded the other way spreads.
        torch.manual_seed(0)
        model = ValueModel(layers=1)
        load_encoder(model)
        torch.nn.init.normal_(model.head.weight, std=0.2)
        equalise(model, sorted(self.ids, key=len))
        model.set_mode("on")
        with tempfile.TemporaryDirectory() as folder:
            write_graphs(model, Path(folder))
            graph = Graph(Path(folder), "wasm")
            with torch.inference_mode():
                distance = [np.abs(graph.logits([s]) - model(*pad([s])).numpy()).max() for s in self.ids]
        self.assertLess(np.median(distance), 1e-3)
        self.assertLess(max(distance), 0.05)

    def test_webgpu_graph_equals_the_model_with_rounded_weights(self) -> None:
        rounded = copy.deepcopy(self.model)
        with torch.no_grad():
            for linear in rounded.modules():
                if isinstance(linear, QuantLinear):
                    linear.weight.copy_(round_columns(linear.weight / linear.factor) * linear.factor)
        rounded.set_mode("off")
        graph = Graph(self.folder, "webgpu")
        with torch.inference_mode():
            for sequence in self.ids[:30]:
                wanted = rounded(*pad([sequence])).numpy()
                np.testing.assert_allclose(graph.logits([sequence]), wanted, atol=2e-3)

    def test_16_bit_floats_change_little_and_every_large_tensor_lies_in_the_weights_file(self) -> None:
        for way, loss in loss_of_half(self.folder, self.ids[:8]).items():
            self.assertGreater(loss["max"], 0, way)
            self.assertLess(loss["max"], 0.02, way)
        path = self.folder / GRAPH_FILES[HALF]
        self.assertLess(path.stat().st_size, 50_000)
        types = {i.name: i.data_type for i in onnx.load(str(path), load_external_data=False).graph.initializer}
        self.assertEqual(types["0.up.weight"], onnx.TensorProto.INT8)
        self.assertEqual(types["half.f16"], onnx.TensorProto.FLOAT16)

    def test_padding_and_neighbours_do_not_matter(self) -> None:
        for device in DEVICES:
            result = measure(Graph(self.folder, device), self.ids, np.full(82, 0.3))
            self.assertLess(result.largest, 0.01, device)

    def test_the_longest_input_runs(self) -> None:
        long = [[101] + [2054] * (MAX_TOKENS - 2) + [102]]
        for device in GRAPH_FILES:
            self.assertTrue(np.isfinite(Graph(self.folder, device).logits(long)).all())

    def test_both_graphs_share_every_byte_of_the_weights_file(self) -> None:
        size = (self.folder / WEIGHTS_FILE).stat().st_size
        places = []
        for device in DEVICES:
            graph = onnx.load(str(self.folder / f"model.{device}.onnx"), load_external_data=False).graph
            found = {}
            for tensor in graph.initializer:
                if tensor.external_data:
                    entry = {e.key: e.value for e in tensor.external_data}
                    self.assertEqual(entry["location"], WEIGHTS_FILE)
                    self.assertEqual(int(entry["offset"]) % ALIGNMENT, 0)
                    found[tensor.name] = (int(entry["offset"]), int(entry["length"]))
            places.append(found)
            covered = sum(length for _, length in found.values())
            self.assertGreater(covered, size - ALIGNMENT * len(found))
        self.assertEqual(*places)

    def test_inputs_are_int32_with_named_dimensions(self) -> None:
        for device in DEVICES:
            model = onnx.load(str(self.folder / f"model.{device}.onnx"), load_external_data=False)
            self.assertLessEqual(model.ir_version, 10)
            for value in model.graph.input:
                self.assertEqual(value.type.tensor_type.elem_type, onnx.TensorProto.INT32)
                names = [d.dim_param for d in value.type.tensor_type.shape.dim]
                self.assertEqual(names, ["batch", "sequence"])

    def test_writing_again_gives_the_same_bytes(self) -> None:
        with tempfile.TemporaryDirectory() as other:
            write_graphs(self.model, Path(other))
            for name in (WEIGHTS_FILE, *GRAPH_FILES.values()):
                self.assertEqual((Path(other) / name).read_bytes(), (self.folder / name).read_bytes())


class Loss(unittest.TestCase):
    def test_masked_columns_have_no_gradient(self) -> None:
        logits = torch.zeros(3, 82, requires_grad=True)
        mask = torch.zeros(3, 82)
        mask[:, :74] = 1
        loss_of(logits, torch.ones(3, 82), mask, (1.0, 1.0, 1.0, 1.0)).backward()
        self.assertEqual(float(logits.grad[:, 74:].abs().sum()), 0.0)
        self.assertGreater(float(logits.grad[:, :74].abs().min()), 0.0)


if __name__ == "__main__":
    unittest.main()
