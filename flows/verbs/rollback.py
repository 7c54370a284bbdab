"""Roll back: let readers see an earlier release again, where everything in it may still be shown."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

from flows.desk.desk import at_desk
from flows.desk.erased import refuse_unfinished
from flows.desk.gate import Ours, refuse_personal, refuse_return
from flows.errors import UomaError
from flows.press.release import Release, before, current, kept, release
from flows.workspace import Workspace

MEMO = "rollback"
"""Remembers which release readers were taken back to, and from which."""


def roll_back(workspace: Path, today: date, name: str = "") -> Release:
    """Swap the site back to the release before, or to the one whose name begins with `name`. Returns it.

    It stays until the library, the plans or the templates change: until then a cycle finds that readers see what they should.
    Raises UomaError for a release that is not there, or that holds what may not be shown any more.
    """
    with at_desk("publish", str(workspace), today.isoformat()) as desk:
        place = desk.workspace
        target, was = before(place.state / "releases", place.public, name), current(place.public)
        plan = place.plan()
        with desk.ledger.reading() as reader:
            refuse_unfinished(place.state, reader)
            refuse_return(reader, plan, target.record, desk.cycle.today)
            memo = reader.memo("publish")
        refuse_personal(target.folder, plan, ours=Ours.of(place))
        release(target.name, place.state / "releases", place.public, _never)
        with desk.entry() as entry:
            entry.remember("publish", {**memo, "release": target.name})
            entry.remember(MEMO, {"to": target.name, "from": was})
        return target


def rolled_back(place: Workspace) -> Release | None:
    """The release that readers see, where they were taken back to it and nothing has been published since."""
    seen = next((known for known in kept(place.state / "releases", place.public) if known.seen), None)
    if seen is None:
        return None
    with closing(place.ledger()) as ledger, ledger.reading() as reader:
        return seen if reader.memo(MEMO).get("to") == seen.name else None


def _never(into: Path) -> None:
    raise UomaError("that release has just been removed", "try another")
