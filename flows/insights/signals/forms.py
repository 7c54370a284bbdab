"""Forms: the words of a text in base form, as they are compared across a library."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from flows.insights.features import said, telling
from flows.model.observations import Observation
from flows.text import lemmas

SHORTEST = 3
LOOKED_UP = 50_000
"""Words of a language, the commonest, that are looked up in a dictionary; rarer ones of a library that large stand as they are."""

Told = Mapping[str, Sequence[str]]
"""Words in base form by an observation's key."""


def told_words(observations: Iterable[Observation]) -> Told:
    """What each observation says, in the words that tell a subject."""
    language, told = {}, {}
    often: dict[str, Counter[str]] = defaultdict(Counter)
    for observation in observations:
        language[observation.key] = observation.language
        told[observation.key] = subjects(observation.text, observation.language)
        often[observation.language].update(told[observation.key])
    known = {each: looked_up(often[each], each) for each in often}
    return {key: [known[language[key]].get(word, word) for word in words] for key, words in told.items()}


def forms(text: str, language: str) -> list[str]:
    """Base forms of a text's words in order, without stop words, words of two letters, and what stands in personal data's place."""
    return [form(word, language) for word in subjects(text, language)]


@cache
def form(word: str, language: str) -> str:
    """The likeliest base form of a casefolded word."""
    return lemmas.lemma(word, language)


def subjects(text: str, language: str) -> list[str]:
    """The words that tell a subject, in order, as they stand."""
    return [word for word in telling(said(text), language) if len(word) >= SHORTEST]


def looked_up(often: Counter[str], language: str, known: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """Base forms of the commonest words; of those in `known` they are at hand already."""
    words = often if len(often) <= LOOKED_UP else sorted(often, key=lambda word: (-often[word], word))[:LOOKED_UP]
    return {word: known[word] if word in known else form(word, language) for word in words}
