"""Reddit markdown to plain text, in the shape in which a reader would paste it."""

from __future__ import annotations

import html
import re

_LINK = re.compile(r"!?\[([^\]]*)\]\(\s*<?[^)\s]*>?(?:\s+\"[^\"]*\")?\s*\)")
_BARE_URL = re.compile(r"(?:https?://|www\.)\S+")
_QUOTE_MARK = re.compile(r"(?m)^[ \t]*(?:>[ \t]?!?)+[ \t]*")
_SPOILER = re.compile(r">!|!<")
_HEADING_OR_BULLET = re.compile(r"(?m)^[ \t]*(?:#{1,6}[ \t]+|[*+\-][ \t]+)")
_RULE = re.compile(r"(?m)^[ \t]*(?:[-*_][ \t]*){3,}$")
_EMPHASIS = re.compile(r"(?<![\w\\])(\*{1,3}|_{1,3}|~~)(?=\S)(.+?)(?<=\S)\1(?!\w)", re.S)
_CODE = re.compile(r"`+([^`]*)`+")
_SUPERSCRIPT = re.compile(r"\^+\(?([^\s()^]+)\)?")
_MENTION = re.compile(r"(?<![\w/])/?u/[\w-]+")
_COMMUNITY = re.compile(r"(?<![\w/])/?r/(\w+)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~>^|])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffd]")
_SPACE = re.compile(r"\s+")


def clean_reddit(text: str) -> str:
    """Removes HTML escapes (up to two layers) and markdown; one line of plain text comes out.

    Links keep their text and lose their address, bare addresses go, mentions of users
    become "someone", names of communities lose their prefix, quoted lines stay without their marker.
    """
    text = html.unescape(html.unescape(text))
    text = _INVISIBLE.sub("", text).replace("\u00a0", " ")
    text = _LINK.sub(r"\1", text)
    text = _BARE_URL.sub(" ", text)
    text = _QUOTE_MARK.sub("", text)
    text = _SPOILER.sub("", text)
    text = _RULE.sub("", text)
    text = _HEADING_OR_BULLET.sub("", text)
    text = _CODE.sub(r"\1", text)
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    text = _SUPERSCRIPT.sub(r"\1", text)
    text = _MENTION.sub("someone", text)
    text = _COMMUNITY.sub(r"\1", text)
    text = _ESCAPE.sub(r"\1", text)
    return _SPACE.sub(" ", text).strip()


def normalise(text: str) -> str:
    """Lower-case words alone: the form in which two texts count as equal."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))
