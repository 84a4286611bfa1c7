"""The constant index table and the skew against the definition."""

import unittest

import torch
from transformers.models.deberta_v2.modeling_deberta_v2 import build_relative_position

from convert.deberta import Relative, RelativeRows


class DistanceRows(unittest.TestCase):
    def test_rows_are_those_of_the_library_for_every_distance(self) -> None:
        for buckets, most, span, length in ((16, 64, 16, 64), (256, 512, 256, 512), (-1, 64, 64, 64)):
            rows = RelativeRows(length, span, buckets, most)
            for size in (2, 7, length):
                x = torch.zeros(1, size, 4)
                wanted = build_relative_position(x, x, bucket_size=buckets, max_position=most)[0]
                relative = rows(1, size)
                products = relative.asks.float()[None, None, None].expand(1, 1, size, 2 * size)
                given = relative.skew(products)[0, 0].long()
                self.assertTrue(torch.equal(given, (wanted + span).clamp(0, 2 * span - 1)))
                products = relative.asked.float()[None, None, None].expand(1, 1, size, 2 * size)
                given = relative.skew(products)[0, 0].long()
                self.assertTrue(torch.equal(given, (span - wanted).clamp(0, 2 * span - 1)))

    def test_the_skew_takes_one_step_left_a_row(self) -> None:
        products = torch.arange(4 * 8).float().view(1, 1, 4, 8)
        given = Relative(torch.zeros(8), torch.zeros(8), 1, 4).skew(products)[0, 0]
        wanted = torch.stack([products[0, 0, i, 3 - i : 7 - i] for i in range(4)])
        self.assertTrue(torch.equal(given, wanted))


if __name__ == "__main__":
    unittest.main()
