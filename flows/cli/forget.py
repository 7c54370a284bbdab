"""`uoma forget`: erase a person's words, or those of studies whose time is up, and prove that nothing is left."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.text import Text

from flows.cli.manners import manners, today_option, workspace_option
from flows.cli.terminal import console, counted, shown
from flows.runners import using
from flows.runners.plain import Plain
from flows.workspace import Workspace

if TYPE_CHECKING:  # the libraries of the river take a second, which no other command should wait for
    from flows.verbs.forget import Draft, Outcome

BEYOND = (
    "Not within Uoma's reach: originals in Google Drive or e-mail, recordings and transcripts elsewhere, back-ups of this machine or of the "
    "database, sites built into other folders (publish --into), lists of questions (backlog --into), exports, copies that people made of the "
    "board and the version history of one in Google, and clones of the repository. Delete the words there too."
)


@click.command("forget")
@click.argument("code", required=False, default="")
@click.option("--study", default="", metavar="STUDY", help="The study in which the person has this code.")
@click.option("--everywhere", is_flag=True, help="The same person in every study that has the code.")
@click.option(
    "--due", "by_day", is_flag=True, help="Erase the words of every study whose keep_until has passed; what they count for stays."
)
@click.option("--material", is_flag=True, help="Delete files that hold only these words, and rows of the registers, as well.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@workspace_option
@today_option
@manners
def forget(code: str, study: str, everywhere: bool, by_day: bool, material: bool, yes: bool, workspace: Path, today: date) -> None:  # noqa: PLR0913
    """Erase every word of the participant CODE, in every version, and look through everything for what is left.

    \b
    uoma forget P07 --study laskutus-2026
    uoma forget P07 --material       the files in the workspace too
    uoma forget --due                studies past their keep_until
    uoma forget                      go on with an erasure that was interrupted
    """
    if code and by_day:
        raise click.UsageError("name a participant or use --due, not both")
    from flows.verbs import forget as erasing

    place, screen = Workspace(workspace), console()
    with using(Plain()):
        if not code and not by_day:
            _go_on(screen, place)
            return
        drafted = _wanted(screen, place, code, study, everywhere, by_day, today)
        if drafted is None:
            return
        _show(screen, drafted, material)
        if not yes and not click.confirm("Erase this for good?", default=False):
            screen.print("Nothing was erased.")
            sys.exit(1)
        _tell(screen, erasing.forget(place.root, drafted, today, material))


def _wanted(screen: Console, place: Workspace, code: str, study: str, everywhere: bool, by_day: bool, today: date) -> Draft | None:  # noqa: PLR0913
    from flows.verbs.forget import draft, due, targets_of

    if not by_day:
        return draft(place.root, targets_of(place.root, code, study, everywhere))
    late, targets = due(place.root, today)
    if not targets:
        screen.print("No study is past the day until which its words may be kept.")
        return None
    for each in late:
        screen.print(f"{each.id}: kept until {each.keep_until}")
    return draft(place.root, targets)


def _go_on(screen: Console, place: Workspace) -> None:
    from flows.verbs.forget import resume

    outcome = resume(place.root)
    if outcome is None:
        raise click.UsageError("name a participant's code, such as P07, or use --due")
    _tell(screen, outcome)


def _show(screen: Console, drafted: Draft, material: bool) -> None:
    for erasure in drafted.known:
        screen.print(f"Erased before, on {erasure.on}, in {erasure.study}.")
    screen.print(f"To be erased in {', '.join(target.study for target in drafted.targets)}: {counted(drafted.counts)}")
    if drafted.insights:
        screen.print(f"{counted({'insights': len(drafted.insights)})} will lose evidence:")
        for key, words in drafted.insights.items():
            screen.print(Text(f"  {key}  {shown(words.told('en'))}"))
    _list(
        screen, "These files will be deleted:" if material else "These files hold only their words; --material deletes them:", drafted.files
    )
    _list(screen, "Others speak in these too, so they stay; take the words out by hand:", drafted.shared)
    _list(screen, "These are no files of this workspace; delete them where they are:", drafted.elsewhere)
    rows = [line.where for line in drafted.lines]
    _list(screen, "These rows will be taken out:" if material else "These rows of registers are theirs; --material takes them out:", rows)
    screen.print("The site is taken down while this is done, and comes back without the words.")


def _tell(screen: Console, outcome: Outcome) -> None:
    _list(screen, "Deleted:", outcome.deleted)
    _list(screen, "Take out these rows by hand:", [line.where for line in outcome.left_lines])
    _list(screen, "The name stays in the participants register, so that it stays hidden in these, until it is out of them:", outcome.named)
    proof = outcome.proof
    looked = f"Looked through {proof.files} files and {proof.rows} rows"
    if proof.left:
        _list(screen, f"{looked}: the words are still in", proof.left)
        screen.print("Take them out there, run `uoma cycle`, then `uoma forget` without a code: it looks once more.")
    if proof.unwritten:
        screen.print("The board could not be written, and may still show the words. Close it where it is open, or see to it that it can be")
        screen.print("reached and written; then run `uoma forget` without a code. Until then the erasure is not complete.")
    if proof.stands:
        screen.print(f"{looked}: nothing of it is left.")
    screen.print(Text(BEYOND, style="dim"))
    if not proof.stands:
        sys.exit(1)


def _list(screen: Console, title: str, names: Sequence[str]) -> None:
    if names:
        screen.print(title)
        for name in names:
            screen.print(Text(f"  {shown(name)}"))
