"""The parts of `make bench`, in the order in which they run: what is found, how it is ranked, how it is read, and what it all costs.

Each runs in a process of its own, so that no part's memory or warmth is another's. A part that needs the folder of real material is skipped
with a sentence where that is not here; a gate that is missed fails the whole.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SHARED = Path(os.environ.get("UOMA_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))


@dataclass(frozen=True)
class Part:
    """A module beside this one, what it is asked for, and the folder of real material without which it says nothing."""

    about: str
    module: str
    asked: tuple[str, ...] = ()
    needs: str = ""


PARTS = {
    "themes": Part("Themes of a codebook, near-duplicates, a model of sentences", "themes", needs="texts"),
    "found": Part("Found themes beside other ways, and whether they stay", "found", ("discovery", "stability"), "texts"),
    "growth": Part("Growing, declining and emerging themes", "growth"),
    "worlds": Part("Orders of asking in made-up years", "orders"),
    "halflife": Part("Half-lives learnt beside half-lives given", "halflife"),
    "hindsight": Part("How good hindsight is, of which the orders' gains are shares", "hindsight"),
    "layouts": Part("Who speaks in a document", "layouts", ("--held-out",)),
    "columns": Part("Columns of surveys", "columns", needs="sheets"),
    "identity": Part("Whether a text keeps its key through edits", "identity"),
    "privacy": Part("Names and personal data", "privacy"),
    "words": Part("Word documents: speed and memory", "words"),
    "search": Part("The search page: making its index, first hits, bytes", "search"),
    "scale": Part("Many texts: found themes", "found", ("scale",), "texts"),
    "assigning": Part("Many texts: assigning them to a codebook", "assigning", needs="texts"),
    "site": Part("Building the site", "site"),
    "swaps": Part("Swapping the site under readers, and the last looks at it", "swaps"),
    "speed": Part("The whole cycle", "speed"),
}
"""`speed` is this package's own main, see `__main__`."""


def run(names: Sequence[str]) -> int:
    """Run the parts that are named, or all, and tell at the end how each went. Returns 1 if any failed, 2 if a name is no part's."""
    if unknown := [name for name in names if name not in PARTS]:
        print(f"no part is called {', '.join(unknown)}; the parts are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    ended = {name: _ended(name, PARTS[name]) for name in names or PARTS}
    print("\n== In all")
    for name, how in ended.items():
        print(f"{name:10} {how}")
    return int(any(how.startswith("FAILED") for how in ended.values()))


def _ended(name: str, part: Part) -> str:
    print(f"\n== {name}: {part.about}", flush=True)
    if part.needs and not (SHARED / part.needs).is_dir():
        print(f"Skipped: the folder of real material is not here. Name it in UOMA_SHARED_DATA; this part reads `{part.needs}` in it.")
        return "skipped"
    module = ["-m", f"tests.bench.{part.module}"] if part.module != "speed" else ["-m", "tests.bench", "--speed"]
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, *module, *part.asked], check=False, timeout=4 * 3600, cwd=Path(__file__).parents[2])
    seconds = time.perf_counter() - begun
    return f"{'held' if done.returncode == 0 else 'FAILED'}, {seconds:.0f} s"
