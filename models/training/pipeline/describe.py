"""Label phrases: before the heads are trained, sentences are drawn towards phrases that tell their level-1 values.

The shared task gives each level-1 value a few short phrases ("resulting in less censorship"). One encoder reads
sentences and phrases; the cosine of their vectors tells, after one epoch, which phrases belong to a sentence. The
heads then start at the phrases' vectors instead of at random.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from .data import TOUCHE_FOLDER
from .labels import SCHWARTZ_20, SCHWARTZ_20_NAMES, TOUCHE_54, TOUCHE_54_NAMES
from .model import ValueModel
from .tokens import batches, encode, pad

PHRASES_FILE = f"{TOUCHE_FOLDER}/value-categories.json"
SCALE, BIAS, RATE, BIAS_RATE = 20.0, -6.0, 5e-5, 1e-2


@dataclass
class Phrases:
    """lines: for each level-1 value, in the order of the columns, the token ids of its phrases; children: for each
    category the columns of its level-1 values."""

    lines: list[list[list[int]]]
    children: list[list[int]]


def read_phrases(data: Path, tokenizer: Tokenizer) -> Phrases:
    """The shared task's tree of categories, level-1 values and phrases."""
    path = data / PHRASES_FILE
    tree = json.loads(path.read_text(encoding="utf-8"))
    missing = [name for name in SCHWARTZ_20_NAMES if name not in tree]
    found = {name: texts for values in tree.values() for name, texts in values.items()}
    missing += [name for name in TOUCHE_54_NAMES if not found.get(name)]
    if missing:
        raise ValueError(f"{path} has no phrases for {', '.join(missing)}")
    return Phrases(
        [encode(tokenizer, found[name]) for name in TOUCHE_54_NAMES],
        [[TOUCHE_54_NAMES.index(name) for name in tree[category]] for category in SCHWARTZ_20_NAMES],
    )


def nearness(model: ValueModel, sentences: Tensor, phrases: Phrases, rng: np.random.Generator) -> Tensor:
    """Scaled cosines [batch, 54] of sentence vectors [batch, 384] with one random phrase of each level-1 value."""
    ids, mask = pad([lines[rng.integers(len(lines))] for lines in phrases.lines])
    labels = model.pooled(model.tokens(ids, mask), mask)
    return SCALE * F.normalize(sentences.float(), dim=1) @ F.normalize(labels.float(), dim=1).T


def draw(
    model: ValueModel, ids: list[list[int]], targets: np.ndarray, phrases: Phrases, epochs: int, seed: int,
    bf16: bool = True, size: int = 32, limit: int = 128,
) -> None:
    """Trains the encoder in place: cross-entropy of cosines against targets [n, 82], of which touche-54 is used."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    bias = nn.Parameter(torch.full((len(phrases.lines),), BIAS))
    model.words.weight.requires_grad_(False)
    encoder = [p for name, p in model.named_parameters() if p.requires_grad and not name.startswith("head.")]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": RATE}, {"params": [bias], "lr": BIAS_RATE}], weight_decay=0.01
    )
    model.train()
    for _ in range(epochs):
        for rows in batches(np.array([len(s) for s in ids]), size, rng):
            tokens, mask = pad([ids[i][:limit] for i in rows])
            with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
                sentences = model.pooled(model.tokens(tokens, mask), mask)
                cosines = nearness(model, sentences, phrases, rng)
            aims = torch.from_numpy(targets[rows][:, TOUCHE_54.columns])
            loss = F.binary_cross_entropy_with_logits(cosines.float() + bias, aims)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
    model.eval()


@torch.no_grad()
def start_heads(model: ValueModel, phrases: Phrases) -> None:
    """The value heads start at the mean vectors of their phrases; a category's at the mean of its level-1 values'."""
    model.eval()
    rows = []
    for lines in phrases.lines:
        ids, mask = pad(lines)
        rows.append(F.normalize(model.pooled(model.tokens(ids, mask), mask), dim=1).mean(0))
    level1 = torch.stack(rows)
    model.head.weight[TOUCHE_54.columns] = level1
    model.head.weight[SCHWARTZ_20.columns] = torch.stack([level1[columns].mean(0) for columns in phrases.children])
