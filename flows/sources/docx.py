"""Word documents: .docx and its kin, as blocks with nothing lost that a person wrote."""

from __future__ import annotations

from typing import ClassVar

from lxml import etree

from flows.errors import Unreadable
from flows.model.contracts import Place
from flows.model.material import Found, Material, Trouble
from flows.sources.files import FileSource, bytes_of
from flows.sources.word.beside import drawn, page_lines
from flows.sources.word.comments import Anchors, threads
from flows.sources.word.numbering import Numbering
from flows.sources.word.package import Package, opened
from flows.sources.word.refusals import refuse
from flows.sources.word.story import Story
from flows.sources.word.styles import Styles


class Docx(FileSource):
    """The source kind `docx`."""

    kind: ClassVar[str] = "docx"
    endings: ClassVar[tuple[str, ...]] = (".docx", ".docm", ".dotx", ".dotm")

    def read(self, place: Place, found: Found) -> Material:
        """One document. Raises Unreadable with a code of flows.sources.word.refusals or of flows.sources.files."""
        return material(bytes_of(place, found), found.name)


def material(content: bytes, name: str = "") -> Material:
    """A Word document's blocks, from its bytes; `name` is the file's name. Raises Unreadable."""
    try:
        return _told(opened(content, name))
    except Unreadable:
        raise
    except (etree.LxmlError, RecursionError, MemoryError):
        raise refuse("bad-xml") from None
    except Exception:
        # Whatever a broken file makes a library raise must end as one quarantined document, and its text must not reach a log.
        raise refuse("not-a-document") from None


def _told(package: Package) -> Material:
    parts = package.parts
    notes = {"footnote": parts.get("footnotes"), "endnote": parts.get("endnotes")}
    styles = Styles(parts.get("styles"))
    found = threads(parts)
    anchors = Anchors(found, [package.body, *(part for part in notes.values() if part is not None)])
    story = Story(styles, Numbering(parts.get("numbering"), styles), anchors)
    story.walk(package.body)
    story.walk_notes(notes)
    story.end()
    blocks = (*story.blocks, *(block for kind in ("diagramData", "chart") for block in drawn(kind, package.beside[kind])))
    if not blocks:
        raise refuse("no-text")
    facts = {"title": package.title, "header": page_lines([*package.beside["header"], *package.beside["footer"]])}
    return Material(
        blocks=blocks,
        facts={name: told for name, told in facts.items() if told},
        troubles=(*package.troubles, *story.troubles, *_unplaced(anchors)),
    )


def _unplaced(anchors: Anchors) -> tuple[Trouble, ...]:
    count = anchors.unplaced()
    what = f"Comments that point to no place in the text are left out: {count}."
    return (Trouble("comment-unplaced", "", what, "Put them on a stretch of the text in Word."),) if count else ()
