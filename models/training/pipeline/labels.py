"""The heads of the model and their labels, in the order of the output columns."""

from __future__ import annotations

import re
from dataclasses import dataclass

TOUCHE_54_NAMES = (
    "Be creative", "Be curious", "Have freedom of thought", "Be choosing own goals", "Be independent",
    "Have freedom of action", "Have privacy", "Have an exciting life", "Have a varied life", "Be daring",
    "Have pleasure", "Be ambitious", "Have success", "Be capable", "Be intellectual", "Be courageous",
    "Have influence", "Have the right to command", "Have wealth", "Have social recognition",
    "Have a good reputation", "Have a sense of belonging", "Have good health", "Have no debts",
    "Be neat and tidy", "Have a comfortable life", "Have a safe country", "Have a stable society",
    "Be respecting traditions", "Be holding religious faith", "Be compliant", "Be self-disciplined",
    "Be behaving properly", "Be polite", "Be honoring elders", "Be humble", "Have life accepted as is",
    "Be helpful", "Be honest", "Be forgiving", "Have the own family secured", "Be loving", "Be responsible",
    "Have loyalty towards friends", "Have equality", "Be just", "Have a world at peace",
    "Be protecting the environment", "Have harmony with nature", "Have a world of beauty", "Be broadminded",
    "Have the wisdom to accept others", "Be logical", "Have an objective view",
)
SCHWARTZ_20_NAMES = (
    "Self-direction: thought", "Self-direction: action", "Stimulation", "Hedonism", "Achievement",
    "Power: dominance", "Power: resources", "Face", "Security: personal", "Security: societal", "Tradition",
    "Conformity: rules", "Conformity: interpersonal", "Humility", "Benevolence: caring",
    "Benevolence: dependability", "Universalism: concern", "Universalism: nature", "Universalism: tolerance",
    "Universalism: objectivity",
)
MFT_NAMES = ("Care", "Equality", "Proportionality", "Loyalty", "Authority", "Purity", "Thin Morality")


def kebab(name: str) -> str:
    """The stable id of a label: "Self-direction: thought" becomes "self-direction-thought"."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


@dataclass(frozen=True)
class Head:
    """A run of output columns: `offset` is its first column among the 82; `taxonomy` has its labels.

    `smoothing` (log odds) is the width over which F1 is averaged when a threshold is chosen: foundations have few
    positives, and with a narrow one their thresholds follow single comments.
    """

    id: str
    taxonomy: str
    names: tuple[str, ...]
    offset: int
    domain: str
    smoothing: float = 0.25

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(kebab(name) for name in self.names)

    @property
    def columns(self) -> slice:
        return slice(self.offset, self.offset + len(self.names))


ARGUMENTS = "English arguments"
REDDIT = "English Reddit comments"

TOUCHE_54 = Head("touche-54", "touche-54", TOUCHE_54_NAMES, 0, ARGUMENTS)
SCHWARTZ_20 = Head("schwartz-20", "schwartz-20", SCHWARTZ_20_NAMES, 54, ARGUMENTS)
MFT = Head("mft", "mft-6", MFT_NAMES, 74, REDDIT, 1.0)
MORAL_PRESENCE = Head("moral-presence", "moral-presence", ("Moral presence",), 81, REDDIT, 1.0)
HEADS = (TOUCHE_54, SCHWARTZ_20, MFT, MORAL_PRESENCE)
WIDTH = 82
