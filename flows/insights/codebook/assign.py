"""Which themes of the codebook an observation is about, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flows.insights.codebook.beginnings import Beginnings
from flows.insights.codebook.lessons import Lesson, lessons
from flows.insights.codebook.likeness import pieces
from flows.insights.codebook.memory import NOTHING, Memory, mark_of
from flows.insights.codebook.recall import Occasion, Teaching, Told, by_words, recalled, spoken
from flows.insights.codebook.training import PRECISION
from flows.insights.codebook.vectors import Embed
from flows.insights.evidence import signed
from flows.model.issues import Issue
from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.model.registers import Claim

MOST = 3
"""Themes an observation may have; only a person's codes may go beyond."""
MOST_WORDS = 4

Reasoned = tuple[tuple[str, ...], dict[str, str]]
"""Ids of themes, surest first, and for each the reason."""


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


@dataclass(frozen=True, slots=True)
class Learnt:
    """How the classifier came to what it tells."""

    lessons: Mapping[str, int] = field(default_factory=dict)
    """Theme -> texts that it was learnt from; themes with too few are not there."""
    against: int = 0
    """Texts of which a person has said that they are about none of the themes that they were given."""
    precision: float = PRECISION
    """What was asked for."""
    least: float = 0.0
    """The probability from which on a theme is given; above 1 where nothing can be told with that precision."""
    error: float = 0.0
    """Of calibration, by cross-validation over the lessons (Guo et al. 2017)."""
    occasion: Occasion = ""
    """Why everything was learnt anew, if it was."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """Every observation's themes; what to keep for the next cycle; what to mend; what was learnt."""

    themes: Mapping[str, Reasoned]
    kept: bytes = b""
    issues: tuple[Issue, ...] = ()
    learnt: Learnt = Learnt()


def assign(
    observations: Sequence[Observation],
    codebook: Sequence[Theme],
    claims: Sequence[Claim],
    guidance: Guidance | None = None,
    kept: bytes = b"",
    embed: Embed | None = None,
) -> Assigned:
    """Observation key -> its themes' ids, surest first, and for each the reason. Every observation is there, if only with nothing.

    Reasons, surest first: `code` (a person marked the theme, or a claim of it), `confirmed` (a person said so later),
    `words: laskun, laskutus` (its words begin as the theme's do), `like: odotan, postin` (a classifier that was taught by the codebook's
    examples, the codes, what was confirmed and what was overruled is sure enough, by these words). Only the answer itself is looked at,
    never the question, for people answer "kyllä" to anything. Themes that the codebook does not have are passed over.

    `kept`: what the last cycle left. As long as nothing else is taught (examples, words, codes, verdicts, glossary, precision, `embed`) what
    it told of a text stays, and only new texts are looked at, until a fifth of the texts has come or gone: then, as when something was
    taught, all is learnt anew, and a text keeps a theme by likeness that is nearly likely enough. Without `kept` the outcome depends on
    what is given alone, and never on the order of observations.
    """
    guidance = guidance or Guidance()
    coded = by_code(observations, codebook, claims)
    people = {o.key: _by_people(o.key, coded[o.key], codebook, guidance) for o in observations}
    taught = lessons(codebook, *_told(observations, people, codebook, guidance))
    marks = {o.key: mark_of(o.text, o.language) for o in observations if not people[o.key]}
    texts: dict[str, Told] = {marks[o.key]: (o.text, o.language) for o in observations if o.key in marks}
    before = Memory.loaded(kept)
    teaching = Teaching(taught, codebook, guidance.glossary, guidance.precision, embed)
    memory, occasion = recalled(before, teaching, texts)
    beginnings = Beginnings(codebook)
    themes = {}
    for o in observations:
        key = o.key
        told = memory.outcomes[marks[key]] if key in marks else (by_words(spoken(o.text), o.language, beginnings), {})
        themes[key] = _together(people[key], *told, guidance.overruled.get(key, ())) if people[key] or told != NOTHING else ((), {})
    learnt = _learnt(memory, taught, guidance, occasion)
    return Assigned(themes, kept if memory is before else memory.dumped(), _issues(learnt), learnt)


