"""`uoma status`: what is known, since when, and every issue that waits for a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from flows.cli.manners import manners, workspace_option
from flows.cli.publish import told_of
from flows.cli.receipt import show_receipt
from flows.cli.terminal import console, counted, show_issues, shown, tally
from flows.model.picture import Picture
from flows.pages.issues import Lies, Lying, called
from flows.verbs.look import look
from flows.workspace import Workspace


@click.command()
@click.argument("receipt", default="")
@click.option("--all", "every", is_flag=True, help="Print every issue by itself, and not many of a kind as one.")
@workspace_option
@manners
def status(receipt: str, every: bool, workspace: Path) -> None:
    """Say what the library holds, when it was last filled, and what waits for a person.

    With the RECEIPT of a note (n-7k2qd) or an ask (q-7k2qd) say what became of it.
    """
    place, screen = Workspace(workspace), console()
    if receipt:
        show_receipt(screen, place, receipt)
        return
    drawn = look(place)
    if drawn is None:
        screen.print("No cycle has run here yet: uoma cycle")
        return
    table = Table.grid(padding=(0, 2))
    for name, value in _facts(drawn):
        table.add_row(Text(name, style="dim"), value)
    for name, value in _site(place):
        table.add_row(Text(name, style="dim"), value)
    screen.print(table)
    issues = [issue for issue, _ in drawn.issues]
    if issues:
        screen.print()
        show_issues(screen, issues, most=None, fold=not every, remarks=_remarks(drawn))
        new = sum(lying.new for lying in Lies(drawn).all())
        since = f", {new} new in this cycle" if new and len(drawn.cycles) > 1 else ""
        screen.print(Text(f"{tally(issues)}{since}", style="bold"))


def _site(place: Workspace) -> Iterator[tuple[str, str]]:
    """Only where readers were taken back to an earlier release."""
    from flows.verbs.rollback import rolled_back

    if back := rolled_back(place):
        yield "site", f"rolled back to {told_of(back)}; it stays until something changes (uoma publish --releases)"


def _remarks(drawn: Picture) -> dict[str, str]:
    """The name of a document that is known by an id, and since when each issue is there, once there is more than one cycle."""
    told = {lying.issue.key: (shown(called(lying, drawn)), _since(lying, drawn)) for lying in Lies(drawn).all()}
    return {key: ", ".join(filter(None, parts)) for key, parts in told.items()}


def _since(lying: Lying, drawn: Picture) -> str:
    return f"{'new' if lying.new else 'since'} {lying.since.name}" if len(drawn.cycles) > 1 else ""


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
