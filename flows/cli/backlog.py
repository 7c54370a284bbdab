"""`uoma backlog`: what to find out next, in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.cli.manners import manners, workspace_option
from flows.cli.terminal import console, shown
from flows.errors import UomaError
from flows.model.questions import Question
from flows.questions.derivation import derivation, thousandths
from flows.verbs.look import look
from flows.workspace import Workspace

TIERS = {"now": ("ask now", "green"), "discuss": ("discuss", "yellow"), "not-now": ("not now", "dim")}

NUMBERS = ("rank", "P × 1000", "days")


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
    ranked = [question for question in drawn.questions if question.listing == "ranked"]
    language = drawn.organisation.language
    if why is not None:
        _explain(screen, ranked, why, language)
    elif ranked:
        _list(screen, ranked[:most], language)
        screen.print(Text(f"{len(ranked)} ranked; how one came to its place: uoma backlog --why RANK", style="dim"))
    else:
        screen.print("No question is ranked yet: name a decision or a focus area for what you want to know.")


def _list(screen: Console, ranked: Sequence[Question], language: str) -> None:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("rank", "when", "P × 1000", "days", "question"):
        table.add_column(heading, justify="right" if heading in NUMBERS else "left", overflow="fold")
    for question in ranked:
        when = Text(TIERS[question.tier][0], style=TIERS[question.tier][1])
        days = f"{question.factors.cost:g}" if question.factors else ""
        table.add_row(str(question.rank), when, f"{thousandths(question.score):.2f}", days, shown(question.text.told(language)))
    screen.print(table)


def _explain(screen: Console, ranked: Sequence[Question], rank: int, language: str) -> None:
    if not 1 <= rank <= len(ranked):
        raise UomaError(f"there is no rank {rank}: {len(ranked)} questions are ranked", "uoma backlog lists them")
    question = ranked[rank - 1]
    screen.print(Text(shown(question.text.told(language)), style="bold"))
    for line in derivation(question, language):
        screen.print(f"  {shown(line)}")
