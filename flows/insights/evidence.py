"""Which observations bear on a claim, which way, and how nearly they concern the same people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flows.insights.belief import Direction, Piece
from flows.model.observations import Observation, Stance
from flows.model.organisation import Organisation
from flows.model.registers import Claim

SAME_PERSONA, SAME_SEGMENT, OTHERS = 1.0, 0.5, 0.25
FIRST_HAND = ("observed", "first-hand")


@dataclass(frozen=True, slots=True)
class Bearing:
    """One observation, what it says of a claim, and its relevance 0 to 1."""

    observation: Observation
    direction: Direction
    relevance: float = SAME_PERSONA
    met_on: date | None = None
    """The day on which the library first had it."""

    def piece(self, grades: Mapping[str, float]) -> Piece:
        """What is weighed."""
        o = self.observation
        return Piece(voice_of(o), self.direction, grades.get(o.provenance, 0.0), self.relevance, o.heard_on, self.met_on)


@dataclass(frozen=True)
class Signs:
    """By what an observation is known to say yes or no."""

    organisation: Organisation
    speaking: Collection[str]
    """Ids of the claims that a sign on their theme speaks of: the theme has no other living claim, or they name a persona."""
    claimed: Collection[str]
    """Ids of all claims, casefolded."""
    stances: Mapping[str, Stance]
    """Observation key -> what a person said of it on the board; it stands over the codes."""

    def on(self, claims: Sequence[Claim], observation: Observation) -> frozenset[Direction]:
        """What an observation says of claims that are one: both where its codes contradict each other, nothing where it bears on none.

        It bears on them by their own codes; or by a sign on their theme, a code's or the board's, where persona, segment and stage are
        as the claim names them and the claim is one that its theme speaks of.
        """
        known = {name.casefold() for claim in claims for name in (claim.id, claim.theme)}
        codes = [signed(code, known) for code in observation.codes]
        own = {claim.id.casefold() for claim in claims}
        near = [claim for claim in claims if claim.id in self.speaking and self._same_place(claim, observation)]
        said = self._by_people(observation, {code for code, _ in codes}, own, near)
        if said:
            return frozenset({said})
        direct = frozenset(_direction(sign) for code, sign in codes if code in own)
        themes = {claim.theme.casefold() for claim in near}
        return direct or frozenset(_direction(sign) for code, sign in codes if sign and code in themes)

    def _by_people(self, observation: Observation, codes: Collection[str], own: Collection[str], near: Iterable[Claim]) -> Direction | None:
        """What the board says, where it can mean no other claim: of words that carry these claims' codes alone, or their theme."""
        stance = self.stances.get(observation.key)
        if not stance or observation.provenance not in FIRST_HAND:
            return None
        coded = {code for code in codes if code in self.claimed}
        meant = coded <= set(own) if coded else any(claim.theme in observation.themes for claim in near)
        return stance if meant else None

    def _same_place(self, claim: Claim, observation: Observation) -> bool:
        return (
            claim.persona in ("", observation.persona)
            and claim.stage in ("", observation.stage)
            and claim.segment in ("", _segment(observation, self.organisation))
        )


def voice_of(observation: Observation) -> str:
    """The one person behind it; where nobody knows, a document counts as one."""
    return f"voice {observation.voice}" if observation.voice else f"document {observation.document}"


def freshest_first(observations: Iterable[Observation]) -> list[Observation]:
    """Latest date first, undated last, then by key."""
    return sorted(observations, key=lambda o: (-(o.heard_on or date.min).toordinal(), o.key))


def signed(code: str, known: Iterable[str] = ()) -> tuple[str, str]:
    """A code's id, casefolded, and its sign: `Laskutus+` is ("laskutus", "+"). An id in `known` is never cut."""
    plain = code.strip().casefold()
    if plain in known or plain[-1:] not in ("+", "-"):
        return plain, ""
    return plain[:-1], plain[-1]


def speaking(claims: Sequence[Claim]) -> frozenset[str]:
    """Ids of the claims that a sign on their theme speaks of, whichever codes it stands beside."""
    living: dict[str, set[str]] = {}
    for claim in claims:
        if claim.standing != "retired":
            living.setdefault(claim.theme, set()).add(claim.id)
    return frozenset(c.id for c in claims if c.theme and (c.persona or living.get(c.theme, set()) <= {c.id}))


def bearings(claims: Sequence[Claim], observations: Iterable[Observation], signs: Signs, met: Mapping[str, date]) -> Iterator[Bearing]:
    """The observations that say yes or no to the first of the claims, the others having been merged into it, in their order.

    One that says both bears on neither side. `met`: the day on which the library first had an observation.
    """
    for observation in observations:
        said = signs.on(claims, observation)
        if len(said) == 1:
            near = relevance(claims[0], observation, signs.organisation)
            yield Bearing(observation, next(iter(said)), near, met.get(observation.key))


def relevance(claim: Claim, observation: Observation, organisation: Organisation) -> float:
    """1 for the people that the claim is about or where it names none, 0.5 for the same segment, 0.25 for others."""
    segment = claim.segment or organisation.segment_of(claim.persona)
    if not claim.persona:
        return SAME_PERSONA if not segment or segment == _segment(observation, organisation) else OTHERS
    if observation.persona == claim.persona:
        return SAME_PERSONA
    return SAME_SEGMENT if segment and segment == _segment(observation, organisation) else OTHERS


def _direction(sign: str) -> Direction:
    return "contradicts" if sign == "-" else "supports"


def _segment(observation: Observation, organisation: Organisation) -> str:
    return observation.segment or organisation.segment_of(observation.persona)