def by_code(observations: Iterable[Observation], codebook: Sequence[Theme], claims: Sequence[Claim]) -> dict[str, list[str]]:
    """Themes by the researcher's codes, in the order of the codes."""
    themes = {theme.id.casefold(): theme.id for theme in codebook}
    claimed = {claim.id.casefold(): themes[claim.theme.casefold()] for claim in claims if claim.theme.casefold() in themes}
    known = claimed | themes
    return {
        o.key: [known[code] for code in dict.fromkeys(signed(code, known)[0] for code in o.codes) if code in known] for o in observations
    }


def _told(
    observations: Iterable[Observation], people: Mapping[str, Collection[str]], codebook: Sequence[Theme], guidance: Guidance
) -> tuple[list[tuple[tuple[tuple[str, ...], str], Collection[str]]], list[tuple[tuple[str, ...], str]]]:
    """Texts with the themes that people gave them; sentences of texts from which they took what the machine gave, and gave nothing."""
    listed = {theme.id for theme in codebook}
    told, away = [], []
    for o in observations:
        if people[o.key]:
            told.append(((tuple(spoken(o.text)), o.language), people[o.key]))
        elif listed.intersection(guidance.overruled.get(o.key, ())):
            away += [(tuple(piece.text[0]), o.language) for piece in pieces("", o.text, spoken(o.text), o.language)]
    return told, away


def _by_people(key: str, coded: Iterable[str], codebook: Sequence[Theme], guidance: Guidance) -> dict[str, str]:
    """Themes that people gave, each with its reason; what was confirmed is never overruled."""
    if not coded and key not in guidance.confirmed:
        return {}
    listed = {theme.id for theme in codebook}
    confirmed = sorted(listed.intersection(guidance.confirmed.get(key, ())))
    away = set(guidance.overruled.get(key, ())).difference(confirmed)
    return {**{theme: "code" for theme in coded if theme not in away}, **{t: "confirmed" for t in confirmed if t not in coded}}


def _together(
    people: Mapping[str, str], worded: Mapping[str, tuple[str, ...]], likes: Mapping[str, tuple[str, ...]], away: Collection[str]
) -> Reasoned:
    """All that people gave, then by the number of words, then by likeness."""
    reasons = dict(people)
    ranked = sorted(worded.items(), key=lambda item: (-len(item[1]), item[0]))
    for how, found in (("words", ranked), ("like", list(likes.items()))):
        for theme, deciding in found:
            if len(reasons) < MOST and theme not in away:
                reasons.setdefault(theme, f"{how}: " + ", ".join(deciding[:MOST_WORDS]))
    return tuple(reasons), reasons


def _learnt(memory: Memory, taught: Sequence[Lesson], guidance: Guidance, occasion: Occasion) -> Learnt:
    often = Counter(theme for lesson in taught for theme in lesson.themes)
    model = memory.ground.model if memory.ground is not None else None
    return Learnt(
        lessons={theme: often[theme] for theme in sorted(often)},
        against=sum(not lesson.themes for lesson in taught),
        precision=guidance.precision,
        least=round(model.least, 6) if model is not None else 0.0,
        error=round(model.error, 4) if model is not None else 0.0,
        occasion=occasion,
    )


def _issues(learnt: Learnt) -> tuple[Issue, ...]:
    if learnt.least <= 1:
        return ()
    return (
        Issue(
            severity="note",
            code="silent-classifier",
            where="organisation.yaml themes",
            what=f"With what it was taught the classifier cannot be right {learnt.precision:.0%} of the time, so it gives no theme by likeness.",
            verb="synthesise",
            hint="Add examples to the themes, or code and confirm more observations; or ask for less under research.precision.",
        ),
    )
