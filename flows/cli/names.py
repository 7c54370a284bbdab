"""`uoma names`: words that may name people, with a few words around them, for a person to decide about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from flows.cli.manners import manners, workspace_option
from flows.cli.terminal import console, shown
from flows.errors import UomaError
from flows.workspace import Workspace

MOST = 200


@click.command("names")
@workspace_option
@click.option("--study", default="", metavar="STUDY", help="Only the material of this study.")
@click.option("--most", default=MOST, show_default=True, metavar="N", help="How many to show; 0 shows all.")
@manners
def names(workspace: Path, study: str, most: int) -> None:
    """Show words of the material that may be people's names.

    The material is read again where it lies; nothing is stored. Who is a person belongs in registers/participants, what is no name in
    privacy.not_names of organisation.yaml; neither is shown again.
    """
    from flows.verbs.names import candidates

    screen = console()
    told = candidates(Workspace(workspace), study)
    number, words = _show(screen, islice(told, most) if most else told)
    if most and next(told, None) is not None:
        screen.print(Text(f"… and more: uoma names --most {most * 5}", style="dim"))
    if study and not number and study not in {each.id for each in Workspace(workspace).plan().studies}:
        raise UomaError(f"there is no study {study!r}", "its id is the name of its folder in research_plans")
    screen.print(f"{number} candidates, {words} different words" if number else "no candidates")


def _show(screen: Console, told: Iterable[object]) -> tuple[int, int]:
    from flows.verbs.names import Candidate

    seen: Counter[str] = Counter()
    last = ""
    for each in told:
        assert isinstance(each, Candidate)
        if each.place != last:
            screen.print(Text(shown(each.place), style="bold"))
            last = each.place
        style = "green" if each.hidden else "yellow"
        mark = "hidden  " if each.hidden else "possible"
        screen.print(
            Text.assemble(
                f"  {mark}  …{shown(each.before)}", ("»", "dim"), (shown(each.words), style), ("«", "dim"), f"{shown(each.after)}…"
            )
        )
        seen[each.words] += 1
    return seen.total(), len(seen)
