"""Which themes of the codebook an observation is about, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from flows.insights.beginnings import Beginnings
from flows.insights.evidence import signed
from flows.insights.features import said
from flows.insights.nearness import nearest
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


def assign(observations: Sequence[Observation], codebook: Sequence[Theme], claims: Sequence[Claim]) -> dict[str, Assigned]:
    """Observation key -> its themes' ids, surest first, and for each the reason. Every observation is there, if only with nothing.

    Reasons, surest first: `code` (a person marked the theme, or a claim of it), `words: laskun, laskutus` (its words begin as the
    theme's do), `like: odotan, postin` (it is near to the theme's examples, by these words). Only the answer itself is looked at,
    never the question, for people answer "kyllä" to anything.
    """
    tokens = {o.key: said(o.text) for o in observations if len(o.text) > _LONGEST_NOTHING or not words.is_nothing(o.text)}
    coded = _by_code(observations, codebook, claims)
    worded = _by_words(observations, tokens, codebook)
    alike = nearest([o for o in observations if o.key in tokens and not coded[o.key]], tokens, codebook)
    return {o.key: _together(coded[o.key], worded.get(o.key, {}), alike.get(o.key, {})) for o in observations}


def _together(coded: Sequence[str], worded: Mapping[str, tuple[str, ...]], alike: Mapping[str, tuple[str, ...]]) -> Assigned:
    """All that were coded, then by the number of words, then by nearness."""
    reasons = dict.fromkeys(coded, "code")
    for theme, found in sorted(worded.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(reasons) < MOST:
            reasons.setdefault(theme, "words: " + ", ".join(found[:MOST_WORDS]))
    for theme, found in alike.items():
        if len(reasons) < MOST:
            reasons.setdefault(theme, "like: " + ", ".join(found[:MOST_WORDS]))
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
