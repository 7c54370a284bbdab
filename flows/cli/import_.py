"""`uoma import FILE`: codes of another program become themes of the codebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from flows.cli.manners import manners, workspace_option
from flows.cli.terminal import console, shown
from flows.workspace import Workspace

if TYPE_CHECKING:
    from flows.exchange.into_plan import Sorted

MOST = 20
"""Names that are listed."""


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be added, and write nothing.")
@workspace_option
@manners
def import_(file: Path, dry: bool, workspace: Path) -> None:
    """Add the codes of a codebook (.qdc) or a project (.qdpx) of REFI-QDA to research_plans/organisation.yaml, as themes.

    Themes that are there stay as they are, and so do the file's comments and layout. A code below another is named after both.

    \b
    uoma import codes.qdc --dry-run
    uoma import codes.qdc
    """
    from flows.verbs.exchange import import_codes  # only those who want one wait for it

    _say(import_codes(Workspace(workspace), file, dry), dry)


def _say(found: Sorted, dry: bool) -> None:
    screen = console()
    for theme in found.new[:MOST]:
        screen.print(Text.assemble("+ ", (theme.id, "bold"), f"  {shown(theme.name.fi or theme.name.en)}"))
    if len(found.new) > MOST:
        screen.print(Text(f"  and {len(found.new) - MOST} more", "dim"))
    count = f"{len(found.new)} theme{'' if len(found.new) == 1 else 's'}"
    screen.print(f"{count} would be added" if dry else f"{count} added to research_plans/organisation.yaml")
    for told in _left_out(found):
        screen.print(Text(told, "dim"))
    if found.new and not dry:
        screen.print("Give each words or ten examples: a name alone teaches nothing. Then: uoma cycle")


def _left_out(found: Sorted) -> list[str]:
    told = []
    if found.known:
        names = ", ".join(shown(name) for name in found.known[:MOST]) + (" …" if len(found.known) > MOST else "")
        told.append(f"left alone, as they are there already: {names}")
    if found.headings:
        told.append(f"headings over others, which are no themes of their own: {found.headings}")
    if found.colours:
        told.append("colours of codes are not kept")
    return told
