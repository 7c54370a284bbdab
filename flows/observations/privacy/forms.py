"""Forms: the stems that people's names take in Finnish: fewer than common nouns have, and more where a name surely is somebody's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from flows.observations.privacy.first_names import first_names
from flows.text.inflection import stem_index
from flows.text.types import BARE, BOTH, STRONG, VOWELS, WEAK, stems

Index = dict[str, dict[str, int]]
"""Stem -> name -> the endings it takes, as `inflection.stem_index`."""


@lru_cache(maxsize=8)
def name_index(names: frozenset[str]) -> Index:
    """Stems that any name may take; to be read only, for the masks of all studies share it.

    Names often keep their strong grade (`Mika|n`, `Satu|n`), so strong stems take all endings; stems of 2 letters would fit anything.
    """
    index: Index = {}
    for stem, bases in stem_index(names).items():
        kept = {base: kinds | (WEAK if kinds & STRONG else 0) for base, kinds in bases.items() if stem == base or _named_so(stem, base)}
        if kept:
            index[stem] = kept
    return index


@lru_cache(maxsize=8)
def changing_index(names: frozenset[str], surnames: frozenset[str]) -> Index:
    """Stems of registered names that change as common nouns do: `Kärki|Kärje|n`, `Vesi|Vet|tä`, and `Uusitalo|Uudentalo|n`.

    First names on -i keep it, `Olli` and `Kari` do, unless somebody has one as a surname or it is a word of nature.
    """
    index: Index = {}
    for name in sorted(names):
        changes = name.endswith("i") and (name in surnames or name not in first_names() or name.endswith(_NATURE))
        for stem, kinds in (*(_changed(name) if changes else ()), *_agreeing(name)):
            here = index.setdefault(stem, {})
            here[name] = here.get(name, 0) | kinds
    return index


def _changed(name: str) -> Iterator[tuple[str, int]]:
    for stem, kinds in stems(name).items():
        if len(stem) > 2 and (stem[-1] == "e" or (kinds & BARE and stem[-1] not in VOWELS)):
            yield stem, kinds


def _agreeing(name: str) -> Iterator[tuple[str, int]]:
    """A compound's second part behind each case of its first: `uudessa|talo|ssa`."""
    for first, (weak, strong, some) in _ADJECTIVES.items():
        rest = name.removeprefix(first)
        if rest == name or len(rest) < _SHORTEST:
            continue
        back = any(vowel in first for vowel in "aou")
        cases = [weak + case.replace("a", "a" if back else "ä") for case in _WEAK_CASES]
        cases += [strong + ("na" if back else "nä"), f"{strong}{strong[-1]}n", some]
        parts = {stem: kinds for stem, kinds in stems(rest).items() if stem == rest or _named_so(stem, rest) or stem[-1] == "e"}
        yield from ((case + stem, kinds | (BOTH if stem == rest else 0)) for case in cases for stem, kinds in parts.items())


def _named_so(stem: str, base: str) -> bool:
    """Names have no plural, and few change their last vowel: `Olli` is no `ollessa`, but `Niemi` is `Niemessä`."""
    if base[-1] not in VOWELS:
        return len(stem) > 2
    same = stem[-1] == base[-1] and len(stem) <= len(base) + (base[-1] == "e") and base[-2:-1] not in VOWELS
    return len(stem) > 2 and (same or (stem[-1] == "e" and base.endswith(_NATURE)))


_SHORTEST = 3
_WEAK_CASES = ("n", "ssa", "sta", "lla", "lta", "lle", "ksi", "tta")
_ADJECTIVES = {
    "uusi": ("uude", "uute", "uutta"),
    "vanha": ("vanha", "vanha", "vanhaa"),
    "iso": ("iso", "iso", "isoa"),
    "suuri": ("suure", "suure", "suurta"),
    "pieni": ("piene", "piene", "pientä"),
    "pitkä": ("pitkä", "pitkä", "pitkää"),
    "musta": ("musta", "musta", "mustaa"),
    "valkea": ("valkea", "valkea", "valkeaa"),
    "kylmä": ("kylmä", "kylmä", "kylmää"),
    "syvä": ("syvä", "syvä", "syvää"),
    "hyvä": ("hyvä", "hyvä", "hyvää"),
    "kuiva": ("kuiva", "kuiva", "kuivaa"),
    "korkea": ("korkea", "korkea", "korkeaa"),
}
"""First parts of surnames that may inflect with the second: their weak stem, strong stem and partitive."""
_NATURE = (
    *("helmi", "hirvi", "joki", "järvi", "kivi", "korpi", "koski", "kuusi", "hauki", "lumi", "lahti", "lampi", "lehti", "mäki"),
    *("niemi", "nurmi", "saari", "salmi", "suomi", "susi", "talvi", "tammi", "vuori"),
)
