"""Twins: observations that repeat another one, so that nobody is counted twice. They are shown, never deleted and never counted."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date

from rapidfuzz import fuzz

from flows.model.observations import GRADES, Observation
from flows.text.words import normal

SAME_VOICE = 6
"""Words from which an equal text of the same voice in another document is a copy."""
ANY_VOICE = 12
"""Words from which an equal text in another document is a copy, whoever is said to have spoken."""
LIKE = 95
"""rapidfuzz ratio, 0 to 100, from which a text of the same voice in another document is a re-typed copy."""


def twins(observations: Sequence[Observation], copies: Mapping[str, str] | None = None) -> dict[str, str]:
    """Key -> key of the observation that it repeats: the earliest heard (then the first by key), which is no twin itself.

    What was told second-hand never stands before what it repeats. The order of `observations` does not matter. Near-duplicates are looked
    for among texts of one voice that begin or end alike. `copies`: documents that are another one's copy, with that other one; all that is
    said in the same place of both is said once.
    """
    copies = copies or {}
    ranked = sorted(observations, key=lambda o: (not GRADES[o.provenance], o.heard_on or date.max, o.document in copies, o.key))
    texts = {o.key: normal(o.text) for o in ranked}
    found: dict[str, str] = {}
    for first, repeat in (*_equal(ranked, texts, copies), *_alike(ranked, texts)):
        if repeat.key not in found and first.key not in found:
            found[repeat.key] = first.key
    return dict(sorted((key, _root(found, key)) for key in found))


def _equal(ranked: list[Observation], texts: dict[str, str], copies: Mapping[str, str]) -> Iterator[tuple[Observation, Observation]]:
    """(first, repeat) of equal texts, long ones whoever spoke, shorter ones of one voice, all of them in a copy."""
    firsts: dict[Hashable, Observation] = {}
    for observation in ranked:
        text = texts[observation.key]
        words = len(text.split())
        names: list[Hashable] = [text] if words >= ANY_VOICE else []
        if words >= SAME_VOICE and observation.voice:
            names.append((observation.voice, text))
        if copies:
            names.append((copies.get(observation.document, observation.document), observation.locator, text))
        for name in names:
            first = firsts.setdefault(name, observation)
            if first.document != observation.document:
                yield first, observation
                break


def _alike(ranked: list[Observation], texts: dict[str, str]) -> Iterator[tuple[Observation, Observation]]:
    """(first, repeat) of texts of one voice that differ by a few letters; compared only where the first or last letters agree."""
    bins: dict[Hashable, list[Observation]] = {}
    for observation in ranked:
        text = texts[observation.key]
        if not observation.voice or len(text.split()) < SAME_VOICE:
            continue
        ends = ((observation.voice, "from", text[:_END]), (observation.voice, "to", text[-_END:]))
        for other in (other for end in ends for other in bins.get(end, ())[:_MOST]):
            if other.document != observation.document and fuzz.ratio(texts[other.key], text, score_cutoff=LIKE):
                yield other, observation
                break
        for end in ends:
            bins.setdefault(end, []).append(observation)


def _root(found: dict[str, str], key: str) -> str:
    while key in found:
        key = found[key]
    return key


_END = 8
_MOST = 200
"""Of one voice's texts that begin alike; more is a form's own words, and would make the work quadratic."""
