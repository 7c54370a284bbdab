"""Insights: every claim with its score, what themes say that nobody has claimed yet, and what is only assumed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any

from flows.insights.belief import Weight, belief, weigh
from flows.insights.confidence import confidence
from flows.insights.evidence import Bearing, bearings, freshest_first, signed, voice_of
from flows.insights.freshness import freshness
from flows.model.contracts import Scribe
from flows.model.insights import Evidence, Insight, Standing
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Theme
from flows.model.registers import Assumption, Claim

MOST_RELATED = 60
MOST_TOLD = 200
"""What colleagues told of a claim's theme that stands beside the claim."""
MOST_MEMBERS = 200
FEWEST_VOICES = 3
"""A theme that fewer people bring up makes no insight."""
SHARED = 0.6
"""A theme's insight names a persona, segment, stage or kind that this share of its voices have in common."""
SIDE, MINORITY = 0.8, 0.25
"""Contested: each side weighed one first-hand voice when new, and the weaker holds this share of today's weight."""


def insights(  # noqa: PLR0913 - all that is known bears on what is held to be so
    observations: Sequence[Observation],
    claims: Sequence[Claim],
    assumptions: Sequence[Assumption],
    themes: Sequence[Theme],
    organisation: Organisation,
    today: date,
    scribe: Scribe,
    before: Sequence[Insight] = (),
) -> tuple[Insight, ...]:
    """All insights, by key: a claim's is its id, a theme's `t-<id>`, an assumption's `a-<id>`.

    `observations` carry their themes; `themes` are the codebook and the found ones. `before` are the last cycle's insights:
    a standing that a person gave to a theme's insight is carried on. A reference to nothing is left out in silence here.
    """
    library = _Library.of(observations, themes, organisation, today)
    told = {claim.id: _of_claim(claim, claims, library) for claim in sorted(claims, key=lambda c: c.id)}
    covered = {i.theme for i in told.values() if i.standing in ("proposed", "accepted")}
    standing = {i.key: i.standing for i in before if i.standing in ("accepted", "retired")}
    for theme in themes:
        spoken = _first_hand(library, theme)
        if theme.id not in covered and len({voice_of(o) for o in spoken}) >= FEWEST_VOICES:
            told.setdefault(f"t-{theme.id}", _of_theme(theme, spoken, library, scribe, standing.get(f"t-{theme.id}", "proposed")))
    for assumption in sorted(assumptions, key=lambda a: a.id):
        told.setdefault(f"a-{assumption.id}", _of_assumption(assumption, library))
    return tuple(told[key] for key in sorted(told))


@dataclass(frozen=True, slots=True)
class _Library:
    """What may be counted, found by theme and by code."""

    organisation: Organisation
    today: date
    themes: Mapping[str, Theme]
    by_theme: Mapping[str, Sequence[Observation]]
    by_code: Mapping[str, Sequence[Observation]]

    @classmethod
    def of(cls, observations: Iterable[Observation], themes: Iterable[Theme], organisation: Organisation, today: date) -> _Library:
        by_theme: dict[str, list[Observation]] = defaultdict(list)
        by_code: dict[str, list[Observation]] = defaultdict(list)
        for observation in sorted((o for o in observations if not o.twin_of), key=lambda o: o.key):
            for theme in dict.fromkeys(observation.themes):
                by_theme[theme].append(observation)
            plain = [code.strip().casefold() for code in observation.codes]
            for code in {*plain, *(signed(code)[0] for code in plain)}:
                by_code[code].append(observation)
        return cls(organisation, today, {t.id: t for t in themes}, by_theme, by_code)

    def grade(self, observation: Observation) -> float:
        return self.organisation.research.grades.get(observation.provenance, 0.0)

    def half_life(self, theme: str) -> float:
        """The theme's, or the organisation's where the theme keeps to the default."""
        own = self.themes[theme].half_life if theme in self.themes else _DEFAULT
        return own if own != _DEFAULT else self.organisation.research.half_life


_DEFAULT: float = Theme.model_fields["half_life"].default


def _of_claim(claim: Claim, claims: Sequence[Claim], library: _Library) -> Insight:
    others = [c for c in claims if c.id != claim.id and c.standing != "retired"]
    coded = {o.key: o for code in (claim.id, claim.theme) if code for o in library.by_code.get(code.casefold(), ())}
    bearing = bearings(claim, others, [coded[key] for key in sorted(coded)], library.organisation)
    score = _score([b for b in bearing if library.grade(b.observation) > 0], library, claim.theme, (claim.confirmed, claim.confirmed_by))
    standing: Standing = "assumed" if not score["evidence"] else claim.standing
    theirs = {b.observation.key for b in bearing}
    around = [o for o in library.by_theme.get(claim.theme, ()) if o.key not in theirs]
    told = [o for o in around if _of_them(o, claim, library)]
    return Insight(
        key=claim.id,
        statement=claim.statement,
        origin="claim",
        theme=claim.theme,
        persona=claim.persona,
        segment=claim.segment or library.organisation.segment_of(claim.persona),
        stage=claim.stage,
        kind=claim.kind,
        motivation=claim.motivation,
        situation=claim.situation,
        challenge=claim.challenge,
        so_what=claim.so_what,
        reading=claim.reading,
        standing="retired" if claim.standing == "retired" else standing,
        related=(*_keys(o for o in around if library.grade(o) > 0)[:MOST_RELATED], *_keys(told)[:MOST_TOLD]),
        hearsay=_keys(b.observation for b in bearing if library.grade(b.observation) <= 0),
        descriptive=not claim.motivation.strip(),
        **score,
    )


