"""`uoma backlog`: what to find out next, in the terminal."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from flows.cli.manners import manners, workspace_option
from flows.cli.terminal import console
from flows.questions.derivation import derivation, thousandths
from flows.verbs.look import look
from flows.workspace import Workspace

TIERS = {"now": "green", "discuss": "yellow", "not-now": "dim"}


@click.command()
@click.option("--most", default=15, show_default=True, help="How many questions.")
@click.option("--why", metavar="RANK", type=int, help="Print how the question of that rank came to its place.")
@workspace_option
@manners
def backlog(most: int, why: int | None, workspace: Path) -> None:
    """Print the ranked questions: what to find out next, and why."""
    drawn, screen = look(Workspace(workspace)), console()
    if drawn is None:
        screen.print("No cycle has run here yet: uoma cycle")
        return
    language = drawn.organisation.language
    ranked = [question for question in drawn.questions if question.listing == "ranked"]
    if why is not None:
        for question in ranked[why - 1 : why]:
            screen.print(Text(question.text.told(language), style="bold"))
            for line in derivation(question, language):
                screen.print(f"  {line}", markup=False)
        return
    table = Table.grid(padding=(0, 2))
    for question in ranked[:most]:
        row = (
            str(question.rank),
            Text(question.tier, style=TIERS[question.tier]),
            f"{thousandths(question.score):.3g}",
            question.text.told(language),
        )
        table.add_row(*row)
    screen.print(table)
