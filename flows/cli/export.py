"""`uoma export KIND`: one record a line, for other tools."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

from flows.cli.manners import manners, workspace_option
from flows.model.notes import harmless
from flows.model.picture import Picture
from flows.observations.consent import quotable_only
from flows.pages.issues import Lies, Lying
from flows.verbs.look import look
from flows.workspace import Workspace

KINDS = ("observations", "themes", "insights", "questions", "documents", "issues")


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True, help="How a record is written.")
@click.option("--as-of", default="", metavar="CYCLE-OR-DATE", help="As it stood at the end of that cycle, or on that date.")
@click.option("--for-analysis", is_flag=True, help="Also the words of people who agreed to analysis only. Do not pass these on.")
@workspace_option
@manners
def export(kind: str, form: str, as_of: str, for_analysis: bool, workspace: Path) -> None:
    """Print KIND one record a line, with the nouns' field names.

    Words that may only be analysed are left out unless --for-analysis is given; words whose time is up always are.

    \b
    uoma export insights
    uoma export observations --format csv > observations.csv
    """
    drawn = look(Workspace(workspace), as_of, date.today())
    if drawn and not for_analysis:
        drawn = replace(drawn, observations=tuple(map(quotable_only, drawn.observations)))
    records = _records(kind, drawn) if drawn else []
    if form == "jsonl":
        for record in records:
            click.echo(json.dumps(record, ensure_ascii=False))
    else:
        _csv(records)


def _records(kind: str, drawn: Picture) -> list[dict[str, Any]]:
    if kind == "issues":
        return [_issue(lying) for lying in Lies(drawn).all()]
    nouns: Iterable[BaseModel] = getattr(drawn, kind)
    return [noun.model_dump(mode="json", exclude={"passages"}) for noun in nouns]


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


def _csv(records: list[dict[str, Any]]) -> None:
    if not records:
        return
    writer = csv.DictWriter(sys.stdout, fieldnames=list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in record.items()} for record in records)


def _cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return harmless(value) if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