def _of_them(observation: Observation, claim: Claim, library: _Library) -> bool:
    """Whether hearsay on the claim's theme speaks of the people that the claim is about, or says of nobody in particular."""
    return library.grade(observation) <= 0 and observation.persona in ("", claim.persona or observation.persona)


def _of_theme(theme: Theme, spoken: Sequence[Observation], library: _Library, scribe: Scribe, standing: Standing) -> Insight:
    members = _turn_by_turn(spoken)[:MOST_MEMBERS]
    persona = _shared(spoken, lambda o: o.persona)
    segment = _shared(spoken, lambda o: o.segment or library.organisation.segment_of(o.persona))
    return Insight(
        key=f"t-{theme.id}",
        statement=scribe.word(theme, [o for o in members if o.quotable]),
        origin="theme",
        theme=theme.id,
        persona=persona,
        segment=segment or library.organisation.segment_of(persona),
        stage=_shared(spoken, lambda o: o.stage),
        kind=_shared(spoken, lambda o: o.kind) or "other",
        standing=standing,
        hearsay=_keys(o for o in library.by_theme.get(theme.id, ()) if library.grade(o) <= 0),
        descriptive=True,
        **_score([Bearing(o, "supports") for o in members], library, theme.id),
    )


def _of_assumption(assumption: Assumption, library: _Library) -> Insight:
    return Insight(
        key=f"a-{assumption.id}",
        statement=Words(fi=assumption.statement, en=assumption.statement),
        origin="assumption",
        theme=assumption.theme,
        persona=assumption.persona,
        segment=assumption.segment or library.organisation.segment_of(assumption.persona),
        stage=assumption.stage,
        standing="assumed",
        descriptive=True,
        **_score([], library, assumption.theme),
    )


def _score(bearing: Sequence[Bearing], library: _Library, theme: str, confirmed: tuple[Any, str] = ("", "")) -> dict[str, Any]:
    """The fields of an insight that the machine keeps."""
    half_life = library.half_life(theme)
    weights = weigh([b.piece(library.organisation.research.grades) for b in bearing], library.today, half_life)
    pairs = [(b, w) for b, w in zip(bearing, weights, strict=True)]
    contested = _contested(weights)
    evidence = [Evidence(observation=b.observation.key, direction=b.direction, weight=round(w.now, 3)) for b, w in pairs]
    return {
        "evidence": tuple(sorted(evidence, key=lambda e: (-e.weight, e.observation))),
        "voices": len({voice_of(b.observation) for b in bearing}),
        "studies": tuple(sorted({b.observation.study for b in bearing})),
        "belief": belief(weights),
        "confidence": confidence(pairs, library.today, half_life, *confirmed, contested=contested),
        "freshness": freshness(weights, [b.observation.heard_on for b in bearing], library.today, half_life),
        "half_life": half_life,
        "contested": contested,
    }


def _contested(weights: Sequence[Weight]) -> bool:
    sides = [[w for w in weights if w.direction == direction] for direction in ("supports", "contradicts")]
    new = min(fsum(w.new for w in side) for side in sides)
    now = [fsum(w.now for w in side) for side in sides]
    return new >= SIDE - 1e-9 and min(now) >= MINORITY * sum(now) - 1e-9


def _first_hand(library: _Library, theme: Theme) -> list[Observation]:
    """Who brought the theme up themselves."""
    members = library.by_theme.get(theme.id, ())
    return [o for o in members if o.provenance in ("observed", "first-hand") and library.grade(o) > 0]


def _turn_by_turn(observations: Iterable[Observation]) -> list[Observation]:
    """Everybody's freshest first, then everybody's second, and so on: a cut leaves as many voices as it can."""
    turns: Counter[str] = Counter()
    ordered: list[tuple[int, int, Observation]] = []
    for place, observation in enumerate(freshest_first(observations)):
        turns[voice_of(observation)] += 1
        ordered.append((turns[voice_of(observation)], place, observation))
    return [observation for _, _, observation in sorted(ordered, key=lambda turn: turn[:2])]


def _shared(observations: Sequence[Observation], trait: Callable[[Observation], str]) -> Any:
    """The trait that enough of the voices have in common, or empty."""
    pairs = {(voice_of(o), trait(o)) for o in observations}
    counts = Counter(value for _, value in pairs if value)
    voices = len({voice for voice, _ in pairs})
    best = min(counts, key=lambda value: (-counts[value], value), default="")
    return best if best and counts[best] >= SHARED * voices else ""


def _keys(observations: Iterable[Observation]) -> tuple[str, ...]:
    return tuple(o.key for o in freshest_first(observations))
