"""`uoma note`: one line of what somebody heard, at once; and what became of it."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from flows.cli.manners import manners, on_option, workspace_option
from flows.cli.receipt import show_receipt, told_hidden
from flows.cli.terminal import console
from flows.verbs.jot import note as jot
from flows.workspace import Workspace


class Line(click.Command):
    """Takes `- a line out of a list` for words, and for no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [re.sub(r"^-\s+", "", argument) for argument in args])


@click.command(cls=Line)
@click.argument("words", nargs=-1)
@click.option("--unit", default="", help="Which part of the organisation heard it.")
@on_option
@click.option("--persona", default="", help="Whom it is about: a persona's id or name.")
@click.option("--study", default="", help="The study that it came up in.")
@click.option("--opinion", is_flag=True, help="It is your own opinion, and nobody has said it.")
@click.option("--where", "where", metavar="ID", default="", help="Say what became of a note, by its receipt.")
@workspace_option
@manners
def note(words: Sequence[str], on: date, opinion: bool, where: str, workspace: Path, **said: str) -> None:
    """Write down what you heard, in one line; nothing but the words is needed.

    \b
    uoma note "Two board chairs asked why the invoice has no site on it"
    uoma note - < notes.txt          each line is a note
    uoma note --where n-7k2qd        what became of it

    E-mail addresses, telephone numbers and the like are hidden before anything is written. The next cycle reads the notes; each has a page
    that says what became of it.
    """
    place = Workspace(workspace)
    if where:
        show_receipt(console(), place, where)
        return
    given = " ".join(words)
    lines = (sys.stdin.buffer.read().decode("utf-8-sig", "replace") if given == "-" else given).splitlines()
    for jotted in jot(place, lines, on, said, opinion):
        told_hidden(jotted)
        click.echo(f"Noted: {jotted.id}. What became of it: notes/{jotted.id}.html on the site, after the next cycle.")
