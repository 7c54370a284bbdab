"""Insights: every claim with its score, what themes say that nobody has claimed yet, and what is only assumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from flows.insights.belief import Piece
from flows.insights.claims.erased import erased_all, with_withdrawn
from flows.insights.claims.halflife import lives
from flows.insights.claims.held import NO_ANSWER, Held, heeded, held
from flows.insights.claims.library import Library
from flows.insights.claims.merges import Merges, merges
from flows.insights.claims.oddities import contradictory, orphans, unheeded
from flows.insights.claims.scores import Scale, shared, turn_by_turn
from flows.insights.evidence import Bearing, Signs, bearings, freshest_first, speaking, voice_of
from flows.model.answers import InsightAnswer, said
from flows.model.contracts import Scribe
from flows.model.drafts import Draft
from flows.model.erasures import Erasure
from flows.model.insights import Insight, Standing
from flows.model.issues import Issue
from flows.model.observations import Observation, Stance
from flows.model.organisation import Organisation, Theme
from flows.model.registers import Assumption, Claim

MOST_RELATED = 60
MOST_TOLD = 200
"""What colleagues told of a claim's theme that stands beside the claim."""
MOST_MEMBERS = 200
FEWEST_VOICES = 3
"""A theme that fewer people bring up makes no insight, unless a person said something of it."""


def insights(  # noqa: PLR0913 - all that is known bears on what is held to be so
    observations: Sequence[Observation],
    claims: Sequence[Claim],
    assumptions: Sequence[Assumption],
    themes: Sequence[Theme],
    organisation: Organisation,
    today: date,
    scribe: Scribe,
    *,
    answers: Mapping[str, InsightAnswer] | None = None,
    stances: Mapping[str, Stance] | None = None,
    met: Mapping[str, date] | None = None,
    erasures: Iterable[Erasure] = (),
    drafts: Mapping[str, Draft] | None = None,
) -> tuple[tuple[Insight, ...], tuple[Issue, ...]]:
    """All insights, by key: a claim's is its id, a theme's `t-<id>`, an assumption's `a-<id>`; and what a person should mend.

    `observations` carry their themes; `themes` are the codebook and the found ones. `answers`: what people wrote on the board, by insight; it
    stands over the registers. `stances`: which way an observation points, by its key, from the board. `met`: the day on which the library
    first had an observation, by its key; it dates the undated, and whatever is missing is of today. `drafts`: what the
    scribe gave in the last cycle, by insight. References to nothing are left out.
    """
    answers = answers or {}
    people, twice = held(claims, assumptions, answers)
    kinds = {**{f"t-{theme.id}": "theme" for theme in themes}, **{key: each.origin for key, each in people.items()}}
    wanted = {key: answer.into for key, answer in answers.items() if key in kinds and answer.into.strip()}
    made, unmade = merges(wanted, kinds)
    library = Library.of(observations, themes, organisation, today, stances or {})
    weighing = _Weighing.of(_with_themes(people, made, library), made, library, met or {}, drafts or {})
    told = weighing.claims()
    told |= {i.key: i for i in weighing.themes(themes, answers, scribe, told.values()) if i.key not in told}
    found = with_withdrawn((told[key] for key in sorted(told)), erasures)
    unsettled = [o for o in observations if not o.twin_of and not library.stances.get(o.key)]
    ids = {key.casefold(): made.into.get(key, key) for key in people}
    both_ways = contradictory(unsettled, ids, {theme.id.casefold() for theme in themes})
    odd = (*twice, *unmade, *both_ways, *unheeded(observations, stances or {}), *orphans(answers, told), *erased_all(found))
    return found, tuple({issue.key: issue for issue in sorted(odd, key=lambda i: (i.where, i.code, i.what))}.values())


def _with_themes(people: Mapping[str, Held], made: Merges, library: Library) -> dict[str, Held]:
    """What people hold, of the themes as they are now; what is merged is held no more."""
    out = {}
    for key, each in people.items():
        update: dict[str, Any] = {"theme": library.theme(each.claim.theme)}
        update |= {"standing": "retired"} if key in made.into else {}
        out[key] = Held(each.claim.model_copy(update=update), each.origin)
    return out


