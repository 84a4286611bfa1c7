"""Label phrases: reading them, drawing sentences towards them, and heads that start there."""

import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from pipeline.describe import PHRASES_FILE, draw, nearness, read_phrases, start_heads
from pipeline.labels import SCHWARTZ_20, TOUCHE_54, WIDTH
from pipeline.model import ValueModel, encoder_folder, load_encoder
from pipeline.synthetic import write_synthetic
from pipeline.tokens import encode, load_tokenizer, pad


class Describe(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.tokenizer = load_tokenizer(encoder_folder() / "tokenizer.json")
        with tempfile.TemporaryDirectory() as folder:
            write_synthetic(Path(folder))
            cls.phrases = read_phrases(Path(folder), cls.tokenizer)

    def model(self) -> ValueModel:
        torch.manual_seed(1)
        model = ValueModel()
        load_encoder(model)
        return model

    def test_every_value_has_phrases_and_every_category_has_values(self) -> None:
        self.assertEqual(len(self.phrases.lines), 54)
        self.assertTrue(all(len(lines) == 2 for lines in self.phrases.lines))
        self.assertEqual(sorted(c for columns in self.phrases.children for c in columns), list(range(54)))

    def test_a_value_without_phrases_is_named(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            write_synthetic(Path(folder))
            path = Path(folder) / PHRASES_FILE
            tree = json.loads(path.read_text())
            del tree["Stimulation"]
            path.write_text(json.dumps(tree))
            with self.assertRaisesRegex(ValueError, "Stimulation"):
                read_phrases(Path(folder), self.tokenizer)

    def test_sentences_come_nearer_to_the_phrases_of_their_values(self) -> None:
        texts = ["The forest must be kept clean for all.", "A pay rise lets families save."] * 24
        ids = encode(self.tokenizer, texts)
        targets = np.zeros((len(texts), WIDTH), np.float32)
        targets[0::2, 5] = targets[1::2, 9] = 1
        model = self.model()

        def margin() -> float:
            with torch.inference_mode():
                tokens, mask = pad(ids[:2])
                near = nearness(model, model.pooled(model.tokens(tokens, mask), mask), self.phrases, np.random.default_rng(0))
            return float(near[0, 5] - near[0, 9] + near[1, 9] - near[1, 5])

        model.eval()
        before = margin()
        draw(model, ids, targets, self.phrases, epochs=3, seed=1)
        self.assertFalse(model.training)
        self.assertGreater(margin(), before + 1)

    def test_drawing_is_repeatable_and_leaves_word_embeddings_alone(self) -> None:
        ids = encode(self.tokenizer, ["One fair law for everyone.", "Rain fell."])
        targets = np.zeros((2, WIDTH), np.float32)
        models = [self.model(), self.model()]
        for model in models:
            draw(model, ids, targets, self.phrases, epochs=1, seed=3)
        first, second = models
        self.assertTrue(torch.equal(first.layers[0].up.weight, second.layers[0].up.weight))
        self.assertTrue(torch.equal(first.words.weight, self.model().words.weight))
        self.assertFalse(torch.equal(first.layers[0].up.weight, self.model().layers[0].up.weight))

    def test_heads_start_at_their_phrases(self) -> None:
        model = self.model()
        rest = model.head.weight[74:].clone()
        start_heads(model, self.phrases)
        level1, categories = model.head.weight[TOUCHE_54.columns], model.head.weight[SCHWARTZ_20.columns]
        self.assertTrue(torch.allclose(categories[3], level1[self.phrases.children[3]].mean(0), atol=1e-6))
        self.assertTrue(torch.equal(model.head.weight[74:], rest))
        self.assertLess(float(level1.detach().norm(dim=1).max()), 1.0001)


if __name__ == "__main__":
    unittest.main()
