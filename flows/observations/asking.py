"""Asking: whether a paragraph asks, in Finnish and English, by its marks and its first words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_OPENERS = re.compile(
    r"(?:ja |no |entä |okei,? |ok,? |hyvä,? |and |so |okay,? |great,? )*"
    r"(?:kerro(?:tko|pa|isitko)?|kuvaile|kuvailisitko|kuvaa|muistele|mieti|ajattele|näytä|selitä|arvioi|kuvittele|entä\b.*"
    r"|(?!koko\b|joko\b|pakko\b|verkko\b|lakko\b|ukko\b|pankko\b|jakko\b|niinkö\b|pikkö\b)[^\W\d_]{2,}(?:ko|kö)(?:han|hän)?(?=,? \w)"
    r"|tell (?:me|us)|describe|walk (?:me|us)|talk (?:me|us)|explain|imagine|think (?:of|about|back)|show (?:me|us)|could you|can you|would you"
    r"|please (?:tell|describe|explain|show))\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\w+://\S+")
_CLOSERS = " \t\n\"'”’»)]*_…."


@lru_cache(maxsize=2048)
def asks(text: str) -> bool:
    """Whether a paragraph asks: it ends in a question mark, or nearly so, or opens like a request and is short."""
    bare = (_ADDRESS.sub("", text) if "://" in text else text).strip()
    if bare.rstrip(_CLOSERS).endswith("?"):
        return True
    if "?" in bare:
        return len(bare.rsplit("?", 1)[1].split()) <= 6
    return len(bare.split()) <= 30 and bool(_OPENERS.match(bare.lstrip("-–—•* \t")))


def share(texts: Iterable[str]) -> float:
    """Share of the texts that ask, 0 to 1; a request without a question mark counts 0.7."""
    weights = [(1.0 if "?" in t else 0.7) if asks(t) else 0.0 for t in texts]
    return sum(weights) / len(weights) if weights else 0.0
