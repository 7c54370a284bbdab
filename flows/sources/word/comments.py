"""Comments: threads of a document's comments, and the stretches of text that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from flows.model.material import Mark
from flows.sources.word.line import Line
from flows.sources.word.names import ID, MC, PARA_ID, W15_SPACE, W
from flows.sources.word.plain import words_of

START = W + "commentRangeStart"
END = W + "commentRangeEnd"
REFERENCE = W + "commentReference"
_EX = f"{{{W15_SPACE}}}"


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and its replies. Its author is the first one's: it tells whose words they are, and is personal data."""

    words: str
    on: date | None
    resolved: bool
    author: str = field(default="", repr=False)


def threads(parts: Mapping[str, etree._Element]) -> dict[str, Thread]:
    """Threads with words, by the id of their first comment; replies are in the thread of the comment they answer.

    `parts`: by kind, those of comments, commentsExtended, commentsIds and commentsExtensible that the document has.
    """
    comments, extended = parts.get("comments"), parts.get("commentsExtended")
    elements = {element.get(ID, ""): element for element in comments if element.tag == W + "comment"} if comments is not None else {}
    days = _days(elements, parts.get("commentsIds"), parts.get("commentsExtensible"))
    parents, done = _bonds(elements, extended)
    words: dict[str, list[str]] = {}
    for id, element in elements.items():
        words.setdefault(_root(id, parents), []).append(words_of(element))
    found = {
        id: Thread("\n".join(said for said in words.get(id, []) if said), days.get(id), id in done, element.get(W + "author", ""))
        for id, element in elements.items()
        if id not in parents
    }
    return {id: thread for id, thread in found.items() if thread.words}


class Anchors:
    """Puts comments on the lines they are about, while the text is walked.

    A comment with a range gets a Mark in each line of the range. One that only points at a place, or at nothing with words,
    is about its whole line, or about the next line with words.
    """

    def __init__(self, found: dict[str, Thread], stories: Iterable[etree._Element]) -> None:
        self._threads = found
        self._closing = {element.get(ID, "") for story in stories for element in story.iter(END) if _is_walked(element)} if found else set()
        self._open: dict[str, int] = {}
        self._whole: list[str] = []
        self._placed: set[str] = set()

    def meet(self, element: etree._Element, line: Line) -> None:
        """A start, end or reference, at the line's present end."""
        id = element.get(ID, "")
        if id not in self._threads:
            return
        if element.tag == START and id in self._closing:
            self._open.setdefault(id, line.at)
        elif element.tag == END:
            self._end(id, line)
        elif element.tag == REFERENCE and id not in self._placed and id not in self._open:
            self._whole.append(id)
            self._placed.add(id)

    def close(self, line: Line) -> None:
        """The line ends: ranges that go on have their part of it, and go on from the start of the next."""
        blank = line.is_blank()
        for id, start in self._open.items():
            if not blank:
                self._mark(id, line, start)
            self._open[id] = 0
        if not blank:
            line.marks.extend(self._said(id, 0, line.at) for id in self._whole)
            self._whole.clear()

    def left(self, length: int) -> tuple[Mark, ...]:
        """Marks for the last line of the document, `length` long, of comments that came after all words."""
        return tuple(self._said(id, 0, length) for id in self._whole)

    def unplaced(self) -> int:
        """How many comments point to no place in the text."""
        return len(set(self._threads) - self._placed - set(self._open))

    def _end(self, id: str, line: Line) -> None:
        self._closing.discard(id)  # a range that opens after its end would never close
        start = self._open.pop(id, None)
        if start is None:
            return
        self._mark(id, line, start)
        if id not in self._placed:
            self._whole.append(id)
            self._placed.add(id)

    def _mark(self, id: str, line: Line, start: int) -> None:
        if line.at > start and line.between(start).strip():
            line.marks.append(self._said(id, start, line.at))
            self._placed.add(id)

    def _said(self, id: str, start: int, end: int) -> Mark:
        thread = self._threads[id]
        return Mark(start, end, "comment", thread.words, thread.on, thread.resolved, thread.author)


def _bonds(elements: dict[str, etree._Element], extended: etree._Element | None) -> tuple[dict[str, str], set[str]]:
    """Reply -> comment it answers, and the ids that are resolved."""
    by_paragraph = {para.get(PARA_ID, ""): id for id, element in elements.items() for para in element.iter(W + "p") if para.get(PARA_ID)}
    parents: dict[str, str] = {}
    done: set[str] = set()
    for entry in extended if extended is not None else ():
        id = by_paragraph.get(entry.get(_EX + "paraId", ""))
        parent = by_paragraph.get(entry.get(_EX + "paraIdParent", ""))
        if id is not None and parent is not None and parent != id:
            parents[id] = parent
        if id is not None and entry.get(_EX + "done") in ("1", "true", "on"):
            done.add(id)
    return {id: parent for id, parent in parents.items() if _root(id, parents) not in parents}, done


def _root(id: str, parents: dict[str, str]) -> str:
    met = {id}
    while id in parents and parents[id] not in met:
        id = parents[id]
        met.add(id)
    return id


def _days(elements: dict[str, etree._Element], ids: etree._Element | None, extensible: etree._Element | None) -> dict[str, date | None]:
    """The day of each comment: in universal time where the document has it, else the writer's own, which Word marks as universal all the same."""
    durable = {_told(entry, "paraId"): _told(entry, "durableId") for entry in (ids if ids is not None else ())}
    universal = {_told(entry, "durableId"): _told(entry, "dateUtc") for entry in (extensible if extensible is not None else ())}
    days: dict[str, date | None] = {}
    for id, element in elements.items():
        paragraphs = [para.get(PARA_ID, "") for para in element.iter(W + "p")]
        known = next((day for para in paragraphs if para and (day := _day(universal.get(durable.get(para, ""), "")))), None)
        days[id] = known or _day(element.get(W + "date"))
    return days


def _told(entry: etree._Element, name: str) -> str:
    """An attribute by its local name: these parts have a namespace each."""
    return next((str(value) for key, value in entry.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _is_walked(element: etree._Element) -> bool:
    return next(element.iterancestors(MC + "Fallback"), None) is None


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat((said or "")[:10])
    except ValueError:
        return None
