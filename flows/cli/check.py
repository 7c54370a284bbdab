"""`uoma check`: read plans and registers and say what to mend, without touching the library."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from flows.cli.manners import manners, workspace_option
from flows.cli.terminal import console, counted, show_issues, shown, tally
from flows.google import login as logins
from flows.plans.links import google_entries
from flows.workspace import Workspace


@click.command()
@workspace_option
@click.option("--strict", is_flag=True, help="Exit with 1 where an error waits to be mended.")
@manners
def check(workspace: Path, strict: bool) -> None:
    """Read organisation.yaml, the plans and the registers, and say what to mend.

    Nothing is written and nobody on the network is asked. Each issue names the file, the line or cell, and what is allowed there.
    """
    plan, screen = Workspace(workspace).plan(ask=False), console()
    rows = sum(len(rows) for rows in plan.registers.values())
    language = plan.organisation.language
    counts = {
        "studies": len(plan.studies),
        "themes": len(plan.organisation.themes),
        "registers": len(plan.registers),
        "register rows": rows,
    }
    screen.print(f"{shown(plan.organisation.name.told(language))}: {counted(counts)}")
    if at_google := len(google_entries(plan.studies)) + len(plan.organisation.registers):
        screen.print(f"{at_google} link{'s' * (at_google != 1)} to Google, not asked now: uoma google check")
        screen.print(f"Google login: {logins.found() or 'none found on this machine; see the handbook, “Google”'}")
    show_issues(screen, plan.issues, most=None)
    screen.print(tally(plan.issues) or "nothing to mend")
    if strict and any(issue.severity == "error" for issue in plan.issues):
        sys.exit(1)
