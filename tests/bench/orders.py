"""`python -m tests.bench.orders [WORLDS.yaml]`: the tables of the handbook's page "Worlds", and how long `make worlds` takes.

Fails if it takes a minute or more where every core is free: the processor's time over the cores counts if other work kept the machine busy.
"""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

REFERENCE = Path(__file__).parents[2] / "templates" / "worlds" / "reference.yaml"
SECONDS = 60
PLAIN, BEST = "plain product", "hindsight"
Row = dict[str, str]


def main() -> None:
    """Print the shares, the differences to the plain product, and the time."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "flows", "simulate", *(sys.argv[1:] or [str(REFERENCE)]), "--format", "csv"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=1800)
    seconds = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    rows = list(csv.DictReader(told.stdout.splitlines()))
    table(rows, "order", lambda row: f"{float(row['share']):.2f}", ())
    table(rows, "order, beside the plain product", ahead, (PLAIN, BEST))
    spent = used.ru_utime + used.ru_stime
    print(f"{rows[0]['runs']} years of each world: {seconds:.1f} s, {spent:.1f} s of a processor, {os.cpu_count()} cores")
    fine = min(seconds, spent / (os.cpu_count() or 1)) < SECONDS
    print(f"  gate: less than {SECONDS} s: {'held' if fine else 'MISSED'}")
    if not fine:
        raise SystemExit("a gate was missed")


def table(rows: Sequence[Row], title: str, told: Callable[[Row], str], but: Sequence[str]) -> None:
    worlds = list(dict.fromkeys(row["world"] for row in rows))
    by = {(row["world"], row["order"]): row for row in rows}
    print(f"| {title} | {' | '.join(worlds)} |\n|---|{'--:|' * len(worlds)}")
    for order in dict.fromkeys(row["order"] for row in rows):
        if order not in but:
            print(f"| {order} | {' | '.join(told(by[world, order]) for world in worlds)} |")
    print()


def ahead(row: Row) -> str:
    """The difference with its interval; bold where that reaches below 0."""
    mean, low, high = (f"{float(row[key]):+.2f}".replace("-", "−") for key in ("ahead", "ahead_low", "ahead_high"))
    text = f"{mean} ({low}…{high})"
    return f"**{text}**" if float(row["ahead_low"]) < 0 else text


if __name__ == "__main__":
    main()
