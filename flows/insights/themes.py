"""Which themes of the codebook an observation is about, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flows.insights.beginnings import Beginnings
from flows.insights.evidence import signed
from flows.insights.features import said
from flows.insights.likeness import alike
from flows.insights.training import PRECISION
from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.model.registers import Claim
from flows.text import words

MOST = 3
"""Themes an observation may have; only a person's codes may go beyond."""
MOST_WORDS = 4

_LONGEST_NOTHING = 80
"""Letters; a longer answer says something, and need not be looked up."""

Assigned = tuple[tuple[str, ...], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Guidance:
    """What people have said of single observations and of words, and how sure the classifier must be."""

    confirmed: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Observation key -> themes that a person said it is about."""
    overruled: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Observation key -> themes that a person took away from it: none of the reasons brings them back."""
    glossary: Sequence[tuple[str, str]] = ()
    """Finnish and English words that mean the same."""
    precision: float = PRECISION


def assign(
    observations: Sequence[Observation], codebook: Sequence[Theme], claims: Sequence[Claim], guidance: Guidance | None = None
) -> dict[str, Assigned]:
    """Observation key -> its themes' ids, surest first, and for each the reason. Every observation is there, if only with nothing.

    Reasons, surest first: `code` (a person marked the theme, or a claim of it), `confirmed` (a person said so later),
    `words: laskun, laskutus` (its words begin as the theme's do), `like: odotan, postin` (a classifier that was taught by the codebook's
    examples, the codes and what was confirmed is sure enough, by these words). Only the answer itself is looked at, never the question,
    for people answer "kyllä" to anything. Themes that the codebook does not have are passed over.
    """
    guidance = guidance or Guidance()
    tokens = {o.key: said(o.text) for o in observations if len(o.text) > _LONGEST_NOTHING or not words.is_nothing(o.text)}
    coded = _by_code(observations, codebook, claims)
    people = {o.key: _by_people(o.key, coded[o.key], codebook, guidance) for o in observations}
    worded = _by_words(observations, tokens, codebook)
    spoken = [o for o in observations if o.key in tokens]
    told = {key: tuple(reasons) for key, reasons in people.items() if reasons}
    likes = alike(spoken, tokens, codebook, told, guidance.glossary, guidance.precision)
    return {
        o.key: _together(people[o.key], worded.get(o.key, {}), likes.get(o.key, {}), guidance.overruled.get(o.key, ()))
        for o in observations
    }


def _by_people(key: str, coded: Iterable[str], codebook: Sequence[Theme], guidance: Guidance) -> dict[str, str]:
    """Themes that people gave, each with its reason; what was confirmed is never overruled."""
    listed = {theme.id for theme in codebook}
    confirmed = sorted(listed.intersection(guidance.confirmed.get(key, ())))
    away = set(guidance.overruled.get(key, ())).difference(confirmed)
    return {**{theme: "code" for theme in coded if theme not in away}, **{t: "confirmed" for t in confirmed if t not in coded}}


def _together(
    people: Mapping[str, str], worded: Mapping[str, tuple[str, ...]], likes: Mapping[str, tuple[str, ...]], away: Collection[str]
) -> Assigned:
    """All that people gave, then by the number of words, then by likeness."""
    reasons = dict(people)
    ranked = sorted(worded.items(), key=lambda item: (-len(item[1]), item[0]))
    for how, found in (("words", ranked), ("like", list(likes.items()))):
        for theme, deciding in found:
            if len(reasons) < MOST and theme not in away:
                reasons.setdefault(theme, f"{how}: " + ", ".join(deciding[:MOST_WORDS]))
    return tuple(reasons), reasons


def _by_code(observations: Iterable[Observation], codebook: Sequence[Theme], claims: Sequence[Claim]) -> dict[str, list[str]]:
    """Themes by the researcher's codes, in the order of the codes."""
    themes = {theme.id.casefold(): theme.id for theme in codebook}
    claimed = {claim.id.casefold(): themes[claim.theme.casefold()] for claim in claims if claim.theme.casefold() in themes}
    known = claimed | themes
    return {
        o.key: [known[code] for code in dict.fromkeys(signed(code, known)[0] for code in o.codes) if code in known] for o in observations
    }


def _by_words(
    observations: Iterable[Observation], tokens: Mapping[str, Sequence[str]], codebook: Sequence[Theme]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Observation key -> theme -> the words that decided, sorted."""
    beginnings = Beginnings(codebook)
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for observation in observations:
        said: dict[str, set[str]] = defaultdict(set)
        for theme, word in beginnings.met(tokens.get(observation.key, ()), observation.language):
            said[theme].add(word)
        if said:
            found[observation.key] = {theme: tuple(sorted(met)) for theme, met in said.items()}
    return found
