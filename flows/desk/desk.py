"""Desk: a workspace opened by a verb, with its ledger and the cycle at hand."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from flows.errors import LedgerError
from flows.ledger import Entry, Ledger
from flows.ledger.book import Reader
from flows.model.cycles import Cycle
from flows.model.issues import Issue, Report
from flows.model.noun import digest_of
from flows.model.organisation import Organisation
from flows.workspace import Workspace

SWEEPS = (200_000, 20, 100)
"""After how many new values the youngest are swept, after how many times so the older, and so on (Python's own: 700, 10, 10)."""


@dataclass
class Desk:
    """What a verb works with."""

    verb: str
    workspace: Workspace
    ledger: Ledger
    cycle: Cycle
    begun: float = field(default_factory=time.perf_counter)

    @contextmanager
    def entry(self) -> Iterator[Entry]:
        """The verb's one transaction."""
        with self.ledger.entry(self.cycle, self.verb) as entry:
            yield entry

    def report(self, counts: dict[str, int], issues: tuple[Issue, ...] = (), skipped: bool = False) -> Report:
        seconds = time.perf_counter() - self.begun
        return Report(verb=self.verb, counts=counts, issues=issues, skipped=skipped, seconds=seconds)


@contextmanager
def at_desk(verb: str, workspace: str, today: str) -> Iterator[Desk]:
    """Open the workspace for a verb, and keep others from it meanwhile. Raises NotAWorkspace, Unwritable, LedgerError, Busy."""
    place = Workspace(Path(workspace))
    with closing(place.ledger()) as ledger, ledger.held(), _unswept():
        yield Desk(verb, place, ledger, ledger.turn(date.fromisoformat(today)))


@contextmanager
def _unswept() -> Iterator[None]:
    """Python looks for values that hold each other far more seldom: a library has none, and looking through it takes a quarter of the time."""
    before = gc.get_threshold()
    gc.set_threshold(*SWEEPS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def organisation_of(reader: Reader, as_of: int | None = None) -> Organisation:
    """The organisation as it was captured. Raises LedgerError where nothing has been."""
    for organisation in reader.all("organisation", Organisation, as_of).values():
        return organisation
    raise LedgerError("the ledger has no organisation in it yet", "run `uoma cycle`, or `uoma capture` before the other verbs")


def inputs(entry: Entry, version: str, *kinds: str, today: date | None = None) -> str:
    """A digest of all that a verb's result follows from: its version, the records it reads, and the day."""
    return digest_of(version, entry.state(*kinds), today.isoformat() if today else "")


def settle_issues(entry: Entry, verb: str, issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Write down what a verb found wrong, each once, in the place of what it found in earlier cycles."""
    once = {issue.key: issue for issue in issues}
    entry.settle("issue", once.values(), within={key for key in entry.digests("issue") if key.startswith(f"{verb}:")})
    return tuple(once.values())
