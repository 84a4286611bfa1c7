"""Eight and four bits: bounds, zeros, layout."""

import unittest

import numpy as np

from convert.quantize import BLOCK, int4_blocks, int8_columns, uint8_rows
from convert.weights import ALIGNMENT, WeightsFile

RANDOM = np.random.default_rng(5)


class Quantize(unittest.TestCase):
    def test_columns_are_off_by_half_a_step_at_most(self) -> None:
        weight = RANDOM.normal(size=(40, 24)).astype(np.float32)
        whole, scale = int8_columns(weight)
        self.assertEqual((whole.dtype, whole.shape, scale.shape), (np.int8, (40, 24), (24,)))
        self.assertTrue((np.abs(whole * scale - weight) <= scale / 2 + 1e-6).all())

    def test_rows_are_off_by_half_a_step_at_most_and_zero_stays_zero(self) -> None:
        table = RANDOM.normal(size=(30, 16)).astype(np.float32)
        table[3] = 0
        whole, scale = uint8_rows(table)
        back = (whole.astype(np.float32) - 128) * scale
        self.assertTrue((np.abs(back - table) <= scale / 2 + 1e-6).all())
        self.assertTrue((back[3] == 0).all())

    def test_four_bits_are_packed_low_nibble_first(self) -> None:
        weight = RANDOM.normal(size=(2 * BLOCK, 8)).astype(np.float32)
        packed, scale = int4_blocks(weight)
        self.assertEqual(packed.shape, (8, 2, BLOCK // 2))
        low, high = packed & 15, packed >> 4
        nibbles = np.stack([low, high], -1).reshape(8, 2, BLOCK).astype(np.float32)
        back = ((nibbles - 8) * scale.reshape(8, 2, 1)).reshape(8, -1).T
        self.assertTrue((np.abs(back - weight) <= np.abs(scale).max() + 1e-6).all())

    def test_the_weights_file_aligns_and_shares(self) -> None:
        file = WeightsFile("weights.bin")
        first = file.tensor("a", np.ones(1000, np.int8).repeat(2))
        again = file.tensor("a", np.ones(1000, np.int8).repeat(2))
        other = file.tensor("b", np.ones(3000, np.int8))
        offsets = [int({e.key: e.value for e in t.external_data}["offset"]) for t in (first, again, other)]
        self.assertEqual(offsets[0], offsets[1])
        self.assertEqual(offsets[2] % ALIGNMENT, 0)
        self.assertEqual(file.tensor("c", np.array(1.0, np.float32)).dims, [])


if __name__ == "__main__":
    unittest.main()
