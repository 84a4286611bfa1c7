"""The ideas that `search.py` tries, each a small change of the recipe."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from .data import Table, split_groups
from .describe import BIAS, draw, nearness, read_phrases, start_heads
from .labels import HEADS, TOUCHE_54, WIDTH
from .members import new_model
from .model import HIDDEN, ValueModel, load_encoder
from .tokens import batches, encode, pad
from .train import Objective, Recipe, Rows, loss_of, predict, train


@dataclass
class Setting:
    """What every trial is given."""

    data: Path
    tokenizer: Tokenizer
    training: Table
    validation: Table
    training_ids: list[list[int]]
    argument_ids: list[list[int]]
    validation_ids: list[list[int]]


@dataclass(frozen=True)
class Idea:
    """One change; what is left out is as in `search.BASE`. `before` trains the fresh model on something else first."""

    what: str
    recipe: dict[str, Any] = field(default_factory=dict)
    model: Callable[[Recipe], ValueModel] | None = None
    objective: Callable[[Recipe, Setting], Objective] | None = None
    targets: Callable[[Setting, Path], np.ndarray] | None = None
    before: Callable[[ValueModel, Setting, int], None] | None = None


def soft_conclusions(share: float) -> Callable[[Setting, Path], np.ndarray]:
    """Targets moved by `share` towards the mean of the arguments in favour of the same conclusion."""
    def targets(given: Setting, _: Path) -> np.ndarray:
        table = given.training
        favour = np.array([" | in favor of: " in text for text in table.arguments or []])
        groups = np.array(table.groups)
        out = table.targets.copy()
        for name in set(table.groups):
            rows, own = np.flatnonzero(groups == name), np.flatnonzero((groups == name) & favour)
            if len(own) > 1:
                out[rows] = (1 - share) * out[rows] + share * table.targets[own].mean(0)
        return out
    return targets


def asymmetric(recipe: Recipe, _: Setting) -> Objective:
    """Asymmetric loss (Ridnik et al. 2021): easy negatives weigh less; gamma+ 0, gamma- 2, margin 0.02."""
    def loss(model: ValueModel, ids: Tensor, mask: Tensor, targets: Tensor, known: Tensor) -> Tensor:
        z = model(ids, mask).float()
        p = (torch.sigmoid(z) - 0.02).clamp_min(0).detach()
        weights = torch.where(targets > 0.5, torch.ones_like(p), 4 * p**2)
        return loss_of(z, targets, known * weights, recipe.head_weights)
    return loss


def balanced(recipe: Recipe, _: Setting) -> Objective:
    """Positives of a rare label weigh more: the square root of negatives over positives of a batch-long average."""
    seen = torch.full((WIDTH,), 0.1)

    def loss(model: ValueModel, ids: Tensor, mask: Tensor, targets: Tensor, known: Tensor) -> Tensor:
        seen.lerp_(targets.mean(0), 0.02)
        weights = 1 + targets * (((1 - seen) / seen.clamp_min(0.01)).sqrt().clamp(1, 4) - 1)
        return loss_of(model(ids, mask).float(), targets, known * weights, recipe.head_weights)
    return loss


def r_drop(recipe: Recipe, _: Setting, strength: float = 1.0) -> Objective:
    """Two passes with other dropout, and the distance of their distributions (Liang et al. 2021)."""
    def loss(model: ValueModel, ids: Tensor, mask: Tensor, targets: Tensor, known: Tensor) -> Tensor:
        a, b = model(torch.cat([ids, ids]), torch.cat([mask, mask])).float().chunk(2)
        plain = (loss_of(a, targets, known, recipe.head_weights) + loss_of(b, targets, known, recipe.head_weights)) / 2
        pa, pb = torch.sigmoid(a), torch.sigmoid(b)
        apart = (pa - pb) * (a - b)
        return plain + strength * loss_like(apart, known, recipe)
    return loss


def loss_like(cells: Tensor, known: Tensor, recipe: Recipe) -> Tensor:
    """Cells [batch, 82] summed over heads as the loss sums them, halved: a symmetric divergence counts both ways."""
    total = cells.new_zeros(())
    for head, weight in zip(HEADS, recipe.head_weights):
        total = total + weight * (cells * known)[:, head.columns].sum() / len(head.ids) / cells.shape[0] / 2
    return total


class LabelAttention(ValueModel):
    """Beside the mean over tokens, each label looks at the tokens that matter to it."""

    def __init__(self, dropout: float) -> None:
        super().__init__(dropout)
        self.queries = nn.Parameter(torch.randn(WIDTH, HIDDEN) * 0.02)
        self.look = nn.Parameter(torch.randn(WIDTH, HIDDEN) * 0.02)

    def read(self, x: Tensor, mask: Tensor) -> Tensor:
        x = x.float()
        bias = ((1 - mask.float()) * -1e4)[:, None, :]
        weights = torch.softmax(torch.einsum("lh,bsh->bls", self.queries, x) + bias, -1)
        seen = self.head_dropout(torch.einsum("bls,bsh->blh", weights, x))
        return self.head(self.head_dropout(self.pooled(x, mask))) + torch.einsum("blh,lh->bl", seen, self.look)

    def head_parameters(self) -> list[tuple[str, nn.Parameter]]:
        return [*super().head_parameters(), ("queries", self.queries), ("look", self.look)]


def label_attention(recipe: Recipe) -> ValueModel:
    torch.manual_seed(recipe.seed)
    model = LabelAttention(recipe.dropout)
    load_encoder(model)
    return model


def described(epochs: int, heads: bool = True) -> Callable[[ValueModel, Setting, int], None]:
    """Sentences drawn towards label phrases first; then, unless told otherwise, heads that start there."""
    def before(model: ValueModel, given: Setting, seed: int) -> None:
        phrases = read_phrases(given.data, given.tokenizer)
        if epochs > 0:
            draw(model, given.training_ids, given.training.targets, phrases, epochs, seed)
        if heads:
            start_heads(model, phrases)
    return before


def described_joint(weight: float) -> Callable[[Recipe, Setting], Objective]:
    """Sentence vectors go on being drawn towards label phrases while the heads train."""
    def make(recipe: Recipe, given: Setting) -> Objective:
        rng = np.random.default_rng(recipe.seed)
        phrases = read_phrases(given.data, given.tokenizer)

        def loss(model: ValueModel, ids: Tensor, mask: Tensor, targets: Tensor, known: Tensor) -> Tensor:
            x = model.tokens(ids, mask)
            plain = loss_of(model.read(x, mask).float(), targets, known, recipe.head_weights)
            logits = nearness(model, model.pooled(x, mask), phrases, rng) + BIAS
            c = TOUCHE_54.columns
            near = F.binary_cross_entropy_with_logits(logits, targets[:, c], reduction="none") * known[:, c]
            return plain + weight * near.mean()
        return loss
    return make


def masked_words(model: ValueModel, given: Setting, seed: int, epochs: int = 2) -> None:
    """Continued masked-language training on the training premises; output words are the input embeddings."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    mask_id = given.tokenizer.token_to_id("[MASK]")
    turn, bias = nn.Linear(HIDDEN, HIDDEN), nn.Parameter(torch.zeros(model.words.weight.shape[0]))
    nn.init.eye_(turn.weight)
    norm = nn.LayerNorm(HIDDEN)
    model.words.weight.requires_grad_(False)
    own = [p for n, p in model.named_parameters() if p.requires_grad and not n.startswith("head")]
    optimizer = torch.optim.AdamW(
        [{"params": own, "lr": 5e-5}, {"params": [*turn.parameters(), *norm.parameters(), bias], "lr": 1e-3}])
    lengths = np.array([len(s) for s in given.training_ids])
    model.train()
    for _ in range(epochs):
        for rows in batches(lengths, 32, rng):
            ids, mask = pad([given.training_ids[i][:128] for i in rows])
            hidden = torch.from_numpy(rng.random(ids.shape) < 0.15) & (mask > 0) & (ids > 103)
            if not hidden.any():
                continue
            shown = torch.where(hidden & torch.from_numpy(rng.random(ids.shape) < 0.9), mask_id, ids)
            with torch.autocast("cpu", torch.bfloat16):
                x = model.tokens(shown, mask)[hidden]
                z = norm(F.gelu(turn(x)).float()) @ model.words.weight.T * 4 + bias
            loss = F.cross_entropy(z.float(), ids[hidden])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()


