"""British and American spelling: a word list of our own with its inflections, and the change from one to the other."""

from __future__ import annotations

import re
from itertools import product

_OUR = ("arb arm behavi cand clam col demean endeav fav ferv flav harb hon hum lab neighb od parl ranc rig rum sav "
        "splend tum val vap vig").split()
_OUR_ENDINGS = ("|s|ed|ing|er|ers|able|ably|ful|fully|less|hood|hoods|ly|al|ally|ite|ites|itism|ist|ists|y|ings"
                ).split("|")
_IS = """agon alphabet american anonym antagon apolog author brutal capital categor central character civil colon
commercial computer contextual critic crystall decriminal democrat demon demoral desensit digit econom emphas energ
equal fantas fertil final formal fratern general global harmon hospital human hypothes ideal idol immun incentiv
individual industrial initial institutional internal item jeopard legal legitim liberal local marginal material maxim
mechan memor militar minim mobil modern monopol moral national neutral normal optim organ ostrac patron penal personal
polar popular priorit privat public radical rational real recogn revolution romantic sanit scrutin secular sensit
social special stabil standard steril stigmat subsid summar symbol sympath synchron synthes terror traumat trivial
urban util vandal victim visual vocal weapon western""".split()
_IS_ENDINGS = "e|ed|es|er|ers|ing|able|ation|ations|ational|ationally".split("|")
_IS_BEFORE = ("", "re", "dis", "un", "de", "over")
_LL = """cancel channel council counsel dial duel equal fuel gravel grovel jewel label level libel marvel model panel
pedal quarrel rival shovel signal spiral total travel tunnel unravel""".split()
_LL_ENDINGS = "ed|ing|er|ers|or|ors|ous|ously|ings".split("|")

# One pair of words a line; the endings behind a colon are added to both.
_PAIRS = """
centre center: s
centred centered
centring centering
theatre theater: s
litre liter: s
fibre fiber: s
spectre specter: s
sombre somber
meagre meager
calibre caliber
lustre luster
sabre saber: s
defence defense: s less
offence offense: s
pretence pretense: s
fulfil fulfill: s ment
enrol enroll: s ment ments
distil distill: s
instil instill: s
enthral enthrall: s
instalment installment: s
skilful skillful: ly
wilful willful: ly
ageing aging
grey gray: s ed ing er est ish
plough plow: s ed ing man
sceptic skeptic: s al ally ism
cosy cozy
cosier cozier
cosiness coziness
mould mold: s ed ing y
smoulder smolder: s ed ing
jewellery jewelry
woollen woolen: s
catalogue catalog: s
encyclopaedia encyclopedia: s
paediatric pediatric: s ian ians
paedophile pedophile: s
anaemia anemia
anaemic anemic
anaesthetic anesthetic: s
leukaemia leukemia
haemorrhage hemorrhage: s
orthopaedic orthopedic
gynaecologist gynecologist: s
diarrhoea diarrhea
foetus fetus: es
foetal fetal
oestrogen estrogen
manoeuvre maneuver: s
moustache mustache: s
pyjamas pajamas
aluminium aluminum
aeroplane airplane: s
artefact artifact: s
sulphur sulfur
mum mom: s
mummy mommy
analyse analyze: d r rs
analysing analyzing
paralyse paralyze: d s
paralysing paralyzing
catalyse catalyze: d s
sympathiser sympathizer: s
"""

# Only from British to American: the American word is British too, in this sense or in another one.
_ONE_WAY = """
programme program: s
metre meter: s
kilometre kilometer: s
cheque check: s
tyre tire: s
kerb curb: s
licence license: s
practise practice: d s
practising practicing
judgement judgment: s
acknowledgement acknowledgment: s
learnt learned
dreamt dreamed
burnt burned
spelt spelled
spoilt spoiled
smelt smelled
analogue analog
draught draft: s
"""

_WORD = re.compile(r"[A-Za-z]+")


def _listed(lines: str) -> dict[str, str]:
    out = {}
    for line in lines.strip().splitlines():
        words, _, endings = line.partition(":")
        british, american = words.split()
        out |= {british + ending: american + ending for ending in ("", *endings.split())}
    return out


def _families() -> dict[str, str]:
    out = {}
    for before, stem, ending in product(("", "dis", "un", "mis"), _OUR, _OUR_ENDINGS):
        out[f"{before}{stem}our{ending}"] = f"{before}{stem}or{ending}"
    for before, stem, ending in product(_IS_BEFORE, _IS, _IS_ENDINGS):
        out[f"{before}{stem}is{ending}"] = f"{before}{stem}iz{ending}"
    for stem, ending in product(_LL, _LL_ENDINGS):
        out[f"{stem}l{ending}"] = f"{stem}{ending}"
    return out


_BOTH_WAYS = _families() | _listed(_PAIRS)
AMERICAN = _BOTH_WAYS | _listed(_ONE_WAY)
"""The American spelling of each British word, lower case."""
BRITISH = {american: british for british, american in _BOTH_WAYS.items()}
"""The British spelling of each American word, lower case."""


def change_spelling(text: str) -> str | None:
    """American spelling where the text has a British one, else British where it has an American one; else None."""
    for words in (AMERICAN, BRITISH):
        changed = _WORD.sub(lambda m: _like(m[0], words.get(m[0].lower(), m[0])), text)
        if changed != text:
            return changed
    return None


def _like(word: str, other: str) -> str:
    """`other` with the capitals of `word`."""
    if word.lower() == other.lower():
        return word
    if word.isupper():
        return other.upper()
    return other[:1].upper() + other[1:] if word[0].isupper() else other
