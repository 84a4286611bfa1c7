"""The committed bundle is whole, small, and independent of batching; a damaged copy is noticed."""

import json
import shutil
import tempfile
import unittest
from pathlib import Path

from pipeline.bundle import MANIFEST, TOKENIZER, check, read_thresholds
from pipeline.invariance import measure
from pipeline.labels import HEADS
from pipeline.reference import untagged
from pipeline.rounding import loss_of_half
from pipeline.runtime import DEVICES, GRAPH_FILES, HALF, Graph
from pipeline.sentences import REFERENCE, SELF_TEST
from pipeline.tokens import encode, load_tokenizer

BUNDLE = Path(__file__).parents[2] / "embedded"


def two_hundred() -> list[str]:
    """200 different texts of 5 to 60 words, made from the reference sentences."""
    n = len(REFERENCE)
    chains = [" ".join(REFERENCE[(i * 7 + j * 11) % n] for j in range(1 + i % 5)) for i in range(n, 200 + n)]
    return list(dict.fromkeys([*REFERENCE, *chains]))[:200]


@unittest.skipUnless((BUNDLE / MANIFEST).exists(), "no bundle yet")
class Committed(unittest.TestCase):
    def test_files_digests_labels_and_self_test_agree(self) -> None:
        self.assertEqual(check(BUNDLE), [])

    def test_every_value_and_foundation_is_tagged_somewhere(self) -> None:
        self.assertEqual(untagged(BUNDLE), [])

    def test_a_score_does_not_depend_on_its_batch(self) -> None:
        ids = encode(load_tokenizer(BUNDLE / TOKENIZER), two_hundred())
        self.assertEqual(len(ids), 200)
        for device in DEVICES:
            result = measure(Graph(BUNDLE, device), ids, read_thresholds(BUNDLE))
            print(f"\n{device}: largest change {result.largest:.6f}, {result.flips} flips, "
                  f"{result.confident_flips} of them confident")
            self.assertLess(result.largest, 0.01)
            self.assertEqual(result.confident_flips, 0)

    def test_16_bit_floats_lose_no_more_than_the_manifest_says(self) -> None:
        stated = json.loads((BUNDLE / MANIFEST).read_text(encoding="utf-8"))["graphs"][HALF]
        self.assertEqual((stated["file"], stated["verified"]), (GRAPH_FILES[HALF], False))
        ids = encode(load_tokenizer(BUNDLE / TOKENIZER), list(REFERENCE))
        for way, loss in loss_of_half(BUNDLE, ids).items():
            for kind in ("max", "mean"):
                self.assertLessEqual(loss[kind], stated["loss"][kind], f"{way}, {kind}")

    def test_the_tokenizer_has_no_padding_or_truncation_built_in(self) -> None:
        tokenizer = json.loads((BUNDLE / TOKENIZER).read_text(encoding="utf-8"))
        self.assertIsNone(tokenizer["padding"])
        self.assertIsNone(tokenizer["truncation"])

    def test_the_manifest_holds_eight_sentences_for_both_graphs(self) -> None:
        manifest = json.loads((BUNDLE / MANIFEST).read_text(encoding="utf-8"))
        sentences = manifest["selfTest"]["sentences"]
        self.assertEqual([s["text"] for s in sentences], list(SELF_TEST))
        for sentence in sentences:
            for device in DEVICES:
                for head in HEADS:
                    self.assertEqual(len(sentence["scores"][device][head.id]), len(head.ids))

    def test_one_altered_byte_is_noticed(self) -> None:
        with tempfile.TemporaryDirectory() as temporary:
            copy = Path(temporary) / "bundle"
            shutil.copytree(BUNDLE, copy)
            weights = bytearray((copy / "weights.bin").read_bytes())
            weights[len(weights) // 2] ^= 1
            (copy / "weights.bin").write_bytes(weights)
            self.assertTrue(any("weights.bin" in problem for problem in check(copy)))


if __name__ == "__main__":
    unittest.main()
