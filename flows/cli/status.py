"""`uoma status`: what is known, since when, and every issue that waits for a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from flows.cli.manners import manners, workspace_option
from flows.cli.terminal import console, counted, show_issues, shown, tally
from flows.model.picture import Picture
from flows.verbs.look import look
from flows.workspace import Workspace


@click.command()
@workspace_option
@manners
def status(workspace: Path) -> None:
    """Say what the library holds, when it was last filled, and what waits for a person."""
    place, screen = Workspace(workspace), console()
    drawn = look(place)
    if drawn is None:
        screen.print("No cycle has run here yet: uoma cycle")
        return
    table = Table.grid(padding=(0, 2))
    for name, value in _facts(drawn):
        table.add_row(Text(name, style="dim"), value)
    screen.print(table)
    issues = [issue for issue, _ in drawn.issues]
    if issues:
        screen.print()
        show_issues(screen, issues, most=None)
        screen.print(Text(tally(issues), style="bold"))


def _facts(drawn: Picture) -> Iterator[tuple[str, str]]:
    listed = [q for q in drawn.questions if q.listing == "ranked"]
    yield "organisation", shown(drawn.organisation.name.told(drawn.organisation.language))
    yield "last cycle", f"{drawn.cycle.name}{'' if drawn.cycle.finished else ' (not finished: uoma cycle goes on with it)'}"
    yield "documents", f"{len(drawn.documents)} in {counted({'studies': len(drawn.studies)})}"
    repeats = len(drawn.observations) - len(drawn.counted)
    voices = len({o.voice for o in drawn.counted if o.voice})
    yield "observations", f"{len(drawn.counted)} from {voices} people{f', and {repeats} that repeat others' if repeats else ''}"
    stale = sum(i.freshness.state == "stale" for i in drawn.insights)
    yield "insights", f"{len(drawn.insights)}, {sum(i.contested for i in drawn.insights)} contested, {stale} stale"
    yield "questions", f"{len(listed)} ranked, {sum(q.tier == 'now' for q in listed)} to ask now"
