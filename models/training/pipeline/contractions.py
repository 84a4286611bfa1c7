"""Contractions and their full forms: "don't" to "do not" and back."""

from __future__ import annotations

import re
from collections.abc import Callable

_AUXILIARY = "do|does|did|is|are|was|were|has|have|had|would|could|should|must"
_SUBJECT = "I|you|he|she|it|we|they|this|that|there"
_PARTICIPLE = (r"been|had|got|given|taken|made|done|gone|seen|known|lost|found|kept|told|become|built|said|spent|left|"
               r"learnt|fought|chosen|broken|written|forgotten|turned|\w{2,}(?<!e)ed")
_ADVERB = r"(?:(?:always|never|just|already|also|only|ever|not|all) )?"
_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def _rule(pattern: str, make: Callable[[re.Match[str]], str]) -> _Rule:
    return re.compile(pattern, re.IGNORECASE), make


def _ending(ending: str) -> Callable[[re.Match[str]], str]:
    """The first group with `ending`, which is in capitals where all of the match is."""
    return lambda m: m[1] + (ending.upper() if m[0].isupper() else ending)


_EXPAND: list[_Rule] = [
    # "Don't you think …" has its subject before the "not".
    _rule(rf"(^|[.!?,;:\"“—–] ?|\b(?:why|what|how|where|when|and|but|or) )({_AUXILIARY})n['’]t ({_SUBJECT})\b",
          lambda m: f"{m[1]}{m[2]} {m[3]} {'NOT' if m[2].isupper() else 'not'}"),
    _rule(r"\b(w)on['’]t\b", _ending("ill not")),
    _rule(r"\b(c)an['’]t\b", _ending("annot")),
    _rule(r"\b(sh)an['’]t\b", _ending("all not")),
    _rule(rf"\b({_AUXILIARY}|need|ought)n['’]t\b", _ending(" not")),
    _rule(r"\b(let)['’]s\b", _ending(" us")),
    _rule(r"\b(I)['’]m\b", _ending(" am")),
    _rule(r"\b(you|we|they|there|who)['’]re\b", _ending(" are")),
    _rule(r"\b(I|you|we|they|who|would|could|should|might|must)['’]ve\b", _ending(" have")),
    _rule(r"\b(I|you|he|she|it|we|they|who|that|there|this)['’]ll\b", _ending(" will")),
    _rule(rf"\b(I|you|he|she|it|we|they|who|that|there)['’]d(?= (?:better|{_ADVERB}(?:{_PARTICIPLE}))\b)", _ending(" had")),
    _rule(r"\b(I|you|he|she|it|we|they|who|that|there)['’]d\b", _ending(" would")),
    # Before other participles "is" is as likely: "it's called", "she's gone".
    _rule(rf"\b(it|he|she|that|there|what|who|where|here|how)['’]s(?= {_ADVERB}(?:been|got|had|become)\b)", _ending(" has")),
    _rule(r"\b(it|he|she|that|there|what|who|where|here|how)['’]s\b", _ending(" is")),
]

# A full form stays where something is left out behind it ("what it is.") or moved away ("what she is worth").
_MORE = r"(?= \w)"
_FREE = r"(?<!what )(?<!how )(?<!than )(?<!as )(?<!where )(?<!whoever )(?<!whatever )"

_CONTRACT: list[_Rule] = [
    _rule(r"\b(w)ill not\b(?! only)", _ending("on't")),
    _rule(r"\b(c)an ?not\b(?! only)", _ending("an't")),
    _rule(rf"\b({_AUXILIARY}) not\b(?! only)", _ending("n't")),
    _rule(r"^(let) us\b(?= \w)", _ending("'s")),
    _rule(rf"{_FREE}\b(I) am\b{_MORE}", _ending("'m")),
    _rule(rf"{_FREE}\b(you|we|they) are\b{_MORE}", _ending("'re")),
    _rule(rf"{_FREE}\b(it|he|she|that|there|what|who) is\b{_MORE}", _ending("'s")),
    _rule(rf"\b(it|he|she|there|who) has\b(?= {_ADVERB}(?:{_PARTICIPLE})\b)", _ending("'s")),
    _rule(rf"\b(I|you|we|they|who) have\b(?= {_ADVERB}(?:{_PARTICIPLE})\b)", _ending("'ve")),
    _rule(rf"\b(I|you|he|she|it|we|they) will\b{_MORE}", _ending("'ll")),
    _rule(rf"\b(I|you|he|she|we|they) would\b{_MORE}", _ending("'d")),
]


def expand(text: str) -> str:
    """Full forms in place of contractions: "don't" becomes "do not", "it's been" becomes "it has been"."""
    return _apply(_EXPAND, text)


def contract(text: str) -> str:
    """Contractions in place of full forms: "do not" becomes "don't", "we will" becomes "we'll"."""
    return _apply(_CONTRACT, text)


def change_contractions(text: str) -> str | None:
    """Full forms where the text has contractions, else contractions where it has full forms; else None."""
    for change in (expand, contract):
        if (changed := change(text)) != text:
            return changed
    return None


def _apply(rules: list[_Rule], text: str) -> str:
    for pattern, make in rules:
        text = pattern.sub(make, text)
    return text
