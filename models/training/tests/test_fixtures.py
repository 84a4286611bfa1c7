"""The tiny generators compute what PyTorch computes, in one go and step by step over the cache."""

import importlib.util
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np

MISSING = [name for name in ("transformers", "onnx_ir") if importlib.util.find_spec(name) is None]
COMMITTED = Path(__file__).resolve().parents[3] / "test" / "fixtures" / "generators"


@unittest.skipIf(MISSING, f"needs requirements-fixtures.txt ({', '.join(MISSING)})")
class TinyGenerators(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        from fixtures.__main__ import MODELS, build

        cls.temporary = tempfile.TemporaryDirectory()
        cls.out = Path(cls.temporary.name)
        cls.models = {name: build(name, cls.out) for name in MODELS}

    @classmethod
    def tearDownClass(cls) -> None:
        cls.temporary.cleanup()

    def run_graph(self, name: str, file: str, ids: list[int], chunks: list[int]) -> np.ndarray:
        """Logits of all tokens, fed in chunks over the cache."""
        import onnxruntime

        session = onnxruntime.InferenceSession(str(self.out / name / "onnx" / file), providers=["CPUExecutionProvider"])
        config = self.models[name].config
        half = "f16" in file
        kind = np.float16 if half else np.float32
        past = {value.name: np.zeros((1, config.num_key_value_heads, 0, config.head_dim), kind) for value in session.get_inputs() if value.name.startswith("past")}
        first = 1 if config.model_type.startswith("gemma3") else 0
        logits, done = [], 0
        for size in chunks:
            positions = np.arange(done, done + size)[None] + first
            feeds = {"input_ids": np.array([ids[done : done + size]]), "attention_mask": np.ones((1, done + size), np.int64), "position_ids": positions, **past}
            names = [value.name for value in session.get_outputs()]
            values = dict(zip(names, session.run(None, feeds)))
            logits.append(values["logits"].astype(np.float32))
            past = {key.replace("present", "past_key_values"): value for key, value in values.items() if key != "logits"}
            done += size
        return np.concatenate(logits, axis=1)[0]

    def test_equal_pytorch(self) -> None:
        import torch

        for name, model in self.models.items():
            ids = list(np.random.default_rng(3).integers(10, model.config.vocab_size, 200))
            first = 1 if model.config.model_type.startswith("gemma3") else 0
            with torch.no_grad():
                expected = model(input_ids=torch.tensor([ids]), position_ids=torch.arange(200)[None] + first).logits[0].numpy()
            for file, agreement in (("model.onnx", 0.999999), ("model_quantized.onnx", 0.98), ("model_q4.onnx", 0.92), ("model_q4f16.onnx", 0.92)):
                with self.subTest(model=name, file=file):
                    whole = self.run_graph(name, file, ids, [200])
                    stepwise = self.run_graph(name, file, ids, [150, *[1] * 50])
                    self.assertGreater(np.corrcoef(whole.ravel(), expected.ravel())[0, 1], agreement)
                    if file == "model.onnx":
                        self.assertLess(np.abs(whole - expected).max(), 2e-4)
                    # 8-bit activations are scaled by what they are computed with.
                    self.assertLess(np.abs(whole - stepwise).max(), {"model_quantized.onnx": 1, "model_q4f16.onnx": 0.05}.get(file, 2e-4))

    def test_inputs_are_named_as_on_the_hub(self) -> None:
        import onnx

        for name in self.models:
            graph = onnx.load(self.out / name / "onnx" / "model_q4.onnx").graph
            self.assertEqual([value.name for value in graph.input][:5], ["input_ids", "attention_mask", "position_ids", "past_key_values.0.key", "past_key_values.0.value"])
            self.assertEqual([value.name for value in graph.output][:3], ["logits", "present.0.key", "present.0.value"])

    def test_tokenizers_give_back_every_text(self) -> None:
        from tokenizers import Tokenizer

        for name in self.models:
            tokenizer = Tokenizer.from_file(str(self.out / name / "tokenizer.json"))
            for text in ("We owe it to our children.", "  two  spaces\n\nand lines", "Ünïcödé 漢字 🕊️ “quotes”", '{"labels": ["care"]}'):
                self.assertEqual(tokenizer.decode(tokenizer.encode(text).ids), text)

    def test_what_is_committed_is_small_and_complete(self) -> None:
        for name in self.models:
            files = [path for path in (COMMITTED / name).rglob("*") if path.is_file()]
            self.assertLess(sum(path.stat().st_size for path in files), 2_000_000)
            self.assertEqual(json.loads((COMMITTED / name / "config.json").read_text())["architectures"], [type(self.models[name]).__name__])
            self.assertEqual((COMMITTED / name / "tokenizer.json").read_bytes(), (self.out / name / "tokenizer.json").read_bytes())


if __name__ == "__main__":
    unittest.main()
