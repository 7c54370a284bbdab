"""`uoma backlog`: what to find out next, in the terminal or as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.cli.manners import manners, workspace_option
from flows.cli.terminal import console, shown
from flows.errors import Unwritable, UomaError
from flows.model.derivation import derivation, thousandths
from flows.model.picture import Picture
from flows.model.questions import Listing, Question, Tier
from flows.model.registers import Decision
from flows.model.terms import TIERS
from flows.questions.table import table
from flows.verbs.look import look
from flows.workspace import Workspace

COLOURS: dict[Tier, str] = {"now": "green", "discuss": "yellow", "not-now": "dim"}
OTHERS: dict[Listing, str] = {
    "hedge": "Decide without it: hedge. An answer would come too late.",
    "unlinked": "Interesting, unlinked. No decision, day or focus area waits for it.",
    "not-asking": "Not asking.",
}
NUMBERS = ("rank", "days", "P × 1000")
KINDS = (".csv", ".xlsx")


@click.command()
@click.option("--most", default=15, show_default=True, type=click.IntRange(1), help="How many questions.")
@click.option("--why", metavar="RANK", type=int, help="Print how the question of that rank came to its place.")
@click.option("--all", "every", is_flag=True, help="Every ranked question, and those to hedge, unlinked ones and those not asked.")
@click.option(
    "--into", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Write the whole backlog to a .csv or .xlsx file."
)
@workspace_option
@manners
def backlog(most: int, why: int | None, every: bool, into: Path | None, workspace: Path) -> None:
    """Print the ranked questions: what to find out next, and why.

    \b
    uoma backlog
    uoma backlog --why 1
    uoma backlog --into backlog.xlsx
    """
    drawn, screen = look(Workspace(workspace)), console()
    if drawn is None:
        screen.print("No cycle has run here yet: uoma cycle")
        return
    ranked = _listed(drawn, "ranked")
    if into is not None:
        _write(drawn, into)
        screen.print(f"{len(drawn.questions)} questions written to {shown(str(into))}")
    elif why is not None:
        _explain(screen, drawn, ranked, why)
    else:
        _list(screen, drawn, ranked, len(ranked) if every else most)
        for listing, meaning in OTHERS.items() if every else ():
            _beside(screen, drawn, _listed(drawn, listing), meaning)


def _listed(drawn: Picture, listing: Listing) -> list[Question]:
    return [question for question in drawn.questions if question.listing == listing]


def _list(screen: Console, drawn: Picture, ranked: Sequence[Question], most: int) -> None:
    if not ranked:
        screen.print("No question is ranked yet: name a decision or a focus area for what you want to know.")
        return
    grid = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("rank", "when", "question", "days", "P × 1000"):
        grid.add_column(heading, justify="right" if heading in NUMBERS else "left", overflow="fold", no_wrap=heading != "question")
    for question in ranked[:most]:
        when = Text(TIERS[question.tier].en, style=COLOURS[question.tier])
        days = f"{question.factors.cost:g}" if question.factors else ""
        grid.add_row(_place(question), when, _asked(question, drawn), days, f"{thousandths(question.score):.2f}")
    screen.print(grid)
    if moved := next((question for question in ranked[:most] if question.override), None):
        screen.print(Text(f"{_place(moved)}: people gave it this place; in brackets is the computed one", style="dim"))
    screen.print(Text(f"{len(ranked)} ranked; how one came to its place: uoma backlog --why RANK", style="dim"))


def _place(question: Question) -> str:
    """`2`, or `2 (5)` where people moved it there from the computed place 5."""
    return f"{question.rank} ({question.override.computed})" if question.override else str(question.rank)


def _asked(question: Question, drawn: Picture) -> Text:
    """The question, and below it the decision that waits and its day, and why people moved it."""
    told = Text(shown(question.text.told(drawn.organisation.language)))
    if waits := _waits(question, drawn):
        told.append(f"\n→ {waits}", "dim")
    if question.override and question.override.reason:
        told.append(f"\nmoved: {shown(question.override.reason)}", "dim")
    return told


def _waits(question: Question, drawn: Picture) -> str:
    name = question.gap.decision
    title = next((row.title for row in drawn.rows(Decision) if row.id == name), name)
    due = question.factors.decision_date if question.factors else None
    return " ".join(part for part in (due.isoformat() if due else "", shown(title)) if part)


def _beside(screen: Console, drawn: Picture, questions: Sequence[Question], meaning: str) -> None:
    if not questions:
        return
    screen.print()
    screen.print(Text(meaning, style="bold"))
    grid = Table.grid(padding=(0, 1))
    for question in questions:
        back = Text(f"\ncomes back on {question.reopen.isoformat()}", style="dim") if question.reopen else ""
        grid.add_row("·", Text.assemble(_asked(question, drawn), back))
    screen.print(grid)


def _explain(screen: Console, drawn: Picture, ranked: Sequence[Question], rank: int) -> None:
    if not 1 <= rank <= len(ranked):
        raise UomaError(f"there is no rank {rank}: {len(ranked)} questions are ranked", "uoma backlog lists them")
    question, language = ranked[rank - 1], drawn.organisation.language
    screen.print(_asked(question, drawn))
    for line in derivation(question, language):
        screen.print(f"  {shown(line)}")
    share = f"It fits the cycle's capacity in {question.core_index:.0%} of 500 perturbed draws: {TIERS[question.tier].en}."
    screen.print(Text(f"  {share}", style="dim"))


def _write(drawn: Picture, into: Path) -> None:
    """The whole backlog as a sheet; an existing file is replaced only once the new one is whole. Raises Unwritable."""
    if into.suffix.lower() not in KINDS:
        raise UomaError(f"a backlog is written to a file that ends in {' or '.join(KINDS)}", "name it backlog.xlsx")
    from flows.boards.sheet import plain, workbook  # only those who want a sheet wait for it

    tab, language = table(drawn), drawn.organisation.language
    whole = plain(tab, language).encode("utf-8-sig") if into.suffix.lower() == ".csv" else workbook(tab, language)
    beside = into.with_name(f".{into.name}.new")
    try:
        beside.write_bytes(whole)
        beside.replace(into)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Unwritable(f"cannot write {into.name}: {error.strerror}", "close the file if it is open, or name another") from error
