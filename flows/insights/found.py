"""Themes that nobody listed: proposals out of what the codebook does not cover."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from flows.insights.evidence import voice_of
from flows.insights.features import said, telling
from flows.insights.groups import Group, groups, representatives, space, tightened
from flows.insights.labels import Labels
from flows.model.noun import Words, slug
from flows.model.observations import GRADES, Observation
from flows.model.organisation import Theme
from flows.text import words

FEWEST_MENTIONS = 8
FEWEST_VOICES = 5
MOST = 12
"""Themes a language may propose, the largest."""
STAYING = 1.5
SAME = 0.3
"""A group with this Jaccard likeness to last cycle's theme is that theme."""


def find(observations: Sequence[Observation], before: Sequence[Theme]) -> tuple[Theme, ...]:
    """Themes of origin `found`, largest first, in what no theme covers; twins and nothings must have been left out.

    Finnish and English are grouped apart, and what is in neither goes with the majority. A theme has 8 mentions of 5 voices or more and a
    word that its members share. It keeps the id that it had in `before`, however it is called now. The order of observations is of no matter.
    """
    by_language: dict[str, list[Observation]] = defaultdict(list)
    majority = _majority(observations)
    for observation in sorted(observations, key=lambda o: o.key):
        by_language[observation.language if observation.language in ("fi", "en") else majority].append(observation)
    earlier = _earlier(before, observations)
    proposals = [p for language in sorted(by_language) for p in _proposals(by_language[language], language, earlier)]
    named = _named(proposals, earlier)
    return tuple(_theme(proposal) for proposal in sorted(named, key=lambda p: (-len(p.members), p.id)))


@dataclass(frozen=True, slots=True)
class _Proposal:
    label: str
    members: tuple[str, ...]
    medoids: tuple[str, ...]
    id: str = ""


def _proposals(observations: Sequence[Observation], language: str, earlier: Mapping[str, frozenset[str]]) -> list[_Proposal]:
    told = [(o, tokens) for o in observations if telling(tokens := said(o.text), language)]
    if len(told) < FEWEST_MENTIONS:
        return []
    spoken = [o for o, _ in told]
    rows = space([telling(tokens, language) for _, tokens in told], language)
    labels = Labels([tokens for _, tokens in told], language)
    joined = _joined(rows, groups(rows, FEWEST_MENTIONS), labels)
    enough = [(label, group) for label, group in joined if label and _enough(spoken, group)]
    ranked = sorted(enough, key=lambda pair: -_standing(pair[1], spoken, earlier))
    return [_Proposal(label, tuple(spoken[row].key for row in g.rows), _medoids(rows, g, spoken)) for label, g in ranked[:MOST]]


def _joined(rows: Any, found: Sequence[Group], labels: Labels) -> list[tuple[str, Group]]:
    """Groups with their names; those that would be called alike are crumbs of one subject and made one, if it holds together."""
    named: list[tuple[str, Group]] = []
    for group in found:
        label = labels.name(group.rows)
        for place, (other, larger) in enumerate(named):
            whole = tightened(rows, np.union1d(larger.rows, group.rows)) if _alike(label, other) else None
            if whole is not None:
                named[place] = (labels.name(whole.rows), whole)
                break
        else:
            named.append((label, group))
    return named


def _alike(label: str, other: str) -> bool:
    """What comes first in one name is in the other too."""
    one, two = (words.tokens(name) for name in (label, other))
    return one[0] in two or two[0] in one if one and two else one == two


def _enough(observations: Sequence[Observation], group: Group) -> bool:
    """Enough mentions, of enough people, in words of their own: one phrase that many repeat is a phrase and no theme."""
    members = [observations[row] for row in group.rows]
    voices, said = {_heard_by(o) for o in members}, {words.normal(o.text) for o in members}
    return len(members) >= FEWEST_MENTIONS and min(len(voices), len(said)) >= FEWEST_VOICES


def _heard_by(observation: Observation) -> str:
    """A note of nobody's voice is a hearing of its own: a theme may be proposed out of notes, and what a theme proposes weighs nothing."""
    return observation.key if not (observation.voice or GRADES[observation.provenance]) else voice_of(observation)


def _medoids(rows: Any, group: Group, observations: Sequence[Observation]) -> tuple[str, ...]:
    """Keys of three that stand for the group, out of those whose words may be shown if there are any."""
    shown = np.array([observations[row].quotable for row in group.rows])
    among = Group(group.rows[shown], group.nearness[shown]) if shown.any() else group
    return tuple(observations[row].key for row in representatives(rows, among, [voice_of(o) for o in observations]))


def _standing(group: Group, observations: Sequence[Observation], earlier: Mapping[str, frozenset[str]]) -> float:
    """Its size, and half as much again for what was a theme already: the last places should not change hands over a mention or two."""
    members = frozenset(observations[row].key for row in group.rows)
    return len(members) * (STAYING if any(_jaccard(members, old) >= SAME for old in earlier.values()) else 1.0)


def _earlier(before: Sequence[Theme], observations: Iterable[Observation]) -> dict[str, frozenset[str]]:
    """Last cycle's found themes: id -> those of the members that are still here to be found."""
    present = {o.key for o in observations}
    return {t.id: frozenset(present.intersection(t.members)) for t in sorted(before, key=lambda t: t.id) if t.origin == "found"}


def _named(proposals: Sequence[_Proposal], earlier: Mapping[str, frozenset[str]]) -> list[_Proposal]:
    """Each with an id of its own: last cycle's where the members say so, else made of the label."""
    known = _identities(proposals, earlier)
    taken = set(known.values())
    named: list[_Proposal] = []
    for place, proposal in enumerate(proposals):
        own = known.get(place) or _fresh(proposal.label, taken)
        taken.add(own)
        named.append(replace(proposal, id=own))
    return named


def _identities(proposals: Sequence[_Proposal], earlier: Mapping[str, frozenset[str]]) -> dict[int, str]:
    """Place of a proposal -> id of the theme it continues: the pairing that is likest in sum (Kuhn 1955)."""
    ids = tuple(earlier)
    if not proposals or not ids:
        return {}
    likeness = np.array([[_jaccard(frozenset(p.members), members) for members in earlier.values()] for p in proposals])
    pairs = zip(*linear_sum_assignment(np.where(likeness >= SAME, likeness, 0.0), maximize=True), strict=True)
    return {int(p): ids[int(t)] for p, t in pairs if likeness[p, t] >= SAME}


def _fresh(label: str, taken: set[str]) -> str:
    stem = "-".join(["found", *slug(label).split("-")[:2]])
    number = 1
    while (own := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return own


def _theme(proposal: _Proposal) -> Theme:
    name = Words(fi=proposal.label, en=proposal.label)
    return Theme(id=proposal.id, name=name, origin="found", medoids=proposal.medoids, members=proposal.members)


def _majority(observations: Sequence[Observation]) -> str:
    counts = Counter(o.language for o in observations)
    return "en" if counts["en"] > counts["fi"] else "fi"


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0
