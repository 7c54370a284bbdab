"""Board: read at the start of a cycle, written when its pages are made. What people wrote there is in the ledger, with its day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from flows.answers.merge import merged
from flows.answers.read import read
from flows.answers.tabs import known_of, tabs
from flows.boards.gsheet import Gsheet
from flows.boards.xlsx import Xlsx
from flows.desk.desk import organisation_of
from flows.desk.picture import answers, picture
from flows.desk.shroud import mask_of
from flows.errors import BoardMoved, Unreadable
from flows.ledger import Entry
from flows.ledger.book import Reader
from flows.model.answers import ANSWERS, Answer, DocumentAnswer
from flows.model.contracts import BoardDoor
from flows.model.issues import Issue
from flows.model.material import Trouble
from flows.model.organisation import Organisation
from flows.model.picture import Picture
from flows.model.studies import SourceEntry
from flows.pages.addresses import Addresses
from flows.workspace import Plan, Workspace

FILE = "board.xlsx"
MEMO = "board"
"""Remembers what the board looked like when it was last read, and when it was last written."""
TRIES = 3
DONE = ("board-copy", "board-copied", "board-unmarked")
"""What is odd about a board that was written all the same."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What people have answered, what is odd, and what the board looked like."""

    answers: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    stamp: str = ""

    @property
    def documents(self) -> dict[str, DocumentAnswer]:
        """How documents are to be read, by key."""
        return {key: answer for key, answer in self.answers.get("documents", {}).items() if isinstance(answer, DocumentAnswer)}


def door_of(place: Workspace, organisation: Organisation) -> BoardDoor:
    """Where the organisation's board lies."""
    return Gsheet(organisation.board) if organisation.board else Xlsx(place.plans / FILE)


def answered(place: Workspace, reader: Reader, plan: Plan, today: date) -> Answered:
    """What people have written on the board by now. Where it cannot be read, or is as it was, what was read before stands."""
    known = answers(reader)
    try:
        board = door_of(place, plan.organisation).read()
    except Unreadable as error:
        issue = Issue(severity="error", code=error.code, where="board", what=str(error), hint=error.hint, verb="capture")
        return Answered(known, (issue,), reader.memo(MEMO).get("read", ""))
    cycles = reader.cycles()
    if not cycles or (not board.stamp and not any(known.values())):
        return Answered(known, (), board.stamp)
    labelled = any(isinstance(answer, DocumentAnswer) and answer.speakers for answer in known["documents"].values())
    if board.stamp and board.stamp in reader.memo(MEMO).values() and not labelled:  # labels may be names: only the board has them
        told = (issue for issue in reader.all("issue", Issue).values() if issue.where.split(" ")[0].rstrip(":") == "board")
        return Answered(known, tuple(told), board.stamp)
    given, issues = read(board, known, known_of(picture(reader, cycles[-1])), today, _hiding(plan))
    return Answered(given, issues, board.stamp)


def settle(entry: Entry, told: Answered) -> None:
    """Write down what people answered. Whose name stands on a label of a document's speaker is never kept."""
    for tab in ANSWERS:
        entry.settle(f"answer.{tab}", [_nameless(answer) for answer in told.answers.get(tab, {}).values()])
    entry.remember(MEMO, {**entry.memo(MEMO), "read": told.stamp})


def as_laid_out(place: Workspace, reader: Reader, state: str) -> bool:
    """Whether the board says already what the library says in the state of that digest."""
    memo = reader.memo(MEMO)
    if memo.get("for") != state:
        return False
    try:
        return door_of(place, organisation_of(reader)).read().stamp in (memo.get("read"), memo.get("written"))
    except Unreadable:
        return False


def remember(entry: Entry, stamp: str, state: str) -> None:
    """Write down what the board looks like now that it says what the library says in the state of that digest."""
    entry.remember(MEMO, {**entry.memo(MEMO), "written": stamp, "for": state})


def lay_out(place: Workspace, drawn: Picture) -> tuple[str, tuple[Issue, ...]]:
    """Bring the board up to date with a picture: the machine's cells by key, people's never.

    Returns the stamp of what it looks like now, empty where it could not be written, and what was odd.
    """
    door, asked = door_of(place, drawn.organisation), tabs(drawn, _page(drawn))
    language = drawn.organisation.language
    for _ in range(TRIES):
        try:
            seen = door.read()
            patches = [patch for patch in merged(seen, asked, drawn.answers, language) if not patch.idle]
            if not patches:
                return seen.stamp, ()
            troubles = door.write(patches, seen, language)
            unwritten = any(trouble.code not in DONE for trouble in troubles)
            return "" if unwritten else door.read().stamp, tuple(map(_issue, troubles))
        except Unreadable as error:
            return "", (_issue(Trouble(error.code, "", str(error), error.hint, "error")),)
        except BoardMoved:
            continue
    what, hint = "The board was changed again and again while it was written.", "The next cycle writes it."
    return "", (_issue(Trouble("board-restless", "", what, hint)),)


def _hiding(plan: Plan) -> Callable[[str], str]:
    """Covers everybody whom any study knows by name."""
    masks = [mask_of(plan.organisation, plan.participants, study.id) for study in plan.studies] or [
        mask_of(plan.organisation, plan.participants, "")
    ]

    def hide(text: str) -> str:
        for mask in masks:
            text = mask.hide(text)
        return text

    return hide


def _nameless(answer: Answer) -> Answer:
    if not isinstance(answer, DocumentAnswer) or not answer.speakers:
        return answer
    return answer.model_copy(update={"speakers": SourceEntry(speakers=answer.speakers).without_names().speakers})


def _page(drawn: Picture) -> Callable[[str, str], str]:
    at = Addresses(drawn)
    places = {"insight": at.insight, "question": at.question, "theme": at.theme}

    def page(kind: str, key: str) -> str:
        path = places[kind](key).path if kind in places else ""
        return f"../site/public/{path.replace('.md', '.html')}" if path else ""

    return page


def _issue(trouble: Trouble) -> Issue:
    where = f"board {trouble.place}".strip()
    return Issue(severity=trouble.severity, code=trouble.code, where=where, what=trouble.what, hint=trouble.hint, verb="publish")
