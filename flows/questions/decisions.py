"""Decisions: which open decision waits for an answer, and by when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flows.model.insights import Insight
from flows.model.picture import Picture
from flows.model.registers import Decision


@dataclass(frozen=True)
class Waiting:
    """The decisions register, looked up by what each decision rests on."""

    rows: Mapping[str, Decision]
    """Every decision by casefolded id."""
    resting: Mapping[str, tuple[Decision, ...]]
    """Open decisions by the casefolded id of a claim or theme that they name."""
    reachable: date
    """The first day that an answer asked for today can serve."""

    def on(self, names: Iterable[str]) -> str:
        """Id of the open decision that names any of `names`, or empty.

        Of several the earliest that an answer can still reach; where none can be reached, the earliest. Undated ones come last.
        """
        return self.first(row for name in names for row in self.resting.get(name.casefold(), ()))

    def first(self, rows: Iterable[Decision]) -> str:
        """Id of the one of them to answer first, as `on` chooses; empty for none."""
        found = sorted(rows, key=self._order)
        return found[0].id if found else ""

    def awaited(self) -> tuple[Decision, ...]:
        """Every open decision."""
        return tuple(row for row in self.rows.values() if row.standing == "open")

    def open(self, name: str) -> Decision | None:
        """The open decision of that id; None for one that is made, dropped or not in the register."""
        row = self.rows.get(name.casefold())
        return row if row is not None and row.standing == "open" else None

    def still(self, name: str) -> str:
        """The id as it was given, unless the register says that the decision is made or dropped: then empty."""
        row = self.rows.get(name.casefold())
        return name if row is None else row.id if row.standing == "open" else ""

    def _order(self, row: Decision) -> tuple[bool, bool, date, str]:
        due = row.due or date.max
        return (due < self.reachable, row.due is None, due, row.id)


def waiting(picture: Picture) -> Waiting:
    """The open decisions of a picture."""
    rows = {row.id.casefold(): row for row in picture.rows(Decision)}
    resting: dict[str, tuple[Decision, ...]] = {}
    for row in rows.values():
        for name in row.claims if row.standing == "open" else ():
            resting[name.casefold()] = (*resting.get(name.casefold(), ()), row)
    lead = timedelta(days=picture.organisation.research.lead_days)
    return Waiting(rows, resting, picture.cycle.today + lead)


def names_of(insight: Insight) -> tuple[str, ...]:
    """What a person may call an insight by in a register: its key, the claim's own id in it, its theme."""
    return tuple(name for name in dict.fromkeys((insight.key, insight.key.rpartition(":")[2], insight.theme)) if name)
