"""How every command behaves: shared options, errors in two lines, help in the order of the river."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from flows.errors import UomaError

F = TypeVar("F", bound=Callable[..., Any])

EARLIEST, LATEST = 1980, 2099


class InOrder(click.Group):
    """Lists its commands in the order they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def workspace_option(function: F) -> F:
    """--workspace DIR, the current folder by default."""
    return click.option(
        "--workspace", "-w", default=".", type=click.Path(path_type=Path, file_okay=False), show_default=True,
        help="The organisation's folder: the one that holds research_plans/.",
    )(function)  # fmt: skip


def today_option(function: F) -> F:
    """--today YYYY-MM-DD, the date that freshness is counted from."""
    return click.option(
        "--today", type=click.DateTime(["%Y-%m-%d"]), callback=lambda _c, _p, at: _day(at), metavar="YYYY-MM-DD",
        help="The date that freshness and decisions are counted from.  [default: today]",
    )(function)  # fmt: skip


def on_option(function: F) -> F:
    """--on YYYY-MM-DD, the day of what is written down."""
    return click.option(
        "--on", type=click.DateTime(["%Y-%m-%d", "%d.%m.%Y"]), callback=lambda _c, _p, at: _day(at), metavar="YYYY-MM-DD",
        help="The day it was heard or asked.  [default: today]",
    )(function)  # fmt: skip


def manners(function: F) -> F:
    """Uoma's own errors are two lines and exit 1; a traceback only with --debug."""

    @click.option("--debug", is_flag=True, help="Show the traceback of an error.")
    @functools.wraps(function)
    def polite(*args: Any, debug: bool, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except UomaError as error:
            if debug:
                raise
            _complain(str(error), error.hint)
        except KeyboardInterrupt:
            _complain("stopped", "run the same command again; it goes on from what was finished")
        except (BrokenPipeError, click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:
            if debug:
                raise
            _complain(f"something unforeseen happened ({type(error).__name__})", "run it again with --debug --engine plain to see where")

    return polite  # type: ignore[return-value]


def _complain(what: str, hint: str) -> None:
    click.echo(f"uoma: {what}", err=True)
    if hint:
        click.echo(f"      → {hint}", err=True)
    sys.exit(1)


def _day(at: datetime | None) -> date:
    if at is not None and not EARLIEST <= at.year <= LATEST:
        raise click.BadParameter(f"a day from {EARLIEST} to {LATEST} is wanted.")  # archives know no day outside these
    return at.date() if at else date.today()
