"""Board: read at the start of a cycle, written when its pages are made. What people wrote there is in the ledger, with its day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from flows.answers.merge import merged
from flows.answers.read import read
from flows.answers.tabs import known_of, tabs
from flows.answers.theirs import written_between
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
from flows.pages.addresses import Addresses
from flows.workspace import Plan, Workspace

FILE = "board.xlsx"
MEMO = "board"
"""Remembers what the board looked like when it was last read, and when it was last written."""
NAMING = ("key", "into", "layout")
"""Fields of answers that name things; all other text is free."""
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


def boards(place: Workspace) -> tuple[Path, ...]:
    """The board and its copies, as far as they are files of this workspace."""
    board = place.plans / FILE
    return (*((board,) if board.is_file() else ()), *copies(place))


def copies(place: Workspace) -> tuple[Path, ...]:
    """The copies of the board that were kept when it was written, and what was left of a writing that was cut short."""
    stem, suffix = FILE.split(".")
    found = (*place.plans.glob(f"{stem}.before-*.{suffix}"), *place.plans.glob(f".{stem}-*"), *place.plans.glob(f".{stem}.before-*"))
    return tuple(sorted(path for path in found if path.is_file()))


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
        return Answered(known)  # a board that lies there before there is a library is read in the second cycle
    if board.stamp in heard(reader) and not _read_always(reader, known):
        return Answered(_hidden(known, plan), (), board.stamp)
    given, issues = read(board, known, known_of(picture(reader, cycles[-1])), today, _hiding(plan))
    return Answered(given, issues, board.stamp)


def heard(reader: Reader) -> frozenset[str]:
    """Stamps of boards whose answers the ledger has."""
    memo = reader.memo(MEMO)
    return frozenset(stamp for name in ("read", "written") if (stamp := memo.get(name, "")))


def settle(entry: Entry, told: Answered) -> None:
    """Write down what people answered. Whose name stands on a label of a document's speaker is never kept."""
    for tab in ANSWERS:
        entry.settle(f"answer.{tab}", [answer.without_names() for answer in told.answers.get(tab, {}).values()])
    memo = entry.memo(MEMO)
    known = told.stamp in (memo.get("read"), memo.get("written"))
    entry.remember(MEMO, {**(memo if known else {}), "read": told.stamp})  # what was written before says something else by now


def as_laid_out(place: Workspace, reader: Reader, state: str) -> bool:
    """Whether the board says already what the library says in the state of that digest."""
    if reader.memo(MEMO).get("for") != state:
        return False
    try:
        return door_of(place, organisation_of(reader)).read().stamp in heard(reader)
    except Unreadable:
        return False


def remember(entry: Entry, stamp: str, state: str) -> None:
    """Write down what the board looks like now that it says what the library says in the state of that digest."""
    entry.remember(MEMO, {**entry.memo(MEMO), "written": stamp, "for": state})


def lay_out(place: Workspace, drawn: Picture, known: frozenset[str]) -> tuple[str, tuple[Issue, ...]]:
    """Bring the board up to date with a picture: the machine's cells by key, people's never.

    `known`: stamps of the boards whose answers the picture has. Returns the stamp of what it looks like now and what was odd. The stamp is
    empty where it could not be written, or where somebody has written in it since it was read: then the next cycle reads that.
    """
    door, asked = door_of(place, drawn.organisation), tabs(drawn, _page(drawn))
    language = drawn.organisation.language
    for _ in range(TRIES):
        try:
            seen = door.read()
            patches = [patch for patch in merged(seen, asked, drawn.answers, language) if not patch.idle]
            if not patches:
                return (seen.stamp if seen.stamp in known else ""), ()
            troubles = door.write(patches, seen, language)
            if any(trouble.code not in DONE for trouble in troubles):
                return "", tuple(map(_issue, troubles))
            now = door.read()
            told = (not seen.stamp or seen.stamp in known) and not written_between(seen, now, asked, patches)
            return (now.stamp if told else ""), tuple(map(_issue, troubles))
        except Unreadable as error:
            told_already = any((issue.code, issue.where) == (error.code, "board") for issue, _ in drawn.issues)
            return "", () if told_already else (_issue(Trouble(error.code, "", str(error), error.hint, "error")),)
        except BoardMoved:
            continue
    what, hint = "The board was changed again and again while it was written.", "The next cycle writes it."
    return "", (_issue(Trouble("board-restless", "", what, hint)),)


def _read_always(reader: Reader, known: Mapping[str, Mapping[str, Answer]]) -> bool:
    """Labels may be names, so only the board has them; and what was odd about it may be so no longer, though nobody has touched it."""
    labelled = any(isinstance(answer, DocumentAnswer) and answer.speakers for answer in known["documents"].values())
    return labelled or any(
        issue.verb == "capture" and issue.where.split(" ")[0] == "board" for issue in reader.all("issue", Issue).values()
    )


def covered(drawn: Picture, plan: Plan) -> Picture:
    """An earlier picture without the names that have been entered into the register since people wrote them on the board."""
    if not any(drawn.answers.values()):
        return drawn
    hide = _hiding(plan)
    histories = {key: tuple(turn.model_copy(update={"why": hide(turn.why)}) for turn in turns) for key, turns in drawn.histories.items()}
    answers = {tab: dict(rows) for tab, rows in _hidden(drawn.answers, plan).items()}
    return replace(drawn, answers=answers, histories=histories)


def _hidden(known: Mapping[str, Mapping[str, Answer]], plan: Plan) -> Mapping[str, Mapping[str, Answer]]:
    """What was read before, without the names that have been entered into the register since."""
    if not any(known.values()):
        return known
    hide = _hiding(plan)
    return {tab: {key: _covered(answer, hide) for key, answer in rows.items()} for tab, rows in known.items()}


def _covered(answer: Answer, hide: Callable[[str], str]) -> Answer:
    free = (name for name, field in type(answer).model_fields.items() if field.annotation is str and name not in NAMING)
    told = {name: hidden for name in free if (text := getattr(answer, name)) and (hidden := hide(text)) != text}
    return answer.model_copy(update=told) if told else answer


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


def _page(drawn: Picture) -> Callable[[str, str], str]:
    at = Addresses.of(drawn)
    places = {"insight": at.insight, "question": at.question, "theme": at.theme}

    def page(kind: str, key: str) -> str:
        path = places[kind](key).path if kind in places else ""
        return f"../site/public/{path.replace('.md', '.html')}" if path else ""

    return page


def _issue(trouble: Trouble) -> Issue:
    where = f"board {trouble.place}".strip()
    return Issue(severity=trouble.severity, code=trouble.code, where=where, what=trouble.what, hint=trouble.hint, verb="publish")
