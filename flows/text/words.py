"""Words: a text made comparable, its words, and the words that say nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from flows.text.nothings import ENGLISH, FINNISH

WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


def normal(text: str) -> str:
    """The text for comparing: NFKC, one kind of quote, dash and space, no invisible marks, casefolded. Normal texts stay as they are."""
    return " ".join(_of_one_kind(_of_one_kind(text).casefold()).split())


def tokens(text: str) -> list[str]:
    """Words in order, casefolded; inner hyphens and apostrophes belong to a word, digits do not."""
    return WORD.findall(normal(text))


@cache
def stop_words(language: str) -> frozenset[str]:
    """Words too common to tell a subject, `fi` or `en`, or both; what customers talk about (bill, order, apu) is not among them."""
    if language not in _SUBJECTS:
        return stop_words("en") | stop_words("fi")
    from stop_words import get_stop_words

    return frozenset(normal(word) for word in get_stop_words(language)) - _SUBJECTS[language]


def is_nothing(text: str) -> bool:
    """Whether the whole text is polite nothings (`Ei mitään, kiitos.`, `all good :)`, `-`) or has no letter at all."""
    return all(_says_nothing(tokens(clause)) for clause in _CLAUSE.split(text))


@lru_cache(maxsize=2**18)
def says_nothing(text: str) -> bool:
    """Whether a short text is a polite nothing; a longer one says something, and is not looked up. Remembered, for many ask it of the same text."""
    return len(text) <= _LONG and is_nothing(text)


def without_nothings(text: str) -> str:
    """What is left when polite nothings go that are clauses of their own: `Nothing to add, the queue was long` is about a queue."""
    clauses = _CLAUSE.split(text)
    return text if len(clauses) == 1 else ", ".join(c for c in clauses if len(c) > _LONG or not _says_nothing(tokens(c)))


def _says_nothing(words: list[str]) -> bool:
    """Whether the words are one nothing, with thanks or without."""
    if not words or (len(words) <= _LONGEST_NOTHING and " ".join(words) in _NOTHINGS):
        return True
    for thanks in _THANKS:
        if len(words) <= _LONGEST_NOTHING + len(thanks):
            for rest in (
                words[: -len(thanks)] if words[-len(thanks) :] == thanks else [],
                words[len(thanks) :] if words[: len(thanks)] == thanks else [],
            ):
                if rest and " ".join(rest) in _NOTHINGS:
                    return True
    return False


_CLAUSE = re.compile(r"[.,;:!?…()\n]+|\s[-–—]+\s")
_THANKS = [
    thanks.split() for thanks in ("kiitos", "kiitos paljon", "kiitos kaikesta", "kiitoksia", "thanks", "thank you", "thank you very much")
]
_ONE_KIND = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u00b4`\u02bc"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None),
}
_OTHER_KINDS = re.compile(f"[{re.escape(''.join(map(chr, _ONE_KIND)))}]")


def _of_one_kind(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return plain.translate(_ONE_KIND) if _OTHER_KINDS.search(plain) else plain  # the search is many times as fast as the translation


# The library's lists are for web pages in general; these are what customers talk about.
_SUBJECTS_EN = """
bill billion buy call case cases change changes clear clearly click computer copy date detail difficult doubtful easy fire group
groups help home homepage information invention keys name number numbers order ordered ordering orders page pages problem problems
quickly research room rooms site system test text useful usefulness value webpage website work worked working works
"""
_SUBJECTS_FI = """
apu avuksi avun avutta helposti nopeammin nopeasti nopeiten pakosti vaikea vaikean vaikeat vaikeilla vaikeille vaikeilta vaikeissa
vaikeista
"""
_SUBJECTS = {"en": frozenset(_SUBJECTS_EN.split()), "fi": frozenset(_SUBJECTS_FI.split())}

_NOTHINGS = frozenset(" ".join(WORD.findall(normal(line))) for line in (FINNISH + "/" + ENGLISH).split("/"))
_LONGEST_NOTHING = max(len(line.split()) for line in _NOTHINGS)
_LONG = 80
"""Letters of a clause, or of a whole answer, that surely says something."""
