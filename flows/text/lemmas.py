"""Lemmas: base forms of inflected words, by Voikko where the machine has it, else by simplemma and rules over the words at hand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from threading import Lock
from typing import Any

from flows.text.dictionary import dictionary
from flows.text.inflection import bases_of, stem_index
from flows.text.types import NOMINATIVE, WEAK
from flows.text.words import normal

Bases = frozenset[str]
REMEMBERED = 2**17
"""Words of which the dictionary's answer is kept: a site is read twice for its two searches, in each of its languages."""


def lemma(word: str, language: str) -> str:
    """The likeliest base form of `word`, casefolded; the word itself where the language is neither `fi` nor `en`, or the word is unknown.

    Finnish without Voikko looks into simplemma's dictionary.
    """
    plain = normal(word)
    if language == "fi" and _voikko():
        return _first(_analysed(plain), plain)
    return _looked_up(plain, language) if language in ("fi", "en") else plain


def lemmas(words: Iterable[str], language: str) -> dict[str, Bases]:
    """Each word, as given -> all base forms it can have, casefolded, with the last part of a compound (for finding, not for showing).

    `asiakkaalle` -> asiakas; `verkkokauppa-asiakkaalle` -> verkkokauppa-asiakas, asiakas. Unknown words stand for themselves.
    """
    plain = {word: normal(word) for word in words}
    if language == "fi" and _voikko():
        return {word: _known_bases(form) for word, form in plain.items()}
    if language not in ("fi", "en"):
        return {word: frozenset((form,)) for word, form in plain.items()}
    related = families(frozenset(plain.values())) if language == "fi" else {}
    grounds = frozenset().union(*related.values())
    return {word: _looked_up_bases(form, language) | related.get(form, frozenset()) | ({form} & grounds) for word, form in plain.items()}


@lru_cache(maxsize=REMEMBERED)
def dictionary_bases(word: str, language: str) -> Bases:
    """What `lemmas` says of a word that no other stands beside, without asking what words say of each other."""
    form = normal(word)
    if language == "fi" and _voikko():
        return _known_bases(form)
    return _looked_up_bases(form, language)


def families(vocabulary: Collection[str]) -> dict[str, Bases]:
    """Inflected form -> base forms in the same vocabulary that Finnish inflection explains it by; forms without any are left out.

    The last part of a compound counts too, where what stands before it is in the vocabulary (`verkkokaupassa`: verkkokauppa, kauppa).
    Needs no dictionary: about 20 microseconds a word.
    """
    plain = {word: normal(word) for word in vocabulary}
    index = stem_index(form for form in plain.values() if len(form) >= _SHORTEST)
    bases = {form: bases_of(form, index) - {form} for form in sorted(set(plain.values())) if len(form) >= _SHORTEST}
    found = {word: _roots(bases.get(form, frozenset()) | _tails(form, index), bases) for word, form in plain.items()}
    return {word: roots for word, roots in found.items() if roots}


def engine() -> str:
    """`voikko` or `simplemma`: which of the two gives Finnish base forms on this machine."""
    return "voikko" if _voikko() else "simplemma"


_SHORTEST = 3
_SHORTEST_PART = 4
_PART = re.compile(r"\+([^+()]*)\(([^()]*)\)")
_lock = Lock()


def _roots(candidates: Bases, bases: dict[str, Bases]) -> Bases:
    """Candidates that are no inflected forms of another candidate; all of them where every one is."""
    return frozenset(each for each in candidates if not bases.get(each, frozenset()) & candidates) or candidates


def _tails(form: str, index: dict[str, dict[str, int]]) -> Bases:
    """Bases of the end of a compound whose beginning is itself a word or its stem."""
    if "-" in form:
        tail = form.rsplit("-", 1)[1]
        return bases_of(tail, index) if len(tail) >= _SHORTEST_PART else frozenset()
    found: set[str] = set()
    for cut in range(_SHORTEST_PART, len(form) - _SHORTEST_PART + 1):
        if _stands_before(form[:cut], index):
            found |= bases_of(form[cut:], index)
    return frozenset(base for base in found if len(base) >= _SHORTEST_PART)


def _stands_before(part: str, index: dict[str, dict[str, int]]) -> bool:
    """Whether a compound can begin so: a base form, or its genitive."""
    nominative = NOMINATIVE in (kinds & NOMINATIVE for kinds in index.get(part, {}).values())
    return nominative or (part.endswith("n") and any(kinds & WEAK for kinds in index.get(part[:-1], {}).values()))


@cache
def _voikko() -> Any:
    try:
        import libvoikko

        return libvoikko.Voikko("fi")
    except Exception:  # the binding raises its own, OSError or ImportError, by what is missing
        return None


@cache
def _analysed(form: str) -> tuple[tuple[str, str], ...]:
    """(base form, parts) of each analysis, likeliest first: names after common words, fewer parts before more."""
    with _lock:  # a Voikko handle is not safe in two threads at once
        analyses = _voikko().analyze(form)
    told = ((a.get("BASEFORM", form).replace("=", "").casefold(), a.get("WORDBASES", ""), a.get("CLASS", "")) for a in analyses)
    ranked = sorted(told, key=lambda each: (each[2] in _NAMES, each[1].count("+"), each[0]))
    return tuple((base, parts) for base, parts, _ in ranked)


_NAMES = frozenset(("nimi", "etunimi", "sukunimi", "paikannimi"))


def _first(analysed: tuple[tuple[str, str], ...], form: str) -> str:
    return analysed[0][0] if analysed else form


def _known_bases(form: str) -> Bases:
    found = {base for base, _ in _analysed(form)} or {form}
    for _, parts in _analysed(form):
        split = _PART.findall(parts)
        if len(split) > 1 and not split[-1][1].startswith("+"):
            found.add(split[-1][1].casefold())
    return frozenset(found)


@cache
def _looked_up(form: str, language: str) -> str:
    return str(dictionary().lemmatize(form, lang=language)).casefold().strip(".") or form


def _looked_up_bases(form: str, language: str) -> Bases:
    tail = form.rsplit("-", 1)[-1]
    found = {_looked_up(form, language)}
    return frozenset(found | {_looked_up(tail, language)}) if len(tail) >= _SHORTEST_PART else frozenset(found)
