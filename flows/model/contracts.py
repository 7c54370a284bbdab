"""The extension points: what a source kind, a page type, a scoring rule, a scribe, a detector and an embedder must be able to do.

Each is one file and one line among the entry points `uoma.sources`, `uoma.pages`, `uoma.scoring`, `uoma.scribes`, `uoma.detectors`,
`uoma.embedders`; the built-in ones come through the same door.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol

from flows.model.board import Board, Patch
from flows.model.drafts import Draft
from flows.model.material import Found, Material, Trouble
from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.model.pages import Leaf, Page
from flows.model.picture import Picture
from flows.model.questions import Factors
from flows.model.spans import Span
from flows.model.studies import SourceEntry


@dataclass(frozen=True, slots=True)
class Place:
    """Where one entry of a plan points to."""

    root: Path
    """research_plans/"""
    study: str
    entry: SourceEntry


class Source(Protocol):
    """Where words come from: `find` lists cheaply, `read` reads one document."""

    kind: ClassVar[str]
    endings: ClassVar[tuple[str, ...]]
    """File endings that it reads, such as `.docx`; empty for sources that are not files."""

    def find(self, place: Place) -> Iterable[Found | Trouble]:
        """Every document there, with a fingerprint; a Trouble for what cannot even be listed."""

    def read(self, place: Place, found: Found) -> Material:
        """One document as a person left it. Raises Unreadable."""


class PageType(Protocol):
    """One kind of page: which pages there are, and the facts each tells; leaves beside them, where other tools want some.

    It is asked once for each language of the site, with the picture told in it: `picture.organisation.language`. What a page tells of must
    not hang on that, only how it is worded; and where there is nothing to tell there is no page.
    """

    name: ClassVar[str]

    def pages(self, picture: Picture) -> Iterable[Page | Leaf]: ...


class Rule(Protocol):
    """A scoring rule: the priority of a question from its factors; higher goes first."""

    def __call__(self, factors: Factors) -> float: ...


class Scribe(Protocol):
    """Who words a statement that no person has worded yet."""

    name: ClassVar[str]

    def draft(self, theme: Theme, observations: Sequence[Observation], earlier: Draft | None = None) -> Draft:
        """A statement on the theme, and a question where the scribe has one; `earlier` is what it gave in the last cycle.

        Observations are those whose words may be shown. The same input gives the same draft. It never raises for what goes wrong outside.
        """


class BoardDoor(Protocol):
    """Where the board lies: a workbook, or a Google Sheet."""

    def read(self) -> Board:
        """Every tab as it lies; an empty board where there is none yet. Raises Unreadable."""

    def write(self, patches: Sequence[Patch], seen: Board, language: str) -> tuple[Trouble, ...]:
        """Do what the patches say, and nothing else: cells of people are not touched, wherever they have gone meanwhile.

        `seen` is what the patches were made from. Raises BoardMoved if it has changed since in a way that the patches do not fit any more: read,
        merge and write anew. A board that cannot be written to now is told, and the next cycle writes it.
        """


class Embedder(Protocol):
    """A model that turns texts into vectors whose cosine tells how nearly they mean the same."""

    name: ClassVar[str]

    def embed(self, texts: Sequence[str], language: str) -> Any:
        """A float32 matrix with a row of length 1 for each text, in order; a row of zeros where there is nothing to tell. The same text always
        gets the same row, whatever stands beside it. `language` is `fi`, `en` or empty.
        """


class Detector(Protocol):
    """What finds personal data besides Uoma's own patterns, such as a model of language."""

    name: ClassVar[str]

    def spans(self, text: str, language: str) -> Iterable[Span]:
        """What is surely personal data; `language` is `fi` or `en`. Kinds are those of the handbook's table; any other is hidden as `[nimi]`."""
