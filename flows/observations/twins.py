"""Twins: observations that repeat another one, so that nobody is counted twice, and those that say nearly the same, which are linked."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from flows.model.observations import GRADES, Observation
from flows.observations.shared import nearly_same
from flows.text.words import normal

SAME_VOICE = 6
"""Words from which an equal text of the same voice in another document is a copy."""
ANY_VOICE = 12
"""Words from which an equal text in another document is a copy, whoever is said to have spoken."""
CLOSE = 95
"""rapidfuzz ratio, 0 to 100, from which a text in another document is a re-typed copy where no other person is known to have spoken."""

_Pair = tuple[Observation, Observation]
"""The earlier and the later one."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """What is there more than once."""

    twin_of: Mapping[str, str]
    """Key -> key of the observation whose utterance was captured again. Twins are shown, never deleted and never counted."""
    like: Mapping[str, str]
    """Key -> key of the earlier observation that says most nearly the same. Linked, and counted: who says so is a person more."""


def repeats(observations: Sequence[Observation], copies: Mapping[str, str] | None = None) -> Repeats:
    """Twins and near-duplicates. The first is the earliest heard (then the first by key), and repeats nothing itself.

    A twin is the same utterance in two documents, so it is told only where nothing speaks for two people or two occasions: equal texts of
    six words of one voice, of twelve words whoever is said to have spoken, and of any length in the same place of a copied document;
    texts that differ by a slip of the pen (six words of one voice, twelve where a voice is unknown); and texts of one voice that say
    nearly the same on the same day, or on a day that nobody knows. What two known people say in nearly the same words, or one person on
    two days, is only linked: counts are of distinct people, and the second day is fresh evidence.

    What was told second-hand never stands before what it repeats. The order of `observations` does not matter. `copies`: documents that
    are another one's copy, with that other one.
    """
    copies = copies or {}
    ranked = sorted(observations, key=lambda o: (not GRADES[o.provenance], o.heard_on or date.max, o.document in copies, o.key))
    texts = {o.key: normal(o.text) for o in ranked}
    near = [(ranked[first], ranked[later], share) for first, later, share in nearly_same([texts[o.key] for o in ranked])]
    twins = _twins(
        [*_equal(ranked, texts, copies), *_retyped(((first, later) for first, later, _ in near), texts)],
        {o.key: at for at, o in enumerate(ranked)},
    )
    return Repeats(twins, _linked(near, twins))


def _twins(pairs: Iterable[_Pair], place: Mapping[str, int]) -> dict[str, str]:
    """Each to the earliest that it repeats; what it repeats is no twin."""
    found: dict[str, Observation] = {}
    for first, repeat in sorted(pairs, key=lambda pair: (place[pair[1].key], place[pair[0].key])):
        root = found.get(first.key, first)
        if repeat.key not in found and root.document != repeat.document:
            found[repeat.key] = root
    return {key: found[key].key for key in sorted(found)}


def _equal(ranked: Sequence[Observation], texts: Mapping[str, str], copies: Mapping[str, str]) -> Iterator[_Pair]:
    """Equal texts: long ones whoever spoke, shorter ones of one voice, all of them in a copy."""
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


def _retyped(near: Iterable[_Pair], texts: Mapping[str, str]) -> Iterator[_Pair]:
    """Texts in two documents that are one utterance, as far as anybody can tell."""
    for first, later in near:
        voices = {first.voice, later.voice} - {""}
        if first.document == later.document or len(voices) > 1:
            continue
        one_voice = bool(first.voice and later.voice)
        words = min(len(texts[o.key].split()) for o in (first, later))
        if words >= (SAME_VOICE if one_voice else ANY_VOICE):
            days = {first.heard_on, later.heard_on} - {None}
            if (one_voice and len(days) < 2) or fuzz.ratio(texts[first.key], texts[later.key], score_cutoff=CLOSE):
                yield first, later


def _linked(near: Iterable[tuple[Observation, Observation, float]], twins: Mapping[str, str]) -> dict[str, str]:
    """Each to the earlier one that it is most like; what others are linked to is linked to nothing itself. `near` ascends by the earlier."""
    best: dict[str, tuple[float, str]] = {}
    for first, later, share in near:
        key = twins.get(first.key, first.key)
        if key not in best and later.key not in twins and share > best.get(later.key, (0.0, ""))[0]:
            best[later.key] = (share, key)
    return {key: best[key][1] for key in sorted(best)}
