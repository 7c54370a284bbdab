"""`uoma check`: read plans and registers and say what to mend, without touching the library."""

from __future__ import annotations

from pathlib import Path

import click

from flows.cli.manners import manners, workspace_option
from flows.cli.terminal import console, show_issues, tally
from flows.workspace import Workspace


@click.command()
@workspace_option
@manners
def check(workspace: Path) -> None:
    """Read organisation.yaml, the plans and the registers, and say what to mend.

    Nothing is written. Each issue names the file, the line or cell, and what is allowed there.
    """
    plan, screen = Workspace(workspace).plan(), console()
    rows = sum(len(rows) for rows in plan.registers.values())
    language = plan.organisation.language
    screen.print(f"{plan.organisation.name.told(language)}: {len(plan.studies)} studies, {len(plan.organisation.themes)} themes, "
                 f"{len(plan.registers)} registers with {rows} rows")  # fmt: skip
    show_issues(screen, plan.issues, most=None)
    screen.print(tally(plan.issues) or "nothing to mend")
