"""Erasure: that words were erased, and how their material is known again. Withheld: a file that still holds words of somebody forgotten."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from flows.model.issues import Issue
from flows.model.noun import Noun


class Erasure(Noun):
    """Words that were erased for good: of a person who asked, or of a study whose time was up. Holds nothing that anybody said, and no code."""

    key: str = Field(description="`person:<digest of study and code>` or `study:<id>`")
    why: Literal["asked", "retention"]
    study: str
    on: date
    counts: dict[str, int] = Field(default_factory=dict, description="what was erased: documents, passages, observations, versions ...")
    insights: tuple[str, ...] = Field(default=(), description="keys of the insights whose evidence went; with words only, none")
    marks: tuple[str, ...] = Field(default=(), description="digests of codes, files and passages: what capture leaves out from now on")
    documents: tuple[str, ...] = Field(default=(), description="keys of the documents that stand on without words")


class Withheld(Noun):
    """A file in which somebody who was forgotten still speaks: their words are left out of what is captured."""

    key: str = Field(description="the document's key")
    fingerprint: str
    erasures: tuple[str, ...] = Field(description="keys of the erasures that it falls under")
    whole: bool = Field(description="whether the file holds nobody else's words")
    issue: Issue
