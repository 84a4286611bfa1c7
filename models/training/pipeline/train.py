"""Training: one encoder, masked binary cross-entropy per column, EMA, a last phase with fake quantization."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .data import Table
from .labels import HEADS
from .model import ValueModel
from .tokens import batches, pad


@dataclass(frozen=True)
class Recipe:
    """Every number that the training depends on."""

    description_epochs: int = 1
    """Epochs in which sentences are drawn towards label phrases (`describe.py`), before the others."""
    epochs: int = 4
    quantized_epochs: int = 1
    batch: int = 32
    learning_rate: float = 1.2e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.9
    weight_decay: float = 0.01
    warmup: float = 0.06
    dropout: float = 0.1
    argument_share: float = 0.3
    altered_share: float = 0.3
    """Share of texts that an epoch shows in another wording (`alter.py`) instead of their own."""
    altered_versions: int = 4
    comments_share: float = 0.5
    neutral_rows: int = 4000
    neutral_share: float = 0.3
    neutral_weight: float = 0.5
    average_decay: float = 0.998
    seed: int = 20261123
    members: int = 2
    head_weights: tuple[float, ...] = (1.0, 1.0, 1.0, 0.3)
    bf16: bool = True
    word_rate: float = 0.0
    """Learning rate of word embeddings; 0 leaves them as they are."""


@dataclass
class Rows:
    """Training rows of one source: token ids and aims [n, 82] with masks [n, 82].

    A mask may hold weights between 0 and 1. `alternative`: ids in another form, shown beside the own ones; `altered`:
    lists of ids in another wording, shown instead of them.
    """

    ids: list[list[int]]
    targets: np.ndarray
    mask: np.ndarray
    alternative: list[list[int]] | None = None
    altered: list[list[list[int]]] | None = None


def loss_of(logits: Tensor, targets: Tensor, mask: Tensor, weights: tuple[float, ...]) -> Tensor:
    """Sum over heads of the mean cross-entropy over the head's unmasked cells, weighted per head."""
    cell = F.binary_cross_entropy_with_logits(logits, targets, reduction="none") * mask
    total = logits.new_zeros(())
    for head, weight in zip(HEADS, weights):
        width = len(head.ids)
        present = mask[:, head.columns].sum() / width
        total = total + weight * cell[:, head.columns].sum() / width / logits.shape[0] * (present > 0)
    return total


def groups_of(model: ValueModel, recipe: Recipe) -> list[dict]:
    """Parameter groups: rates fall by `layer_decay` towards the input; word embeddings have a rate of their own."""
    out = []

    def add(parameters: list[tuple[str, torch.nn.Parameter]], rate: float) -> None:
        plain = [p for _, p in parameters if p.ndim > 1]
        bare = [p for _, p in parameters if p.ndim <= 1]
        out.append({"params": plain, "lr": rate, "weight_decay": recipe.weight_decay})
        out.append({"params": bare, "lr": rate, "weight_decay": 0.0})

    add(model.head_parameters(), recipe.head_rate)
    depth = len(model.layers)
    for i, layer in enumerate(model.layers):
        add(list(layer.named_parameters()), recipe.learning_rate * recipe.layer_decay ** (depth - 1 - i))
    add(
        [("positions", model.positions), *model.norm.named_parameters()],
        recipe.learning_rate * recipe.layer_decay**depth,
    )
    model.words.weight.requires_grad_(recipe.word_rate > 0)
    if recipe.word_rate > 0:
        out.append({"params": [model.words.weight], "lr": recipe.word_rate, "weight_decay": 0.0})
    return out


Objective = Callable[[ValueModel, Tensor, Tensor, Tensor, Tensor], Tensor]
"""The loss of a batch: model, ids and mask [batch, sequence], targets and known cells [batch, 82] to a scalar."""


def plain_objective(recipe: Recipe) -> Objective:
    """Masked cross-entropy, one pass."""
    def loss(model: ValueModel, ids: Tensor, mask: Tensor, targets: Tensor, known: Tensor) -> Tensor:
        return loss_of(model(ids, mask).float(), targets, known, recipe.head_weights)
    return loss


class Average:
    """Exponential moving average of the trained parameters."""

    def __init__(self, model: ValueModel, decay: float) -> None:
        self.decay = decay
        self.steps = 0
        self.model = copy.deepcopy(model)
        self.pairs = [
            (mine, theirs)
            for mine, theirs in zip(self.model.parameters(), model.parameters())
            if theirs.requires_grad
        ]

    @torch.no_grad()
    def update(self) -> None:
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        torch._foreach_lerp_([m for m, _ in self.pairs], [t for _, t in self.pairs], 1 - decay)


