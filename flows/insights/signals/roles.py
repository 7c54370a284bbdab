"""Conflicts between buying roles: personas of one segment whose people say yes and no to the same thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from flows.insights.evidence import signed, voice_of
from flows.insights.signals.coverage import counting
from flows.insights.signals.heard import told
from flows.model.insights import Insight
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Persona
from flows.model.signals import RoleConflict, RoleSide

FEWEST = 2
"""People who agree, of each of the two roles; and never fewer than the smallest group."""
CLEAR = 2 / 3
"""Share of those of a persona with a clear say who must agree for the persona to be on a side."""

Say = tuple[Observation, bool]
"""An observation, and whether it supports."""


def role_conflicts(
    observations: Sequence[Observation], insights: Iterable[Insight], organisation: Organisation
) -> tuple[RoleConflict, ...]:
    """Conflicts by what they are about, then by segment: living insights first, then themes that no such insight tells already.

    A persona is on a side where two thirds of its people who say clearly yes or no agree, and so many that chance is unlikely and nobody is
    pointed at: 2 or more, and not under the smallest group (3 where nothing else is said; three of three are a majority with 94 %
    probability, two of two with 88 %, from an even prior). Two personas of different roles on different sides are a conflict. A minority
    smaller than the smallest group is told as 0. Only signed evidence counts: codes with + or -, and what people said on the board.
    """
    by_key = {o.key: o for o in counting(observations, organisation.research.grades)}
    living = [i for i in insights if i.standing != "retired"]
    found: list[RoleConflict] = []
    for insight in sorted(living, key=lambda i: i.key):
        says = [(by_key[e.observation], e.direction == "supports") for e in insight.evidence if e.observation in by_key]
        found += _conflicts(insight.key, says, organisation)
    known = {insight.theme for insight in living if any(c.about == insight.key for c in found)}
    by_theme = _by_theme(by_key.values())
    for theme in sorted(by_theme.keys() - known):
        found += _conflicts(theme, by_theme[theme], organisation)
    return tuple(found)


def _by_theme(observations: Iterable[Observation]) -> dict[str, list[Say]]:
    """What carries a theme's own code with a sign."""
    found: dict[str, list[Say]] = defaultdict(list)
    for observation in sorted(observations, key=lambda o: o.key):
        ids = {theme.casefold(): theme for theme in observation.themes}
        for code, sign in (signed(code, ids) for code in observation.codes):
            if sign and code in ids:
                found[ids[code]].append((observation, sign == "+"))
    return found


def _conflicts(about: str, says: Sequence[Say], organisation: Organisation) -> list[RoleConflict]:
    by_persona: dict[str, list[Say]] = defaultdict(list)
    for observation, supports in says:
        by_persona[observation.persona].append((observation, supports))
    found = []
    for segment in organisation.segments:
        sides = [side for persona in segment.personas if (side := _side(persona, by_persona, organisation))]
        if any(one.role != other.role and _agrees(one) != _agrees(other) for one, other in combinations(sides, 2)):
            found.append(RoleConflict(about=about, segment=segment.id, sides=tuple(sides)))
    return found


def _side(persona: Persona, by_persona: Mapping[str, Sequence[Say]], organisation: Organisation) -> RoleSide | None:
    said: dict[str, set[bool]] = defaultdict(set)
    for observation, supports in by_persona.get(persona.id, ()):
        said[voice_of(observation)].add(supports)
    yes, no = (sum(each == {way} for each in said.values()) for way in (True, False))
    most, least = max(yes, no), min(yes, no)
    if most < max(FEWEST, organisation.privacy.smallest_group) or most < CLEAR * (most + least):
        return None
    return RoleSide(persona=persona.id, role=persona.role, supports=told(yes, organisation), contradicts=told(no, organisation))


def _agrees(side: RoleSide) -> bool:
    return side.supports > side.contradicts