@dataclass(frozen=True)
class _Weighing:
    """Everything at hand while insights are made."""

    people: Mapping[str, Held]
    merges: Merges
    library: Library
    signs: Signs
    met: Mapping[str, date]
    scale: Scale
    bearing: Mapping[str, Sequence[Bearing]]
    """By claim, hearsay included."""
    drafts: Mapping[str, Draft]
    """Of the last cycle, by insight."""

    @classmethod
    def of(
        cls, people: Mapping[str, Held], made: Merges, library: Library, met: Mapping[str, date], drafts: Mapping[str, Draft]
    ) -> _Weighing:
        listed = [each.claim for each in people.values() if each.origin == "claim"]
        signs = Signs(library.organisation, speaking(listed), frozenset(key.casefold() for key in people), library.stances)
        bearing: dict[str, list[Bearing]] = {}
        for key, each in people.items():
            group = [each.claim, *(people[k].claim for k in made.of(key) if k in people)]
            about = {o.key: o for claim in group for o in library.about(claim, claim.id in signs.speaking)}
            bearing[key] = list(bearings(group, [about[k] for k in sorted(about)], signs, met))
        return cls(people, made, library, signs, met, _scale(people, made, library, bearing), bearing, drafts)

    def claims(self) -> dict[str, Insight]:
        """Of every claim and assumption, by key."""
        return {key: self._of_claim(key, each) for key, each in self.people.items()}

    def themes(
        self, themes: Sequence[Theme], answers: Mapping[str, InsightAnswer], scribe: Scribe, told: Iterable[Insight]
    ) -> Iterable[Insight]:
        """What is said of themes that no living claim with evidence is about, and of those that a person said something of."""
        covered = {i.theme for i in told if i.origin == "claim" and i.standing in ("proposed", "accepted")}
        for theme in themes:
            answer = answers.get(f"t-{theme.id}", NO_ANSWER)
            spoken = self.library.first_hand(theme.id)
            open_ = theme.id not in covered and theme.standing not in ("merged", "rejected")
            if said(answer) or (open_ and len({voice_of(o) for o in spoken}) >= FEWEST_VOICES):
                yield self._of_theme(theme, spoken, answer, scribe)

    def _of_claim(self, key: str, each: Held) -> Insight:
        claim, library = each.claim, self.library
        bearing = self.bearing[key]
        weighty = [b for b in bearing if library.grade(b.observation) > 0]
        score = self.scale.score(weighty, claim.theme, (claim.confirmed, claim.confirmed_by))
        theirs = {b.observation.key for b in bearing}
        around = [o for o in self._around(key, claim.theme) if o.key not in theirs]
        spoken = (o for o in around if library.grade(o) > 0)
        told = (o for o in around if self._of_them(o, claim))
        standing: Standing = claim.standing if score["evidence"] or claim.standing == "retired" else "assumed"
        return Insight(
            key=key,
            statement=claim.statement,
            by_people=bool(claim.statement),
            origin=each.origin,
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
            standing=standing,
            related=(*_keys(islice(spoken, MOST_RELATED)), *_keys(islice(told, MOST_TOLD))),
            hearsay=_keys(freshest_first(b.observation for b in bearing if library.grade(b.observation) <= 0)),
            descriptive=not claim.motivation.strip(),
            into=self.merges.into.get(key, ""),
            merged=self.merges.of(key),
            **score,
        )

    def _around(self, key: str, theme: str) -> Sequence[Observation]:
        """What is said of the claim's theme, and of the themes whose insights were merged into it; of an assumption that only."""
        merged = self.merges.of(key)
        own = [theme] if self.people[key].origin == "claim" else []
        others = [self.people[k].claim.theme for k in merged if k in self.people] + [
            k.removeprefix("t-") for k in merged if k not in self.people
        ]
        wanted = [t for t in dict.fromkeys((*own, *others)) if t]
        if len(wanted) == 1:
            return self.library.by_theme.get(wanted[0], ())
        return freshest_first({o.key: o for t in wanted for o in self.library.by_theme.get(t, ())}.values())

    def _of_them(self, observation: Observation, claim: Claim) -> bool:
        """Whether hearsay on the claim's theme speaks of the people that the claim is about, or says of nobody in particular."""
        return self.library.grade(observation) <= 0 and observation.persona in ("", claim.persona or observation.persona)

    def _of_theme(self, theme: Theme, spoken: Sequence[Observation], answer: InsightAnswer, scribe: Scribe) -> Insight:
        key, organisation = f"t-{theme.id}", self.library.organisation
        row = heeded(Claim.model_construct(id=key, theme=theme.id), answer)
        members = turn_by_turn(spoken)[:MOST_MEMBERS]
        bearing = self._said_of(row, members) if row.statement else [self._for(o) for o in members]
        score = self.scale.score(bearing, theme.id, (row.confirmed, row.confirmed_by))
        persona = shared(spoken, lambda o: o.persona)
        segment = shared(spoken, lambda o: o.segment or organisation.segment_of(o.persona))
        standing: Standing = row.standing if bearing or row.standing == "retired" else "assumed"
        draft = scribe.draft(theme, [o for o in members if o.quotable], self.drafts.get(key))
        return Insight(
            key=key,
            statement=row.statement or draft.words,
            draft=None if draft.how == "quotes" else draft,
            by_people=bool(row.statement),
            origin="theme",
            theme=theme.id,
            persona=persona,
            segment=segment or organisation.segment_of(persona),
            stage=shared(spoken, lambda o: o.stage),
            kind=shared(spoken, lambda o: o.kind) or "other",
            motivation=row.motivation,
            so_what=row.so_what,
            reading=row.reading,
            standing="retired" if key in self.merges.into else standing,
            hearsay=_keys(o for o in self.library.by_theme.get(theme.id, ()) if self.library.grade(o) <= 0),
            descriptive=not row.motivation.strip(),
            into=self.merges.into.get(key, ""),
            **score,
        )

    def _said_of(self, row: Claim, members: Sequence[Observation]) -> list[Bearing]:
        """A theme's voices speak for what a person said of it, except where a sign says otherwise."""
        signs = Signs(self.signs.organisation, {row.id}, self.signs.claimed, self.signs.stances)
        told = [(o, signs.on([row], o)) for o in members]
        return [Bearing(o, next(iter(ways), "supports"), met_on=self.met.get(o.key)) for o, ways in told if len(ways) < 2]

    def _for(self, observation: Observation) -> Bearing:
        return Bearing(observation, "supports", met_on=self.met.get(observation.key))


def _scale(people: Mapping[str, Held], made: Merges, library: Library, bearing: Mapping[str, Sequence[Bearing]]) -> Scale:
    """With the half-lives that the evidence on people's claims gives away."""
    research = library.organisation.research
    pieces: dict[str, list[list[Piece]]] = {}
    for key, each in people.items():
        if each.claim.theme and key not in made.into:
            weighty = [b.piece(research.grades) for b in bearing[key] if library.grade(b.observation) > 0]
            pieces.setdefault(each.claim.theme, []).append(weighty)
    return Scale(research, library.today, lives(library.themes.values(), pieces, library.today, research.half_life))


def _keys(observations: Iterable[Observation]) -> tuple[str, ...]:
    return tuple(o.key for o in observations)
