"""`uoma publish`: build the site and swap it in, swap it back, or make another of it: in a folder, in a zip."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from flows.cli.manners import manners, today_option, workspace_option
from flows.cli.run import engine_option, fewer_option, run
from flows.cli.terminal import console
from flows.errors import UomaError
from flows.press.bundle import bundle
from flows.press.release import AWAY, SHORT, Release, current, kept
from flows.workspace import Workspace

BEFORE = " "
"""What --rollback has without a name: the release before."""


@click.command(short_help="Build the site and swap it in.")
@workspace_option
@today_option
@engine_option
@fewer_option
@click.option(
    "--rollback", metavar="[NAME]", is_flag=False, flag_value=BEFORE, help="Swap back to the release before, or to the one of that name."
)
@click.option("--releases", "listed", is_flag=True, help="List the releases that are kept, and do nothing.")
@click.option(
    "--zip", "zipped", type=click.Path(path_type=Path, dir_okay=False), help="Also write the site as one zip that opens without a server."
)
@click.option("--as-of", metavar="CYCLE-OR-DATE", help="The site as it stood then; needs --into.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="Build the site into this folder, such as a file share, and leave the public one as it is.",
)
@manners
def publish(workspace: Path, today: date, engine: str, **asked: Any) -> None:
    """Build the site and swap it in.

    Readers see the old site until the new one is whole and has passed every check. With --into the site is built elsewhere, from what the
    library holds; with --as-of as it stood at the end of an earlier cycle, or on a date. A site that was rolled back stays so until
    something changes.
    """
    into, as_of, zipped, back = (asked[name] for name in ("into", "as_of", "zipped", "rollback"))
    if as_of and not into:
        raise click.UsageError("--as-of needs --into, a folder for that earlier site")
    if into and any(value for name, value in asked.items() if name not in ("into", "as_of")):
        raise click.UsageError("--into leaves the public site as it is: it goes with --as-of alone")
    if back == "":  # a variable of the shell that was not set
        raise click.UsageError("--rollback was given an empty name: leave it out for the release before, or see --releases")
    if asked["listed"]:
        _list(workspace)
        return
    if into:
        _elsewhere(workspace, as_of or "", into, today)
        return
    if back:
        _roll_back(workspace, today, back.strip())
    else:
        run("publish", workspace, today, engine, asked["fewer_pages"])
    if zipped:
        _zip(Workspace(workspace), zipped)


def told_of(known: Release) -> str:
    """`1a2b3c4d of cycle 2026-11-21, 129 pages`."""
    record = known.record
    return f"{known.name[:SHORT]} of cycle {record.name}, {record.pages} pages" if record else f"{known.name[:SHORT]} of an earlier Uoma"


def _elsewhere(workspace: Path, as_of: str, into: Path, today: date) -> None:
    from flows.verbs.publish import publish_as_of

    pages = publish_as_of(workspace, as_of, into, today)
    console().print(f"{pages} pages: {into.resolve() / 'index.html'}")


def _roll_back(workspace: Path, today: date, name: str) -> None:
    from flows.verbs.rollback import roll_back

    roll_back(workspace, today, name)
    _list(workspace)


def _zip(place: Workspace, into: Path) -> None:
    if current(place.public) in ("", AWAY):
        raise UomaError("there is no site to pack", "run `uoma cycle`, then once more")
    count = bundle(place.public.resolve(), into)
    console().print(f"{count} files: {into.resolve()}")


def _list(workspace: Path) -> None:
    place, table = Workspace(workspace), Table.grid(padding=(0, 2))
    for each in kept(place.state / "releases", place.public):
        pages, cycle = (f"{each.record.pages} pages", each.record.name) if each.record else ("", "")
        table.add_row("→" if each.seen else "", Text(each.name[:SHORT], style="bold"), cycle, pages, "readers see it" * each.seen)
    console().print(table)
