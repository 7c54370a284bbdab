"""Proposals in one language: which of the groups that were found, or stood already, people are asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from flows.insights.evidence import voice_of
from flows.insights.features import Matrix, said
from flows.insights.found.groups import HELD, Group, groups, measured, newcomers, parted, representatives, tightened, voted, widened
from flows.insights.found.identity import HALF, SAME, fresh, identities, jaccard
from flows.insights.found.kept_graph import Graph
from flows.insights.found.labels import Labels, as_written
from flows.model.observations import GRADES, Observation
from flows.model.organisation import Theme
from flows.text import words

FEWEST_MENTIONS = 8
FEWEST_VOICES = 5
FEWEST_APART = 4
"""Mentions of a part of what a person wants split; of three voices."""
FINER = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Times the machine's own fineness at which parts are sought that a person sees."""
NEARLY = 0.95
STAYING = 1.5
"""A theme that stood counts as so many times its size: the places should not change hands over a mention or two."""
GROWN_BACK = 2


@dataclass(frozen=True, slots=True)
class Proposal:
    """A group with its id; the label is empty where it goes on under its name."""

    id: str
    label: str
    members: tuple[str, ...]
    medoids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of the past, and what people want."""

    held: tuple[Theme, ...]
    split: frozenset[str]
    named: frozenset[str]
    rejected: tuple[frozenset[str], ...]
    taken: frozenset[str]
    most: int


@dataclass(frozen=True, slots=True)
class _Group:
    """A group on its way; `id` where it stood already, `was` its rows then. The nearness of one that is as it was is not known."""

    label: str
    group: Group
    id: str = ""
    was: Any = None
    medoids: tuple[str, ...] = ()


def proposals(spoken: Mapping[str, Observation], language: str, graph: Graph, wanted: Wanted) -> tuple[list[Proposal], Graph]:
    """The proposals, and the graph with the groups that are none yet."""
    room = _Room(tuple(spoken[key] for key in graph.keys), language, graph)
    standing, lost = room.held(wanted)
    stood = room.stood(standing) if graph.changed is not None else []
    everything = room.grown([*standing, *stood])
    everything = room.joined(everything, room.fresh(everything))
    chosen = room.chosen(everything, wanted)
    named = room.named(chosen, wanted, lost)
    others = tuple((each.label, each.group.rows) for each in everything if not any(each.group is c.group for c in chosen))
    return named, replace(graph, others=others, changed=None)


class _Room:
    """One language's observations, in the graph's order, and the graph."""

    def __init__(self, spoken: Sequence[Observation], language: str, graph: Graph) -> None:
        self.spoken, self.graph, self.rows = spoken, graph, graph.rows
        self.likeness: Matrix = graph.likeness()
        self.place = {key: row for row, key in enumerate(graph.keys)}
        self._labels = Labels(graph.usage, language)

    def held(self, wanted: Wanted) -> tuple[list[_Group], dict[str, frozenset[str]]]:
        """Groups that stood as proposals, those apart that a person wants split; and by id the members of what was not held."""
        held: list[_Group] = []
        lost: dict[str, frozenset[str]] = {}
        for theme in wanted.held:
            rows = np.array(sorted(self.place[key] for key in theme.members if key in self.place), dtype=np.int64)
            whole = len(rows) == len(theme.members)
            group = self._standing(rows, whole) if len(rows) >= _least(theme.id)[0] else None
            parts = self._apart(theme, Group(rows, rows)) if theme.id in wanted.split and len(rows) else []
            if parts:
                held += parts
            elif group is not None:
                label = self._name(rows) if theme.id in wanted.named else theme.name.fi
                held.append(_Group(label, group, theme.id, rows, theme.medoids if whole else ()))
            else:
                lost[theme.id] = frozenset(self.graph.keys[row] for row in rows)
        return held, lost

    def stood(self, held: Sequence[_Group]) -> list[_Group]:
        """Groups that were found the last time and not proposed, as far as they are no proposal's now."""
        taken = np.zeros(len(self.spoken), dtype=bool)
        for each in held:
            taken[each.group.rows] = True
        left = ((label, rows[~taken[rows]]) for label, rows in self.graph.others)
        found = ((label, self._standing(rows, whole=True)) for label, rows in left if len(rows) >= FEWEST_MENTIONS)
        return [_Group(label, group) for label, group in found if group is not None]

    def grown(self, held: Sequence[_Group]) -> list[_Group]:
        """Each group with the rows that come to it; where everything is looked at anew, in parts if it has fallen apart."""
        changed = self.graph.changed
        rows = [each.group.rows for each in held]
        coming = newcomers(self.likeness, rows) if changed is None else voted(self.likeness, rows, changed)
        found: list[_Group] = []
        for each, new in zip(held, coming, strict=True):
            wider = widened(self.rows, each.group.rows, new) if len(new) else each.group
            whole = replace(each, group=wider, medoids=()) if wider is not None else each
            found += (self._fallen(whole) if changed is None else []) or [whole]
        return found

    def fresh(self, held: Sequence[_Group]) -> list[Group]:
        """Groups among what is in none: of everything, or of what is new and its neighbours."""
        among = np.ones(len(self.spoken), dtype=bool)
        changed = self.graph.changed
        if changed is not None:
            among[:] = False
            among[changed] = True
            among[np.unique(self.likeness[changed].indices)] = True
        for each in held:
            among[each.group.rows] = False
        return groups(self.rows, FEWEST_MENTIONS, self.likeness, among) if among.any() else []

    def joined(self, held: Sequence[_Group], new: Sequence[Group]) -> list[_Group]:
        """All groups with their names; a new one that would be called like another is a crumb of one subject, and joins it if the whole holds
        together.
        """
        named, kept = list(held), self.graph.changed is not None
        for group in new:
            label = self._name(group.rows)
            for place, other in enumerate(named):
                whole = self._together(other, group) if _alike(label, other.label) else None
                if whole is not None:
                    named[place] = replace(
                        other, group=whole, medoids=(), label=other.label if kept or other.was is not None else self._name(whole.rows)
                    )
                    break
            else:
                named.append(_Group(label, group))
        return named

    def chosen(self, everything: Sequence[_Group], wanted: Wanted) -> list[_Group]:
        """What people are asked about: the largest, and what stood already."""
        enough = [each for each in everything if each.label and self._enough(each) and not self._refused(each, wanted)]
        ranked = sorted(enough, key=lambda each: -len(each.group.rows) * (STAYING if each.was is not None else 1.0))
        return ranked[: wanted.most] + [each for each in ranked[wanted.most : 2 * wanted.most] if each.was is not None]

    def named(self, chosen: Sequence[_Group], wanted: Wanted, lost: Mapping[str, frozenset[str]]) -> list[Proposal]:
        """Proposals with ids of their own: the old one, that of a theme that it is like though it came apart, or one out of the label."""
        free = [place for place, each in enumerate(chosen) if not each.id]
        known = identities([self._keys(chosen[place].group.rows) for place in free], lost)
        again = {free[place]: own for place, own in known.items()}
        used: set[str] = set(wanted.taken)
        held = {theme.id for theme in wanted.held}
        told: list[Proposal] = []
        for place, each in enumerate(chosen):
            own = each.id or again.get(place) or fresh(each.label, used)
            used.add(own)
            goes_on = each.id in held and (each.id in wanted.named or self._still(each))
            label = "" if goes_on else each.label if each.id not in held else self._name(each.group.rows) or each.label
            label = as_written(label, (self.spoken[row].text for row in each.group.rows)) if label else ""
            told.append(Proposal(own, label, self._keys(each.group.rows), self._medoids(each)))
        return told

    def _standing(self, rows: Any, whole: bool) -> Group | None:
        """What stood, if it holds together; a kept graph has not moved, so that what is whole does as it did."""
        return Group(rows, None) if whole and self.graph.changed is not None else widened(self.rows, rows, rows[:0])

    def _apart(self, theme: Theme, group: Group) -> list[_Group]:
        """The parts of what a person wants split, at the first fineness at which there are any."""
        for finer in FINER:
            parts = parted(self.rows, self.likeness, group, FEWEST_APART, finer, NEARLY)
            if parts:
                labels = self._labels.names([self._told(part.rows) for part in parts])
                pairs = enumerate(zip(labels, parts, strict=True), 1)
                return [_Group(label or theme.name.fi, part, f"{theme.id}.{number}", part.rows) for number, (label, part) in pairs]
        return []

    def _fallen(self, each: _Group) -> list[_Group]:
        """The parts, called by different words, of a group that is no longer one; the largest goes on in its place."""
        parts = parted(self.rows, self.likeness, each.group, FEWEST_MENTIONS) if "." not in each.id else []
        labels = [self._name(part.rows) for part in parts]
        apart = len(parts) > 1 and not any(_alike(one, other) for n, one in enumerate(labels) for other in labels[:n])
        if not apart or each.was is None:
            return []
        keeps = jaccard(frozenset(parts[0].rows.tolist()), frozenset(each.was.tolist())) >= SAME
        first = _Group(labels[0], parts[0], each.id if keeps else "", each.was if keeps else parts[0].rows)
        return [first, *(_Group(label, part, "", part.rows) for label, part in zip(labels[1:], parts[1:], strict=True))]

    def _together(self, other: _Group, group: Group) -> Group | None:
        if other.was is None:
            return tightened(self.rows, np.union1d(other.group.rows, group.rows))
        whole = widened(self.rows, other.group.rows, group.rows)
        if whole is None or np.isin(group.rows, whole.rows).mean() < HALF:
            return None
        return whole if np.isin(other.was, whole.rows).mean() >= HELD else None

    def _enough(self, each: _Group) -> bool:
        """Enough mentions, of enough people, in words of their own: one phrase that many repeat is a phrase and no theme."""
        mentions, fewest = _least(each.id)
        voices: set[str] = set()
        phrases: set[str] = set()
        for row in each.group.rows:
            if min(len(voices), len(phrases)) >= fewest:
                break
            voices.add(_heard_by(self.spoken[row]))
            phrases.add(words.normal(self.spoken[row].text))
        return len(each.group.rows) >= mentions and min(len(voices), len(phrases)) >= fewest

    def _refused(self, each: _Group, wanted: Wanted) -> bool:
        """Whether people have said no to it, and it has not doubled since in mentions and voices."""
        if each.id or not wanted.rejected:
            return False
        members = frozenset(self._keys(each.group.rows))
        for rejected in wanted.rejected:
            there = rejected & self.place.keys()
            shared = len(members & there)
            alike = shared and (jaccard(members, there) >= SAME or shared >= HALF * min(len(members), len(there)))
            doubled = len(members) >= GROWN_BACK * len(rejected) and self._voices(members) >= GROWN_BACK * self._voices(there)
            if alike and not doubled:
                return True
        return False

    def _voices(self, keys: frozenset[str]) -> int:
        return len({_heard_by(self.spoken[self.place[key]]) for key in keys})

    def _still(self, each: _Group) -> bool:
        """Whether it is what it was, so that its name need not change."""
        return jaccard(frozenset(each.was.tolist()), frozenset(each.group.rows.tolist())) >= HALF

    def _quotable(self, key: str) -> bool:
        return key in self.place and self.spoken[self.place[key]].quotable

    def _keys(self, rows: Any) -> tuple[str, ...]:
        return tuple(self.graph.keys[row] for row in rows)

    def _name(self, rows: Any) -> str:
        return self._labels.name(self._told(rows))

    def _told(self, rows: Any) -> list[list[str]]:
        return [said(self.spoken[row].text) for row in rows]

    def _medoids(self, each: _Group) -> tuple[str, ...]:
        """Keys of three that stand for the group, out of those whose words may be shown if there are any."""
        if each.medoids and each.group.nearness is None and all(map(self._quotable, each.medoids)):
            return each.medoids
        group = each.group if each.group.nearness is not None else measured(self.rows, each.group.rows)
        shown = np.array([self.spoken[row].quotable for row in group.rows])
        among = Group(group.rows[shown], group.nearness[shown]) if shown.any() else group
        voices = {int(row): voice_of(self.spoken[row]) for row in among.rows}
        return tuple(self.graph.keys[row] for row in representatives(self.rows, among, voices))


def _least(theme: str) -> tuple[int, int]:
    """Mentions and voices that a group must have; fewer where a person wanted it apart."""
    return (FEWEST_APART, FEWEST_APART - 1) if "." in theme else (FEWEST_MENTIONS, FEWEST_VOICES)


def _alike(label: str, other: str) -> bool:
    """What comes first in one name is in the other too."""
    one, two = (words.tokens(name) for name in (label, other))
    return one[0] in two or two[0] in one if one and two else one == two


def _heard_by(observation: Observation) -> str:
    """A note of nobody's voice is a hearing of its own: a theme may be proposed out of notes, and what a theme proposes weighs nothing."""
    return observation.key if not (observation.voice or GRADES[observation.provenance]) else voice_of(observation)
