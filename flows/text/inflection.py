"""Inflection: the stems of a Finnish noun or name, and the endings that may follow each.

Rules, not a dictionary: consonant gradation and the nominal types (Iso suomen kielioppi 2004, sections 41-78), enough to tell that
`asiakkaalle` may be a form of `asiakas`. What they allow is wider than the language; a vocabulary or a register narrows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from flows.text.types import BARE, NOMINATIVE, STRONG, VOWELS, WEAK, stems

LONGEST_ENDING = 12


def stem_index(bases: Iterable[str]) -> dict[str, dict[str, int]]:
    """Stem -> base -> kinds of ending it takes, for `bases_of`; `bases` are casefolded."""
    index: dict[str, dict[str, int]] = {}
    for base in sorted(set(bases)):
        for stem, kinds in stems(base).items():
            index.setdefault(stem, {})[base] = kinds
    return index


def bases_of(word: str, index: dict[str, dict[str, int]]) -> frozenset[str]:
    """The indexed bases that `word`, casefolded, can be an inflected form of."""
    known = endings()
    bases: set[str] = set()
    for cut in range(max(2, len(word) - LONGEST_ENDING), len(word) + 1):
        here = index.get(word[:cut])
        if here:
            takes = known.get(word[cut:], 0) | _lengthened(word[cut - 1], word[cut:])
            bases.update(base for base, kinds in here.items() if kinds & takes)
    return frozenset(bases)


@cache
def endings() -> dict[str, int]:
    """Ending -> the kinds of stem that it may follow: case, possessive suffix and clitic together."""
    found: dict[str, int] = {}
    for case, takes in _CASES:
        for owned in _with_owners(case, takes):
            for clitic in _CLITICS:
                found[owned + clitic] = found.get(owned + clitic, 0) | takes
    return found


def _with_owners(case: str, takes: int) -> list[str]:
    if takes == NOMINATIVE or case in ("n", "t", "sti", "mpi", "mmin"):
        return [case]
    ground = _BEFORE_OWNER.get(case, case)
    owned = [ground + owner for owner in _OWNERS]
    if ground[-1:] in ("a", "ä", "e"):
        owned.append(f"{ground}{ground[-1]}n")
    return [case, *owned] if case else owned


@cache
def _after_length() -> frozenset[str]:
    return frozenset(mark + clitic for mark in ("n", *_OWNERS) for clitic in _CLITICS)


def _lengthened(last: str, ending: str) -> int:
    """The illative: the stem's last vowel once more and n (`hinta|an`), or a possessive (`hinta|ansa`)."""
    return STRONG if last in VOWELS and ending[:1] == last and ending[1:] in _after_length() else 0


_OWNERS = ("ni", "si", "nsa", "nsä", "mme", "nne")
_CLITICS = ("", "kin", "kaan", "kään", "ko", "kö", "han", "hän", "pa", "pä")
_BEFORE_OWNER = {
    "ksi": "kse",
    **{case: case[:-1] for case in "en in hin seen siin den tten ten han hän hon hön hun hyn hen".split()},  # noqa: SIM905 - reads as what it is
}
_CASES = (
    ("", NOMINATIVE),
    ("", STRONG),
    *(
        (case, WEAK)
        for case in ("n", "t", "ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "ksi", "tta", "ttä", "sti", "mpi", "mmin")
    ),
    *((case, STRONG) for case in ("a", "ä", "ta", "tä", "na", "nä", "ne", "en", "in", "den", "tten", "seen", "siin")),
    *((case, STRONG) for case in ("han", "hän", "hon", "hön", "hin", "hun", "hyn", "hen")),
    *((case, BARE) for case in ("ta", "tä", "ten")),
)
