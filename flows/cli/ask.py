"""`uoma ask`: a question that somebody in the organisation wants answered, at once into the register of asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from flows.cli.manners import manners, on_option, workspace_option
from flows.cli.receipt import told_hidden
from flows.verbs.jot import ask as jot
from flows.workspace import Workspace


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--unit", default="", help="Who wants to know: a part of the organisation.")
@on_option
@click.option("--decision", default="", help="The decision that waits for it: an id in the register of decisions.")
@click.option("--claim", default="", help="The claim that it is about: an id in the register of claims.")
@click.option("--theme", default="", help="The theme that it is about.")
@click.option("--persona", default="", help="Whom it is about: a persona's id or name.")
@click.option("--stage", default="", help="The stage of the customer's path that it is about.")
@workspace_option
@manners
def ask(words: Sequence[str], on: date, workspace: Path, **said: str) -> None:
    """Ask what you want to know about customers; the next cycle weighs it among all that could be asked.

    \b
    uoma ask "Why do so few boards use the portal?" --decision d-06
    uoma status q-7k2qd              where the question stands
    """
    jotted = jot(Workspace(workspace), " ".join(words), on, said)
    told_hidden(jotted)
    click.echo(f"Asked: {jotted.id}. Where it stands: uoma status {jotted.id}, after the next cycle.")
