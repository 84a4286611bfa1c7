"""What a head does not read is left out, and its scores stay PyTorch's."""

import unittest

import torch
from transformers import AutoModelForSequenceClassification

from convert.classifier import FIRST_ONLY, plain_classifier
from convert.quiet import quiet
from convert.tiny import shuffle, tiny_config

VOCABULARY, PAD, LENGTH = 50, 1, 64


class FirstToken(unittest.TestCase):
    def test_the_last_layer_of_one_token_gives_the_scores_of_a_whole_one(self) -> None:
        quiet()
        for kind in FIRST_ONLY:
            with self.subTest(kind), torch.no_grad():
                model = AutoModelForSequenceClassification.from_config(
                    tiny_config(kind, VOCABULARY, PAD), attn_implementation="eager"
                ).eval()
                shuffle(model, kind)
                for name, parameter in model.named_parameters():
                    # Wide ones: the key's must not matter, and the value's must be added once.
                    if name.endswith("bias"):
                        parameter.mul_(20)
                ids = torch.randint(PAD + 1, VOCABULARY, (3, 12), generator=torch.Generator().manual_seed(2))
                mask = torch.ones_like(ids)
                ids[1, 7:], mask[1, 7:] = PAD, 0
                wanted = model(input_ids=ids, attention_mask=mask).logits
                given = plain_classifier(model, LENGTH, False, "labels")(ids.int(), mask.int())
                torch.testing.assert_close(given, wanted, atol=1e-5, rtol=1e-5)


if __name__ == "__main__":
    unittest.main()