def epoch_rows(sources: list[Rows], shares: list[float], recipe: Recipe, rng: np.random.Generator):
    """The rows of an epoch as (source, row, token ids), and their lengths."""
    picks: list[tuple[int, int, list[int]]] = []
    for k, (source, share) in enumerate(zip(sources, shares)):
        rows = rng.permutation(len(source.ids))[: max(1, round(share * len(source.ids)))]
        for i in rows:
            own = source.ids
            if source.altered and rng.random() < recipe.altered_share:
                own = source.altered[rng.integers(len(source.altered))]
            picks.append((k, int(i), own[i]))
            if source.alternative is not None and rng.random() < recipe.argument_share:
                picks.append((k, int(i), source.alternative[i]))
    return picks, np.array([len(ids) for _, _, ids in picks])


def train(
    model: ValueModel,
    sources: list[Rows],
    recipe: Recipe,
    calibrate: Callable[[ValueModel], None] | None,
    watch: Callable[[ValueModel, str], None],
    objective: Objective | None = None,
    limit: int = 160,
) -> ValueModel:
    """Trains in place and returns the averaged model. `sources` are [arguments, comments, neutral sentences].

    The last `quantized_epochs` run with fake quantization, after `calibrate` has set the activation grids.
    `watch` is called with the averaged model after each epoch.
    """
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    optimizer = torch.optim.AdamW(groups_of(model, recipe), betas=(0.9, 0.98), eps=1e-6, fused=True)
    base = [group["lr"] for group in optimizer.param_groups]
    shares = [1.0, recipe.comments_share, recipe.neutral_share]
    plan = [epoch_rows(sources, shares, recipe, rng) for _ in range(recipe.epochs)]
    total = sum(math.ceil(len(picks) / recipe.batch) for picks, _ in plan)
    average = Average(model, recipe.average_decay)
    objective = objective or plain_objective(recipe)
    step, started = 0, time.time()
    for epoch, (picks, lengths) in enumerate(plan):
        if calibrate and epoch == recipe.epochs - recipe.quantized_epochs:
            calibrate(average.model)
            for mine, other in zip(model.quantizers(), average.model.quantizers()):
                mine.load_state_dict(other.state_dict())
            model.set_mode("on")
            average.model.set_mode("on")
        model.train()
        shown = 0.0
        for rows in batches(lengths, recipe.batch, rng):
            chosen = [picks[r] for r in rows]
            sequences = [ids for _, _, ids in chosen]
            sequences = [s if len(s) <= limit else s[: limit - 1] + s[-1:] for s in sequences]
            # Few different shapes: the matrix library prepares each new one anew.
            ids, mask = pad(sequences, -(-max(len(s) for s in sequences) // 8) * 8)
            targets = torch.from_numpy(np.stack([sources[k].targets[i] for k, i, _ in chosen]))
            known = torch.from_numpy(np.stack([sources[k].mask[i] for k, i, _ in chosen]))
            progress = step / total
            factor = min(1.0, progress / recipe.warmup) if progress < recipe.warmup else (
                0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (progress - recipe.warmup) / (1 - recipe.warmup)))
            )
            for group, rate in zip(optimizer.param_groups, base):
                group["lr"] = rate * factor
            with torch.autocast("cpu", torch.bfloat16, enabled=recipe.bf16):
                loss = objective(model, ids, mask, targets, known)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
            optimizer.step()
            average.update()
            shown += float(loss.detach())
            step += 1
        print(f"epoch {epoch + 1}/{recipe.epochs}: loss {shown / math.ceil(len(picks) / recipe.batch):.4f}, "
              f"{time.time() - started:.0f} s", flush=True)
        average.model.eval()
        watch(average.model, f"epoch {epoch + 1}")
    return average.model


@torch.inference_mode()
def predict(model: ValueModel, ids: list[list[int]], size: int = 64, bf16: bool = False) -> np.ndarray:
    """Probabilities [n, 82] in the order of `ids`."""
    model.eval()
    out = np.zeros((len(ids), model.head.out_features), np.float32)
    for rows in batches(np.array([len(s) for s in ids]), size, None):
        tokens, mask = pad([ids[i] for i in rows])
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            logits = model(tokens, mask)
        out[rows] = torch.sigmoid(logits.float()).numpy()
    return out