def rules_of_thumb(model: ValueModel, given: Setting, seed: int, epochs: int = 1) -> None:
    """Training on moral foundations of Social-Chem-101's rules of thumb first."""
    names = ("care-harm", "fairness-cheating", "loyalty-betrayal", "authority-subversion", "sanctity-degradation")
    texts, truth = [], []
    for part in ("obligatory", "optional"):
        with open(given.data / "social-chem-101-subset" / f"{part}_sc101.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                texts.append(row["rot"])
                chosen = row["rot-moral-foundations"].split("|")
                truth.append([float(name in chosen) for name in names])
    targets, ids = np.array(truth, np.float32), encode(given.tokenizer, texts)
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    head = nn.Linear(HIDDEN, len(names))
    model.words.weight.requires_grad_(False)
    own = [p for n, p in model.named_parameters() if p.requires_grad and not n.startswith("head")]
    optimizer = torch.optim.AdamW([{"params": own, "lr": 5e-5}, {"params": head.parameters(), "lr": 1e-3}])
    model.train()
    for _ in range(epochs):
        for rows in batches(np.array([len(s) for s in ids]), 32, rng):
            tokens, mask = pad([ids[i] for i in rows])
            with torch.autocast("cpu", torch.bfloat16):
                z = head(model.pooled(model.tokens(tokens, mask), mask))
            loss = F.binary_cross_entropy_with_logits(z.float(), torch.from_numpy(targets[rows]))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()


def taught(share: float, folds: int = 3) -> Callable[[Setting, Path], np.ndarray]:
    """Targets moved by `share` towards teachers that did not train on the row's conclusion.

    A teacher sees premise, stance and conclusion; its scores are the mean over that form and the premise alone.
    """
    def targets(given: Setting, work: Path) -> np.ndarray:
        file = work / "teachers.npy"
        if not file.exists():
            # Another seed may teach at the same moment: it must never read half a file.
            own = file.with_name(f"teachers-{os.getpid()}.npy")
            np.save(own, teach(given, folds))
            own.replace(file)
        return ((1 - share) * given.training.targets + share * np.load(file)).astype(np.float32)
    return targets


def teach(given: Setting, folds: int) -> np.ndarray:
    """Scores [n, 82] of every training row by the teacher that has not seen its conclusion."""
    table = given.training
    fold = np.zeros(len(table), int)
    rest = np.arange(len(table))
    for k in range(folds - 1):
        keep, held = split_groups([table.groups[i] for i in rest], 1 / (folds - k), k)
        fold[rest[held]] = folds - 1 - k
        rest = rest[keep]
    out = np.zeros((len(table), WIDTH), np.float32)
    recipe = replace(Recipe(), quantized_epochs=0, altered_share=0.0, argument_share=1.0, epochs=3)
    for k in range(folds):
        inside, outside = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        rows = Rows([given.training_ids[i] for i in inside], table.targets[inside], table.mask[inside],
                    [given.argument_ids[i] for i in inside])
        model = train(new_model(recipe), [rows], replace(recipe, seed=recipe.seed + 100 + k), None, lambda *_: None)
        forms = (given.training_ids, given.argument_ids)
        out[outside] = np.mean([predict(model, [ids[i] for i in outside]) for ids in forms], 0)
    return out


IDEAS = {
    "base": Idea("the recipe without label phrases and other wordings, on arguments alone"),
    "described": Idea("sentence vectors drawn towards label phrases for an epoch, heads start there", before=described(1)),
    "described-3": Idea("the same for three epochs", before=described(3)),
    "described-only": Idea("the same for an epoch, heads start at random", before=described(1, False)),
    "described-joint": Idea("and goes on while the heads train", objective=described_joint(1.0), before=described(1)),
    "described-attention": Idea("an epoch of label phrases, and each label looks at tokens of its own", model=label_attention, before=described(1)),
    "described-soft": Idea("an epoch of label phrases, 0.15 of the aim from arguments for the same conclusion", targets=soft_conclusions(0.15), before=described(1)),
    "described-altered": Idea("an epoch of label phrases, three in ten texts in another wording", {"altered_share": 0.3}, before=described(1)),
    "described-asymmetric": Idea(
        "an epoch of label phrases, other wordings, asymmetric loss", {"altered_share": 0.3}, before=described(1), objective=asymmetric),
    "epochs-6": Idea("six epochs instead of four", {"epochs": 6}),
    "described-heads": Idea("heads start at the label phrases' vectors", before=described(0)),
    "label-attention": Idea("each label looks at tokens of its own", model=label_attention),
    "taught": Idea("half the aim from teachers with stance and conclusion", targets=taught(0.5)),
    "soft-conclusions": Idea("0.15 of the aim from arguments for the same conclusion", targets=soft_conclusions(0.15)),
    "words": Idea("word embeddings train, at 3e-5", {"word_rate": 3e-5}),
    "r-drop": Idea("two passes that must agree", objective=r_drop),
    "asymmetric": Idea("asymmetric loss", objective=asymmetric),
    "balanced": Idea("rare labels' positives weigh more", objective=balanced),
    "rules-of-thumb": Idea("an epoch on Social-Chem-101 first", before=rules_of_thumb),
    "masked-words": Idea("two epochs of masked words on training premises first", before=masked_words),
}
