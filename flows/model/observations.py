"""Observation: the atom. One voice, one place, one date, verbatim."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from flows.model.noun import Noun

Kind = Literal["need", "wish", "doubt", "expectation", "behaviour", "problem", "praise", "other"]
Provenance = Literal["observed", "first-hand", "second-hand", "employee", "external", "literature"]
Stance = Literal["", "supports", "contradicts"]

GRADES: dict[str, float] = {
    "observed": 1.0,
    "first-hand": 0.8,
    "external": 0.5,
    "literature": 0.5,
    "second-hand": 0.0,
    "employee": 0.0,
}
"""How much one piece of evidence of each provenance moves a belief (design/SCORING: hearsay and opinion open questions, never move a belief)."""


class Observation(Noun):
    """What one voice said or did, in its own words, with its place and date."""

    key: str
    study: str
    document: str = Field(description="key of the Document")
    locator: str
    text: str
    heard_on: date | None = None
    language: str = ""
    voice: str = Field(default="", description="one person, across the study: `laskutus:P07`; empty where nobody knows")
    unit: str = ""
    persona: str = ""
    segment: str = ""
    stage: str = ""
    kind: Kind = "other"
    provenance: Provenance = "first-hand"
    codes: tuple[str, ...] = Field(default=(), description="what the researcher marked: `laskutus`, `c-012+`")
    themes: tuple[str, ...] = Field(default=(), description="ids of themes, set by synthesise")
    reasons: dict[str, str] = Field(
        default_factory=dict,
        description="for each theme why: `code`, `confirmed`, `words: lasku, erittely`, `like: odotan, postin`, `group`",
    )
    stance: Stance = Field(default="", description="the sign of its first signed code")
    question: str = Field(default="", description="the question it answers, verbatim")
    row: str = Field(default="", description="what its row in a sheet is known by; empty for other material")
    quotable: bool = Field(default=True, description="whether the consent lets its words stand on the site")
    twin_of: str = Field(default="", description="key of the observation that this one repeats; twins are never counted")
    like: str = Field(default="", description="key of the earliest observation that says nearly the same; linked, and counted all the same")
