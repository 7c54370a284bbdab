"""`uoma google`: log in to Google on this machine, and see what can be read there."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from flows.boards.gsheet import Gsheet
from flows.cli.manners import InOrder, manners, workspace_option
from flows.cli.terminal import console, counted, shown
from flows.errors import Unreadable
from flows.google import login as logins
from flows.model.contracts import Place
from flows.model.material import Found, Trouble
from flows.plans.links import google_entries
from flows.sources.gsheet import sheet_at
from flows.workspace import Plan, Workspace

Outcome = tuple[str, int, str, str]
"""What was tried, how many documents or rows it has, and what is wrong with it and how to mend that."""


@click.group(cls=InOrder)
def google() -> None:
    """Log in to Google on this machine, and see what can be read there."""


@google.command()
@click.option(
    "--client", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True,
    help="The OAuth client's JSON file (type: desktop app), from the Google Cloud console.",
)  # fmt: skip
@click.option("--browser/--no-browser", default=True, help="Open the browser, or print the address to open.")
@click.option("--board", is_flag=True, help="Ask for the right to write spreadsheets, too: for a board that is a Google Sheet.")
@manners
def login(client: Path, browser: bool, board: bool) -> None:
    """Log in as yourself, in the browser. The login is kept for this user of this machine only, and may read, never write.

    With --board it may also write spreadsheets that you may edit. Uoma writes only the one that organisation.yaml names as `board`.
    """
    click.echo(f"Logged in. Kept in {logins.log_in(client, browser, writing=board)}")


@google.command()
@workspace_option
@manners
def check(workspace: Path) -> None:
    """Say who is logged in, and for each link in the plans whether it can be read.

    Exits with 1 where one cannot. The hint names the address to share with.
    """
    place, screen = Workspace(workspace), console()
    plan = place.plan(ask=False)
    if not (google_entries(plan.studies) or plan.organisation.registers or plan.organisation.board):
        screen.print("No plan names anything at Google.")
        return
    screen.print(f"logged in as {logins.client().address() or 'somebody whose address Google does not tell'}")
    outcomes = [*_sources(place, plan), *_registers(plan), *_board(plan)]
    for outcome in outcomes:
        _tell(screen, *outcome)
    if any(what for _, _, what, _ in outcomes):
        sys.exit(1)


def _sources(workspace: Workspace, plan: Plan) -> Iterator[Outcome]:
    for study, entry in google_entries(plan.studies):
        found = list(workspace.sources[entry.kind].find(Place(root=workspace.plans, study=study, entry=entry)))
        wrong = next((one for one in found if isinstance(one, Trouble) and one.severity == "error"), None)
        count = sum(isinstance(one, Found) for one in found)
        yield f"{study}  {entry.path}", count, wrong.what if wrong else "", wrong.hint if wrong else ""


def _registers(plan: Plan) -> Iterator[Outcome]:
    for name, link in sorted(plan.organisation.registers.items()):
        try:
            rows = sum(len(sheet.rows) for sheet in sheet_at(link).sheets)
            yield f"registers/{name}  {link}", rows, "", ""
        except Unreadable as error:
            yield f"registers/{name}  {link}", 0, str(error), error.hint


def _board(plan: Plan) -> Iterator[Outcome]:
    """Whether the board can be read; whether it may be written only a cycle finds out."""
    if link := plan.organisation.board:
        try:
            yield f"board  {link}", len(Gsheet(link).read().grids), "", ""
        except Unreadable as error:
            yield f"board  {link}", 0, str(error), error.hint


def _tell(screen: Console, what: str, count: int, wrong: str, hint: str) -> None:
    unit = {"registers": "rows", "board": "tabs"}.get(re.split("[/ ]", what)[0], "documents")
    mark, said = (("✗", "red"), wrong) if wrong else (("✓", "green"), counted({unit: count}))
    screen.print(Text.assemble(mark, " ", (shown(what), "bold"), f"  {shown(said)}"))
    if hint:
        screen.print(Text(f"  → {shown(hint)}", style="dim"))
