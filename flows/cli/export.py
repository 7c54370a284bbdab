"""`uoma export KIND`: one record a line, or a codebook or project of REFI-QDA, for other tools."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

from flows.cli.manners import manners, workspace_option
from flows.disk import swap
from flows.errors import Unwritable, UomaError
from flows.model.issues import Issue
from flows.model.notes import passed_on
from flows.model.picture import Picture
from flows.observations.consent import quotable_only
from flows.pages.issues import Lies, Lying
from flows.verbs.look import look
from flows.workspace import Workspace

KINDS = ("observations", "themes", "insights", "questions", "documents", "issues", "signals", "answers")
EXCHANGED = {"codebook": ".qdc", "project": ".qdpx"}
"""What other programs that code words read, and the ending of its file."""
OF_ISSUES = (*Issue.model_fields, "study", "source", "place", "since", "new", "quarantined", "last_good")


@click.command()
@click.argument("kind", type=click.Choice([*KINDS, *EXCHANGED]))
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True, help="How a record is written.")
@click.option("--into", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Write it to a file instead of printing it.")
@click.option("--as-of", default="", metavar="CYCLE-OR-DATE", help="As it stood at the end of that cycle, or on that date.")
@click.option("--for-analysis", is_flag=True, help="Also the words of people who agreed to analysis only. Do not pass these on.")
@workspace_option
@manners
def export(kind: str, form: str, into: Path | None, as_of: str, for_analysis: bool, workspace: Path) -> None:
    """Print KIND one record a line, with the nouns' field names; `codebook` and `project` are files for programs that code words.

    Words that may only be analysed are left out unless --for-analysis is given; words whose time is up always are. A project never has
    either.

    \b
    uoma export insights
    uoma export observations --format csv > observations.csv
    uoma export codebook --into codes.qdc
    uoma export project --into project.qdpx
    """
    if kind == "project" and into is None:
        raise click.UsageError("a project is no text to be printed: name a file with --into project.qdpx")
    drawn = look(Workspace(workspace), as_of, date.today())
    if kind in EXCHANGED:
        _hand_over(_exchanged(kind, drawn), into)
        return
    if drawn and not for_analysis:
        drawn = replace(drawn, observations=tuple(map(quotable_only, drawn.observations)))
    records = _records(kind, drawn) if drawn else []
    told = _csv(records, kind) if form == "csv" else "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)
    _hand_over(told.encode(), into)


def _exchanged(kind: str, drawn: Picture | None) -> bytes:
    from flows.verbs.exchange import as_codebook, as_project  # only those who want one wait for it

    if drawn is None:
        raise UomaError("no cycle has run here yet", "uoma cycle")
    return as_codebook(drawn) if kind == "codebook" else as_project(drawn)


def _hand_over(content: bytes, into: Path | None) -> None:
    """Print it, or put it in the place of a file in one step. Raises Unwritable."""
    if into is None:
        click.echo(content, nl=False)
        return
    try:
        swap(into, content)
    except OSError as error:
        raise Unwritable(f"cannot write {into}: {error.strerror}", "close the file if it is open, or name another") from error


def _records(kind: str, drawn: Picture) -> list[dict[str, Any]]:
    if kind == "issues":
        return [_issue(lying) for lying in Lies(drawn).all()]
    if kind == "signals":
        return _signals(drawn)
    if kind == "answers":
        return [
            {"tab": tab, **answer.model_dump(mode="json")}
            for tab, rows in sorted(drawn.answers.items())
            for _, answer in sorted(rows.items())
        ]
    nouns: Iterable[BaseModel] = getattr(drawn, kind)
    return [noun.model_dump(mode="json", exclude={"passages"}) for noun in nouns]


def _signals(drawn: Picture) -> list[dict[str, Any]]:
    """One record each, with what kind of signal it is: the fields of the kinds differ."""
    held = drawn.signals.model_dump(mode="json")
    return [{"signal": kind, **row} for kind, rows in held.items() for row in rows]


def _issue(lying: Lying) -> dict[str, Any]:
    """An issue with its place taken apart: the study, the source (a document, plan or register) and where within it."""
    return {
        **lying.issue.model_dump(mode="json"),
        "study": lying.study,
        "source": lying.source,
        "place": lying.place,
        "since": lying.since.name,
        "new": lying.new,
        "quarantined": lying.quarantined,
        "last_good": lying.good.name if lying.good else "",
    }


def _csv(records: list[dict[str, Any]], kind: str) -> str:
    """A heading line and a line for each; of issues the heading also where there is none."""
    fields = dict.fromkeys(name for record in records for name in record) or (dict.fromkeys(OF_ISSUES) if kind == "issues" else {})
    if not fields:
        return ""
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, fieldnames=list(fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in record.items()} for record in records)
    return sheet.getvalue()


def _cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    told = value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
    return passed_on(told.replace("\r\n", "\n").replace("\r", "\n"))
