"""Changes to a text that leave what it appeals to as it is, and the pairs of sentences that they make.

Every rule takes a text and gives the changed one, or None where nothing changes; the same text always gives the same.
`python -m pipeline.perturb` writes pairs.tsv from the sentences and templates of models/evaluation/robustness.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from .contractions import change_contractions
from .spelling import change_spelling
from .templates import AXES, FOLDER, swaps

PAIRS = FOLDER / "pairs.tsv"
COLUMNS = ["kind", "original", "changed"]
Rule = Callable[[str], str | None]


@dataclass(frozen=True)
class Pair:
    """A text before and after a change of this kind."""

    kind: str
    original: str
    changed: str


def upper_case(text: str) -> str | None:
    return _unless_same(text, text.upper())


def lower_case(text: str) -> str | None:
    return _unless_same(text, text.lower())


_JOINED = re.compile(r"(?<=\w)[\-‐‑–—/]+(?=\w)")


def no_punctuation(text: str) -> str | None:
    """Without marks: between letters a hyphen or dash leaves a space, an apostrophe nothing; numbers keep theirs."""
    spaced = _JOINED.sub(" ", text)
    kept = "".join(c for i, c in enumerate(spaced) if not _is_mark(spaced, i))
    return None if kept == text else _unless_same(text, re.sub(r" {2,}", " ", kept).strip())


def _is_mark(text: str, i: int) -> bool:
    """Punctuation, apart from signs that are read aloud (%, &) and what stands between two digits."""
    if not unicodedata.category(text[i]).startswith("P") or text[i] in "%&":
        return False
    return not (text[i] in ".,:" and text[i - 1 : i].isdigit() and text[i + 1 : i + 2].isdigit())


# The keys beside each key on a QWERTY keyboard.
_BESIDE = dict(zip("qwertyuiopasdfghjklzxcvbnm", (
    "wa qes wrd etf ryg tuh yij uok ipl ol qsz adw sfe dgr fht gjy hku jli ko asx zcd xvf cbg vnh bmj nk".split()
)))
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
WORDS_A_SLIP, SHORTEST = 8, 4


def typos(text: str) -> str | None:
    """Slips of the fingers, one in eight words and at least one: two letters swapped, one dropped, doubled or missed.

    Words under four letters stay, as do words with an apostrophe and every word's first letter.
    """
    words = list(_LETTERS.finditer(text))
    eligible = [m for m in words if len(m[0]) >= SHORTEST and m[0].isalpha()]
    rng = random.Random(f"typos\n{text}")
    slips = max(1, round(len(words) / WORDS_A_SLIP))
    chosen = []
    while eligible and len(chosen) < slips:
        chosen.append(eligible.pop(_below(rng, len(eligible))))
    for m in sorted(chosen, key=lambda m: -m.start()):
        text = text[: m.start()] + slip(m[0], rng) + text[m.end() :]
    return text if chosen else None


def slip(word: str, rng: random.Random) -> str:
    """The word with one slip behind its first letter."""
    i = 1 + _below(rng, len(word) - 1)
    kind = ("swap", "drop", "double", "neighbour")[_below(rng, 4)]
    swappable = [k for k in range(1, len(word) - 1) if word[k] != word[k + 1]]
    if kind == "swap" and swappable:
        i = swappable[_below(rng, len(swappable))]
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    if kind == "drop":
        return word[:i] + word[i + 1 :]
    beside = _BESIDE.get(word[i].lower())
    if kind == "neighbour" and beside:
        key = beside[_below(rng, len(beside))]
        return word[:i] + (key.upper() if word[i].isupper() else key) + word[i + 1 :]
    return word[: i + 1] + word[i:]


_SAYS = ("She said that", "He said that", "They told us that", "One reader wrote that", "In the interview, he said that",
         "According to the letter,", "In her view,", "As the article puts it,")
_ASKS = ("She said:", "The letter says:", "He wrote:", "From the interview:")
# A sentence of another mood cannot stand behind "that".
_NO_STATEMENT = re.compile(r"^(?:let|let['’]s|do not|don['’]t|please|keep|stop|never|teach|pay|fulfil|why|how|what|who|when)\b|\?", re.I)
_KEEPS_CAPITAL = re.compile(
    r"^(?:I\b|\W|\w*\d|\w*[A-Z]\w*[A-Z]|[A-Z]\w* [A-Z]|(?:God|Jesus|Bible|Allah|Christ|Christmas|Christian|Muslim|Islam|Jew|"
    r"Hindu|Buddhis|Catholic|America|Europe|Africa|Asia|Engl|Brit|Fr[ae]nc|German|Chin|Russia|India|Israel|Palestin|"
    r"Canad|Austral|Mexic|Monday|Sunday|Internet)\w*)"
)


def neutral_prefix(text: str) -> str | None:
    """Behind words that tell who speaks and nothing else: "She said that …", "According to the letter, …"."""
    if not any(c.isalpha() for c in text):
        return None
    rng = random.Random(f"neutral-prefix\n{text}")
    prefixes = _ASKS if _NO_STATEMENT.search(text) else _SAYS
    prefix = prefixes[_below(rng, len(prefixes))]
    if prefix.endswith(":") or _KEEPS_CAPITAL.match(text):
        return f"{prefix} {text}"
    return f"{prefix} {text[0].lower()}{text[1:]}"


def _below(rng: random.Random, count: int) -> int:
    # Of the generator's methods only this one is promised to give the same in every version of Python.
    return int(rng.random() * count)


def _unless_same(text: str, changed: str) -> str | None:
    return None if changed in (text, "") else changed


RULES: dict[str, Rule] = {
    "upper-case": upper_case, "lower-case": lower_case, "no-punctuation": no_punctuation, "typos": typos,
    "contractions": change_contractions, "spelling": change_spelling, "neutral-prefix": neutral_prefix,
}
SWAPS = {f"swap-{axis}": axis for axis in AXES}
KINDS = (*RULES, *SWAPS)


def changed_texts(texts: list[str]) -> list[Pair]:
    """Each rule on each text, rule by rule; texts that a rule leaves as they are give no pair."""
    return [
        Pair(kind, text, changed) for kind, rule in RULES.items() for text in texts
        if (changed := rule(text)) is not None
    ]


def all_pairs() -> list[Pair]:
    """What pairs.tsv holds: every rule on our sentences, then the templates' swaps."""
    sentences = (FOLDER / "sentences.txt").read_text(encoding="utf-8").splitlines()
    swapped = [Pair(kind, *pair) for kind, axis in SWAPS.items() for pair in swaps(axis)]
    return changed_texts(sentences) + swapped


def as_table(pairs: list[Pair]) -> str:
    """Tab-separated lines below a header."""
    return "".join("\t".join(row) + "\n" for row in (COLUMNS, *([p.kind, p.original, p.changed] for p in pairs)))


def main() -> None:
    """Writes pairs.tsv."""
    pairs = all_pairs()
    PAIRS.write_text(as_table(pairs), encoding="utf-8")
    for kind in KINDS:
        print(f"{kind}: {sum(pair.kind == kind for pair in pairs)} pairs")


if __name__ == "__main__":
    main()
