"""Which observations bear on a claim, which way, and how nearly they concern the same people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flows.insights.belief import Direction, Piece
from flows.model.observations import Observation
from flows.model.organisation import Organisation
from flows.model.registers import Claim

SAME_PERSONA, SAME_SEGMENT, OTHERS = 1.0, 0.5, 0.25


@dataclass(frozen=True, slots=True)
class Bearing:
    """One observation, what it says of a claim, and its relevance 0 to 1."""

    observation: Observation
    direction: Direction
    relevance: float = SAME_PERSONA

    def piece(self, grades: Mapping[str, float]) -> Piece:
        """What is weighed."""
        o = self.observation
        return Piece(voice_of(o), self.direction, grades.get(o.provenance, 0.0), self.relevance, o.heard_on)


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


def bearings(claim: Claim, others: Sequence[Claim], observations: Iterable[Observation], organisation: Organisation) -> tuple[Bearing, ...]:
    """The observations that say yes or no to the claim, in their order.

    An observation does when it carries the claim's own code, or its theme's code with a sign where persona, segment and stage are as the
    claim names them; the latter only if no other living claim has that theme (`others`), or the claim names a persona.
    """
    by_theme = bool(claim.theme) and (bool(claim.persona) or not any(c.theme == claim.theme for c in others))
    found: list[Bearing] = []
    for observation in observations:
        sign = _sign(claim, observation, organisation, by_theme)
        if sign is not None:
            found.append(Bearing(observation, "contradicts" if sign == "-" else "supports", relevance(claim, observation, organisation)))
    return tuple(found)


def relevance(claim: Claim, observation: Observation, organisation: Organisation) -> float:
    """1 for the people that the claim is about or where it names none, 0.5 for the same segment, 0.25 for others."""
    segment = claim.segment or organisation.segment_of(claim.persona)
    if not claim.persona:
        return SAME_PERSONA if not segment or segment == _segment(observation, organisation) else OTHERS
    if observation.persona == claim.persona:
        return SAME_PERSONA
    return SAME_SEGMENT if segment and segment == _segment(observation, organisation) else OTHERS


def _sign(claim: Claim, observation: Observation, organisation: Organisation, by_theme: bool) -> str | None:
    """The sign of the first code that bears on the claim, the claim's own code before its theme's; None if none does."""
    own, theme = claim.id.casefold(), claim.theme.casefold()
    codes = [signed(code, (own, theme)) for code in observation.codes]
    for code, sign in codes:
        if code == own:
            return sign
    if by_theme and _same_place(claim, observation, organisation):
        return next((sign for code, sign in codes if sign and code == theme), None)
    return None


def _same_place(claim: Claim, observation: Observation, organisation: Organisation) -> bool:
    return (
        claim.persona in ("", observation.persona)
        and claim.stage in ("", observation.stage)
        and claim.segment in ("", _segment(observation, organisation))
    )


def _segment(observation: Observation, organisation: Organisation) -> str:
    return observation.segment or organisation.segment_of(observation.persona)
