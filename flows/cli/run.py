"""`uoma cycle` and the verbs before publishing: run them on the engine that was asked for, and say what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from flows import settings
from flows.cli.manners import manners, today_option, workspace_option
from flows.cli.terminal import Watch, console, show_issues, show_report, shown, tally, watching
from flows.desk.board import FILE
from flows.model.issues import Issue, Report
from flows.pages.issues import Lies, called
from flows.runners import Verb, using
from flows.runners.plain import Plain
from flows.verbs.look import look
from flows.workspace import Workspace

_ID = re.compile(r"[a-z]+:")
"""How the key of a document begins whose source knows it by an id: `drive:1NMD`."""

HELP = {
    "cycle": "Run the whole river and say where the site is.\n\nOnly what changed since the last cycle is read again. A cycle that was "
    "interrupted, however rudely, is taken up where it stopped.",
    "capture": "Read new and changed documents and sheets, pseudonymised.",
    "collate": "Turn what was captured into observations.",
    "synthesise": "Group observations into themes and weigh the claims.",
    "prioritise": "Rank what to find out next.",
}


def engine_option(function: Any) -> Any:
    """--engine prefect|plain."""
    choices = click.Choice(["prefect", "plain"])
    return click.option(
        "--engine", type=choices, default=lambda: settings.ENGINE.read(), show_default="prefect",
        help="Prefect (embedded, or the server that PREFECT_API_URL names), or plain functions; the result is the same.",
    )(function)  # fmt: skip


def fewer_option(function: Any) -> Any:
    """--fewer-pages."""
    return click.option(
        "--fewer-pages", is_flag=True, help="Publish even if the site has lost more than a fifth of its pages; it is refused else."
    )(function)


def _command(name: str) -> click.Command:
    @click.command(name, help=HELP[name], short_help=HELP[name].split("\n")[0])
    @workspace_option
    @today_option
    @engine_option
    @manners
    def command(workspace: Path, today: date, engine: str, fewer_pages: bool = False) -> None:
        run(name, workspace, today, engine, fewer_pages)

    return fewer_option(command) if name == "cycle" else command


def run(name: str, workspace: Path, today: date, engine: str, fewer_pages: bool = False) -> None:
    """Run a verb, and say what came of it."""
    place, screen = Workspace(workspace), console()
    told = {"fewer_pages": True} if fewer_pages else {}
    with watching(screen) as watch, _running(engine, place, watch):
        report = _verb(name)(str(place.root), today.isoformat(), "", **told)
    _tell(screen, place, report)


def _names(place: Workspace, issues: Sequence[Issue]) -> dict[str, str]:
    """The names of documents that issues know by an id, such as those at Google, by the issue's key."""
    if not any(_ID.match(issue.where) for issue in issues):
        return {}
    drawn = look(place)
    return {lying.issue.key: shown(called(lying, drawn)) for lying in Lies(drawn).all()} if drawn else {}


def _verb(name: str) -> Verb[...]:
    """The verb, imported only now: the libraries of its rooms take a second, in which Prefect's server starts."""
    from flows.cycle import VERBS, cycle

    return cycle if name == "cycle" else VERBS[name]


@contextmanager
def _running(engine: str, place: Workspace, watch: Watch) -> Iterator[None]:
    if engine == "plain":
        with using(Plain(), watch):
            yield
        return
    from flows.runners.on_prefect import session

    # two runs must not share the private server's home, and the second should hear so at once
    with closing(place.ledger()) as ledger, ledger.held(), session(place.state / "prefect") as prefect, using(prefect, watch):
        yield


def _tell(screen: Console, place: Workspace, report: Report) -> None:
    show_report(screen, report)
    if report.issues:
        screen.print()
        show_issues(screen, report.issues, remarks=_names(place, report.issues))
        screen.print(Text(tally(report.issues), style="bold"))
    if report.verb in ("cycle", "publish") and place.public.exists():
        screen.print()
        screen.print(Text.assemble("The site: ", (str(place.public / "index.html"), "bold")))
        if (board := place.plans / FILE).exists():
            screen.print(Text.assemble("The board, to answer on: ", (str(board), "bold")))
    if report.parts and not report.parts[0].counts["documents"]:
        screen.print(f"Nothing to read yet: put .docx, .xlsx, .csv, .vtt or .md files and a plan.yaml into {place.plans}/<study>/")
        screen.print("Forms to start from are in templates/forms; what each key means: handbook, “Plans and organisation”.")


commands = tuple(map(_command, HELP))
