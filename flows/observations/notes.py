"""Notes: a sheet in which anybody writes one line, read as such; and what became of each line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from flows.model.documents import Document, Passage
from flows.model.material import Row, Sheet
from flows.model.notes import FORMULA, LeftOut, Note, is_receipt
from flows.model.observations import Observation
from flows.observations.cases import Cases
from flows.observations.columns import recognise
from flows.text.words import is_nothing


def with_first_line(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """Sheets of one column that nobody has named: what was taken for its header is the first note."""
    return tuple(_headed(sheet) for sheet in sheets)


def as_notes(cases: Cases) -> Cases:
    """The rows as notes: whose voice is behind a line is not known unless the line says so, and no header is the question to it."""
    passages = tuple(_note(passage, cases.minted) for passage in cases.passages)
    told = tuple(code for code in cases.participants if code not in cases.minted)
    return replace(cases, passages=passages, participants=told, minted=frozenset())


def notes(documents: Iterable[Document], observations: Iterable[Observation]) -> tuple[Note, ...]:
    """What became of every line that has a receipt or made an observation, sorted by id.

    A line without a receipt of its own, or with one that an earlier line has, gets one from its observation's key.
    """
    made = {(o.document, o.locator): o for o in observations}
    known: dict[str, Note] = {}
    for document in sorted(documents, key=lambda d: d.key):
        for passage in document.passages:
            if passage.role == "answer" and (note := _became(document, passage, made, known)):
                known[note.id] = note
    return tuple(known[id_] for id_ in sorted(known))


def _headed(sheet: Sheet) -> Sheet:
    if len(sheet.header) != 1 or recognise(replace(sheet, rows=()), {}).named:
        return sheet
    first = sheet.rows[0].locator if sheet.rows else f"{sheet.name}!A2"
    above = re.sub(r"\d+$", lambda number: str(max(1, int(number[0]) - 1)), first)
    return Sheet(sheet.name, ("note",), (Row(above, sheet.header), *sheet.rows))


def _note(passage: Passage, minted: frozenset[str]) -> Passage:
    speaker = "" if passage.speaker in minted else passage.speaker
    text = passage.text[1:] if passage.text.startswith("'") and passage.text[1:2] in FORMULA else passage.text
    return passage.model_copy(update={"speaker": speaker, "text": text, "question": ""})


def _became(document: Document, passage: Passage, made: Mapping[tuple[str, str], Observation], known: Mapping[str, Note]) -> Note | None:
    observation = made.get((document.key, passage.locator))
    id_ = next(_receipts(passage, observation, known), "")
    if not id_:
        return None
    return Note(
        id=id_,
        document=document.key,
        locator=passage.locator,
        observation=observation.key if observation else "",
        noted_on=(observation.heard_on if observation else None) or passage.heard_on,
        about=passage.fields.get("study", "") or passage.fields.get("tutkimus", ""),
        left_out="" if observation else _why(passage),
    )


def _receipts(passage: Passage, observation: Observation | None, known: Mapping[str, Note]) -> Iterator[str]:
    own = passage.fields.get("id", "")
    if is_receipt(own) and own not in known:
        yield own
    if observation:
        yield f"n-{observation.key.rpartition('-')[2]}"


def _why(passage: Passage) -> LeftOut:
    """Only who is named can have withdrawn; a line of nobody's that says something has not been collated yet."""
    if is_nothing(_MARK.sub(" ", passage.text)):
        return "nothing"
    return "consent" if passage.speaker else "waiting"


_MARK = re.compile(r"\[[^\[\]]*\]")
