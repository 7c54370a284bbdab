"""Receipts in the terminal: what became of a note or an ask, in the words of its page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from flows.cli.terminal import shown
from flows.errors import UomaError
from flows.model.picture import Picture
from flows.model.questions import Question
from flows.model.registers import Ask
from flows.pages.note import MOST, Became, Whereabouts
from flows.verbs.jot import Jotted, waits
from flows.verbs.look import look
from flows.workspace import Workspace

STATES = {
    "nothing": "left out: it says nothing that could be grouped",
    "consent": "left out: whoever it names has taken the consent back",
    "waiting": "read, and waits for the rest of the cycle",
    "twin": "the same has been written down before; it is counted once, here",
    "insight": "it stands on the page of what is held to be so",
    "question": "it made this worth asking",
    "theme": "grouped under a theme; nothing is claimed of it yet that concerns the same people",
    "alone": "not yet grouped: nothing else sounds like it so far; it is looked at anew in every cycle",
}
HOW = {
    "supports": "supports", "contradicts": "speaks against", "hearsay": "stands as heard second-hand with", "beside": "stands beside, on the same theme",
}  # fmt: skip
KINDS = {
    "email": "an e-mail address", "phone": "a telephone number", "identity-code": "a personal identity code", "account": "an account number",
    "card": "a payment card", "business-id": "a business id", "birth-date": "a birth date", "address": "a street address", "plate": "a number plate",
    "name": "a name", "document-number": "a document's number", "network": "a network address", "handle": "a user name",
}  # fmt: skip


def show_receipt(screen: Console, place: Workspace, id_: str) -> None:
    """Print what became of the note or the ask of that id. Raises UomaError where nobody has one."""
    drawn = look(place)
    lines = list(_told(drawn, id_)) if drawn else []
    if not lines and waits(place, id_):
        lines = ["written down, and read in the next cycle: uoma cycle"]
    if not lines:
        raise UomaError(f"there is no note or ask {id_!r}", "receipts look like n-7k2qd; the notes are in research_plans/notes")
    screen.print(Text(shown(id_), style="bold"))
    for line in lines:
        screen.print(f"  {shown(line)}")


def told_hidden(jotted: Jotted) -> None:
    """Warn that the words held what points to a person, and that it was hidden before it was written."""
    if jotted.hidden:
        kinds = ", ".join(KINDS.get(kind, kind) for kind in jotted.hidden)
        click.echo(
            f"Hidden before it was written: {kinds}. Leave out whatever else points to one person, such as an unusual name.", err=True
        )


def _told(drawn: Picture, id_: str) -> Iterator[str]:
    for note in drawn.notes:
        if note.id == id_:
            yield from _of_note(Whereabouts(drawn).of(note), Whereabouts(drawn))
    if any(row.id == id_ for row in drawn.rows(Ask)):
        yield from _of_ask(drawn, id_)


def _of_note(line: Became, whereabouts: Whereabouts) -> Iterator[str]:
    language = whereabouts.picture.organisation.language
    if line.note.noted_on or line.note.since:
        since = f"in the library since the cycle {line.note.since.name}" if line.note.since else ""
        noted = f"noted {line.note.noted_on}" if line.note.noted_on else ""
        yield ", ".join(filter(None, (noted, since)))
    if line.observation and line.observation.quotable:
        yield f"“{line.observation.text}”"
    yield STATES[line.state] + (f" {_address(line.twin.path)}" if line.twin else "")
    for ref in line.themes:
        yield f"· theme: {ref.name.told(language)}"
    for how, told in line.insights[:MOST]:
        yield f"· {HOW[how]}: {told.insight.statement.told(language)} ({_address(told.path)})"
    for asked in line.questions:
        yield f"· question: {asked.question.text.told(language)} ({_address(asked.path)})"
    yield f"page: {_address(whereabouts.at.note(line.note.id))}"


def _of_ask(drawn: Picture, id_: str) -> Iterator[str]:
    at, key, language = Whereabouts(drawn).at, f"asked:{id_}", drawn.organisation.language
    found = next((q for q in drawn.questions if key in {gap.key for gap in (q.gap, *q.also)}), None)
    if found is None:
        yield "in the register, and no question has been made of it yet: uoma cycle"
        return
    yield found.text.told(language)
    yield _standing(found, drawn)
    yield f"page: {_address(at.question(found.key).path)}"


def _standing(question: Question, drawn: Picture) -> str:
    if question.listing == "ranked":
        ranked = sum(q.listing == "ranked" for q in drawn.questions)
        return f"rank {question.rank} of {ranked}: {question.tier.replace('-', ' ')}; why: uoma backlog --why {question.rank}"
    return {
        "hedge": "the decision comes before an answer could: decide without it, and keep a way back",
        "unlinked": "no decision and no focus area waits for it: name one in the register of asks, and it joins the ranking",
        "answered": "the library has an answer already",
        "not-asking": "the organisation has chosen not to ask this for now",
    }[question.listing]


def _address(path: str) -> str:
    """As it is in the built site."""
    page, mark, place = path.partition("#")
    return Path(page).with_suffix(".html").as_posix() + mark + place if page else ""
