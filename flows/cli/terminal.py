"""What the terminal shows of a run: one line a verb while it goes, then the issues and where the site is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from flows.model.issues import Issue, Report
from flows.pages.issues import legible

SHOWN = 8
"""Issues printed at the end of a run; `uoma status` prints all."""
FEW, LISTED = 3, 4
"""More of a kind than `FEW` in one folder are folded into one line, which names `LISTED` of them."""

STEPS = {"read": "capture", "observe": "collate", "group": "synthesise", "rank": "prioritise", "press": "publish"}
COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}
MARKS = {"error": "✗", "warning": "!", "note": "·"}


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def console() -> Console:
    return Console(highlight=False, soft_wrap=True, markup=False, emoji=False)


def shown(words: str) -> str:
    """Words for a terminal: file names, titles and names may hold letters that steer it, such as a line's end or a change of colour."""
    return _CONTROL.sub("�", words)


class Watch:
    """A progress bar that hears of steps."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("starting", total=None, count="")

    def __call__(self, step: str, done: int, total: int) -> None:
        count = f"{done}/{total}" if total > 1 else ""
        self._progress.update(
            self._task, description=STEPS.get(step, step), count=count, completed=done, total=total if total > 1 else None
        )


@contextmanager
def watching(screen: Console) -> Iterator[Watch]:
    """A progress bar for as long as the run lasts; nothing where there is no terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<10}"),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[count]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        yield Watch(progress)


def show_report(screen: Console, report: Report) -> None:
    """A line for each verb: what it did, in how many seconds."""
    table = Table.grid(padding=(0, 2))
    for part in report.parts or (report,):
        what = counted({name: n for name, n in part.counts.items() if n or name in ("documents", "observations")})
        said = Text("no change", style="dim") if part.skipped else Text(what or "done")
        table.add_row(Text(part.verb, style="bold"), said, Text(f"{part.seconds:.1f} s", style="dim"))
    screen.print(table)


def counted(counts: Mapping[str, int]) -> str:
    """`3 studies, 1 theme`."""
    return ", ".join(f"{number} {_one(name) if number == 1 else name}" for name, number in counts.items())


def _one(plural: str) -> str:
    return f"{plural[:-3]}y" if plural.endswith("ies") else plural.removesuffix("s")


def show_issues(
    screen: Console, issues: Sequence[Issue], most: int | None = SHOWN, fold: bool = True, remarks: Mapping[str, str] | None = None
) -> None:
    """Errors first, each with where it is and how to mend it; many of a kind in one folder as one, if they are to be folded.

    At most `most` lines are shown (None: all). `remarks` are said after an issue, by its key.
    """
    ordered = by_weight(issues)
    groups = alike(ordered) if fold else [[issue] for issue in ordered]
    for group in groups[:most]:
        _show(screen, group, remarks or {})
    left = sum(len(group) for group in groups[most:]) if most is not None else 0
    if left:
        screen.print(Text(f"  … and {left} more: uoma status", style="dim"))


def _show(screen: Console, group: Sequence[Issue], remarks: Mapping[str, str]) -> None:
    first, more = group[0], len(group) - 1
    mark = (f"{MARKS[first.severity]} ", COLOURS[first.severity])
    what = f"  {shown(first.what)}"
    said = sorted({remark for issue in group if (remark := remarks.get(issue.key, ""))})
    if more:
        screen.print(Text.assemble(mark, (f"{shown(_folder(first))} × {len(group)}", "bold"), what, (f"  {first.code}", "dim")))
        listed = ", ".join(shown(legible(issue.where).removeprefix(f"{_folder(first)}/")) for issue in group[:LISTED])
        screen.print(Text(f"  {listed}{f' … and {len(group) - LISTED} more: --all' if len(group) > LISTED else ''}", style="dim"))
    else:
        screen.print(Text.assemble(mark, (shown(legible(first.where)), "bold"), what))
    if first.hint:
        screen.print(Text(f"  → {shown(first.hint)}", style="dim"))
    if said:
        screen.print(Text(f"  {said[0]}{f' … {said[-1]}' if len(said) > 1 else ''}", style="dim"))


def alike(issues: Sequence[Issue]) -> list[list[Issue]]:
    """Issues of one code in one folder together, where there are more than a few; in the order of their first."""
    groups: dict[tuple[str, str, str], list[Issue]] = {}
    for issue in issues:
        groups.setdefault((issue.severity, issue.code, _folder(issue)), []).append(issue)
    told: list[list[Issue]] = []
    for group in groups.values():
        told += [group] if len(group) > FEW else [[issue] for issue in group]
    weights = list(COLOURS)
    return sorted(told, key=lambda group: (weights.index(group[0].severity), group[0].where, group[0].what))


def _folder(issue: Issue) -> str:
    return issue.where.partition("/")[0] if "/" in issue.where else issue.where.partition(" ")[0]


def tally(issues: Iterable[Issue]) -> str:
    """`2 errors, 5 warnings, 1 note`."""
    counts: dict[str, int] = {}
    for issue in issues:
        counts[issue.severity] = counts.get(issue.severity, 0) + 1
    return ", ".join(f"{counts[name]} {name}{'s' * (counts[name] != 1)}" for name in COLOURS if name in counts)


def by_weight(issues: Iterable[Issue]) -> list[Issue]:
    """Errors, then warnings, then notes; by place within each."""
    weights = list(COLOURS)
    return sorted(issues, key=lambda issue: (weights.index(issue.severity), issue.where, issue.what))
