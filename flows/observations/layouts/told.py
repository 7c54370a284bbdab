"""Told: what a person has said of a document in the plan. Its layout is read so, and its labels stand for whom they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flows.model.material import Block
from flows.model.studies import STAFF
from flows.observations.layouts import asked, labels, plain, stamps, tables
from flows.observations.participants import tidy
from flows.observations.roles import Part, by_word, key_of
from flows.observations.speech import Reading


@dataclass(frozen=True, slots=True)
class Told:
    """A person's answer to who speaks; empty where there is none."""

    layout: str = ""
    roles: dict[str, Part] = field(default_factory=dict)
    """By label key."""
    codes: dict[str, str] = field(default_factory=dict)
    """Label key -> participant code."""
    labels: dict[str, str] = field(default_factory=dict)
    """Label as written -> participant code, or empty for staff. May be names."""


def told_of(layout: str, speakers: Mapping[str, str]) -> Told:
    """What a plan says of its documents: `layout` is a name of the handbook's table, `speakers` are labels with `staff` or a code."""
    codes = {key_of(label): tidy(who) for label, who in speakers.items() if who != STAFF}
    roles: dict[str, Part] = {
        key_of(label): "answers" if who != STAFF else "staff" if by_word(key_of(label)) == "staff" else "asks"
        for label, who in speakers.items()
    }
    return Told(layout, roles, codes, {label: "" if who == STAFF else tidy(who) for label, who in speakers.items()})


def read_as(blocks: Sequence[Block], told: Told) -> Reading | None:
    """The document in the layout that a person names, sure of itself unless nobody can tell who asks; None where nothing is set so."""
    found = _found(blocks, told)
    sure = found and not any(trouble.code == "who-asks" for trouble in found.troubles)
    return replace(found, confidence=1.0) if found and sure else found


def _found(blocks: Sequence[Block], told: Told) -> Reading | None:
    if told.layout == "table":
        return tables.as_told(blocks)
    if told.layout in ("guide", "notes"):
        return plain.as_told(blocks, told.layout)
    if told.layout == "labels":
        return labels.read(blocks, told.roles, sure=True)
    if told.layout == "table-turns":
        return tables.read_voices(blocks, told.roles)
    if told.layout == "stamps":
        return stamps.read_cues(blocks, told.roles) or stamps.read(blocks, told.roles)
    return asked.as_told(blocks, told.layout)
