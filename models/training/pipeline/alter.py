"""Other wordings of a training text that say the same: slips, lost punctuation, somebody who says it, another gender.

The kinds are those that `perturb.py` measures, the words are not: no prefix here is one of the test's, and none of
the test's sentences is used.
"""

from __future__ import annotations

import random
import re

from .perturb import no_punctuation, slip

_SPEAKERS = (
    "My neighbour thinks that", "Someone at the meeting argued that", "Many people believe that", "The author claims that",
    "I once heard that", "A friend told me that", "On the radio they said that", "The speaker explained that",
    "A caller said:", "From a letter to the editor:", "One comment reads:", "Another person answered:",
)
_WORD = re.compile(r"[A-Za-z]{4,}")
SLIP_RATE = 0.125
"""Share of words of four letters or more in which a slip is made; at least one a text."""


_PAIRS = (
    "he she", "him her", "his her", "himself herself", "man woman", "men women", "boy girl", "boys girls", "father mother",
    "fathers mothers", "son daughter", "sons daughters", "husband wife", "brother sister", "brothers sisters", "mr mrs",
    "male female", "males females", "guy girl", "dad mom", "uncle aunt", "boyfriend girlfriend", "king queen",
)
_FEMALE = {male: female for male, female in (pair.split() for pair in _PAIRS)}
# Of words with two counterparts the first one counts: "her" becomes "him", which is wrong half the time and no matter.
_MALE = {female: male for male, female in reversed(list(_FEMALE.items()))}
_GENDERED = re.compile(rf"\b(?:{'|'.join((*_FEMALE, *_MALE))})\b", re.I)


def other_gender(text: str) -> str:
    """Men for women and women for men, word by word; the text itself where neither is named."""
    def swap(match: re.Match[str]) -> str:
        word = match[0]
        other = _FEMALE.get(word.lower()) or _MALE[word.lower()]
        return other.upper() if word.isupper() and len(word) > 1 else other.capitalize() if word[0].isupper() else other

    return _GENDERED.sub(swap, text)


def altered(text: str, rng: random.Random) -> str:
    """The text with one of the changes, or some: random, but the same for the same state of `rng`."""
    swapped = other_gender(text)
    if swapped != text:
        if rng.random() < 0.5:
            return swapped
        if rng.random() < 0.5:
            text = swapped
    chance = rng.random()
    if chance < 0.55:
        return _slips(text, rng)
    if chance < 0.85:
        said = _said(text, rng)
        return _slips(said, rng) if chance > 0.8 else said
    return no_punctuation(text) or text


def _slips(text: str, rng: random.Random) -> str:
    words = list(_WORD.finditer(text))
    chosen = [m for m in words if rng.random() < SLIP_RATE] or (words and [words[int(rng.random() * len(words))]])
    for m in reversed(chosen or []):
        text = text[: m.start()] + slip(m[0], rng) + text[m.end() :]
    return text


def _said(text: str, rng: random.Random) -> str:
    speaker = _SPEAKERS[int(rng.random() * len(_SPEAKERS))]
    keeps = speaker.endswith(":") or not text[1:2].islower()
    return f"{speaker} {text}" if keeps else f"{speaker} {text[0].lower()}{text[1:]}"


def versions(texts: list[str], count: int, seed: int) -> list[list[str]]:
    """`count` lists of altered texts, each in the order of `texts`."""
    return [[altered(text, random.Random(f"{seed}\n{k}\n{text}")) for text in texts] for k in range(count)]
