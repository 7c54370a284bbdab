"""Legible: a text without signs that nobody sees and without letters in disguise, so that words are found as they are read."""

from __future__ import annotations

import re
import unicodedata


def legible(text: str) -> str:
    """The text without soft hyphens and other invisible signs, with full-width and mathematical letters and ligatures as usual ones.

    Accents written apart join their letters (NFC). What stays: emoji that are joined of several, joiners and marks of direction within scripts
    that need them, fractions, powers and currency signs. Most texts come back as they are.
    """
    if text.isascii():
        return text
    plain = _DISGUISED.sub(lambda met: unicodedata.normalize("NFKC", met[0]), unicodedata.normalize("NFC", text))
    return unicodedata.normalize("NFC", _UNSEEN.sub("", plain)) if _UNSEEN.search(plain) else plain


_DISGUISED = re.compile("[\uff0b\uff0d\uff0e\uff10-\uff19\uff20-\uff3a\uff3f\uff41-\uff5a\ufb00-\ufb06\U0001d400-\U0001d7ff]+")
_LATIN = "A-Za-z0-9\u00c0-\u024f"
_JOINED = "\u0590-\u1fff\u2600-\u2bff\ufe0f\U0001f000-\U0001faff"
"""Scripts whose letters joiners shape, and emoji."""
_UNSEEN = re.compile(
    "[\u00ad\u034f\u180e\u200b\u2060-\u2064\ufeff]+"
    rf"|(?<![{_JOINED}])[\u200c\u200d]+|[\u200c\u200d]+(?![{_JOINED}\u200c\u200d])"
    rf"|(?<=[{_LATIN}])[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufe00-\ufe0e]+(?=[{_LATIN}])"
)
