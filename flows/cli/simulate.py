"""`uoma simulate`: what orders of asking save in made-up years."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from flows.cli.manners import manners
from flows.cli.terminal import console, shown
from flows.errors import UomaError
from flows.plans.entries import Refused, noun_of
from flows.plans.yaml import Malformed, read_yaml
from flows.workspace import share

if TYPE_CHECKING:  # numpy and scipy take a second, which no other command should wait for
    from flows.worlds.compare import Each, Line
    from flows.worlds.world import Worlds

HINT = "the handbook's page “Worlds” lists every key"


@click.command("simulate")
@click.argument("file", required=False, metavar="[WORLDS.yaml]", type=click.Path(path_type=Path))
@click.option("--runs", type=click.IntRange(2, 20_000), metavar="N", help="Years drawn of each world.  [default: what the file says]")
@click.option("--format", "form", type=click.Choice(["table", "csv", "jsonl"]), default="table", show_default=True, help="How to print it.")
@click.option(
    "--workers", type=click.IntRange(1), metavar="N", help="Processes to use; the result is the same.  [default: the machine's cores]"
)
@manners
def simulate(file: Path | None, runs: int | None, form: str, workers: int | None) -> None:
    """Compare ways of choosing what to ask in the years that WORLDS.yaml describes.

    Shares are of what hindsight would gain over deciding without research; each comes with a 95 % interval, and so does its difference
    to a plain product of the factors. Without a file the worlds of the handbook are played.

    \b
    uoma simulate
    uoma simulate my-worlds.yaml --runs 200
    """
    from flows.worlds.compare import compare

    worlds = _read(file or share() / "templates" / "worlds" / "reference.yaml")
    with _spread(workers or os.cpu_count() or 1) as each:
        lines = compare(worlds, runs or 0, each)
    if form == "table":
        _tables(worlds, lines)
    else:
        _records(lines, form)


def _read(path: Path) -> Worlds:
    """The worlds of a file. Raises UomaError with the line and what is wrong there."""
    from flows.worlds.world import Worlds

    try:
        worlds, issues = noun_of(Worlds, read_yaml(path), path.name, frozenset())
    except OSError as error:
        raise UomaError(f"{path} cannot be read: {error.strerror}", "name a file of worlds") from error
    except Malformed as broken:
        raise UomaError(f"{path.name} line {broken.line}: {broken.what}", HINT) from broken
    except Refused as refused:
        raise UomaError(f"{refused.issues[0].where}: {refused.issues[0].what}", refused.issues[0].hint or HINT) from refused
    if issues:
        raise UomaError(f"{issues[0].where}: {issues[0].what}", issues[0].hint or HINT)
    return worlds


@contextmanager
def _spread(workers: int) -> Iterator[Each]:
    if workers == 1:
        yield map
        return
    with ProcessPoolExecutor(workers) as pool:
        yield partial(pool.map)


def _tables(worlds: Worlds, lines: Sequence[Line]) -> None:
    screen = console()
    for world in worlds.worlds:
        own = [line for line in lines if line.world == world.id]
        screen.print(Text.assemble((world.id, "bold"), f"  {shown(world.about)}"))
        table = Table(box=None, header_style="dim", pad_edge=False)
        for heading in ("order", "share", "95 %", "± plain", "95 %", "studies"):
            table.add_column(heading, justify="left" if heading == "order" else "right", no_wrap=True)
        for line in own:
            table.add_row(*_row(line))
        screen.print(table)
        screen.print()
    screen.print(Text(f"share: of what hindsight gains over deciding without research, in {lines[0].runs} years of each world", "dim"))
    screen.print(Text("± plain: beside the plain product in the same years; green and red where the interval leaves out 0", "dim"))


def _row(line: Line) -> tuple[str | Text, ...]:
    sure = "green" if line.ahead_low > 0 else "red" if line.ahead_high < 0 else ""
    return (
        line.order,
        f"{line.share:.3f}",
        f"{line.low:.3f}…{line.high:.3f}",
        Text(f"{line.ahead:+.3f}", sure),
        f"{line.ahead_low:+.3f}…{line.ahead_high:+.3f}",
        f"{line.studies:.1f}",
    )


def _records(lines: Sequence[Line], form: str) -> None:
    records = [line.model_dump() for line in lines]
    if form == "jsonl":
        for record in records:
            click.echo(json.dumps(record))
        return
    writer = csv.DictWriter(sys.stdout, fieldnames=list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
