"""Oddities: what is odd in one sheet besides its values, put into words."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.model.material import Trouble
from flows.sources.tables.cells import letters_of


@dataclass
class Oddities:
    """What was found in one sheet: addresses of cells, numbers of rows from 1, columns from 0."""

    errors: list[str] = field(default_factory=list)
    uncomputed: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    """Rows that are hidden."""
    columns: list[int] = field(default_factory=list)
    """Columns that are hidden."""
    filtered: bool = False

    def troubles(self, name: str) -> list[Trouble]:
        """One for each kind, at its first place."""
        found = []
        if self.errors:
            what = f"{_many(len(self.errors), 'cell holds an error', 'cells hold errors')} such as #N/A, read as empty."
            found.append(Trouble("error-cell", f"{name}!{self.errors[0]}", what, "Mend the formula, or clear the cell."))
        if self.uncomputed:
            what = f"{_many(len(self.uncomputed), 'formula has', 'formulas have')} never been computed, read as empty."
            found.append(Trouble("formula-without-value", f"{name}!{self.uncomputed[0]}", what, "Open the workbook in Excel and save it."))
        if self.rows:
            by = " by a filter" if self.filtered else ""
            what = f"{_many(len(self.rows), 'row is', 'rows are')} hidden{by}, and read like the others."
            found.append(
                Trouble("hidden-row", f"{name}!A{min(self.rows)}", what, "Delete what must not be read; hiding leaves it in.", "note")
            )
        if self.columns:
            first = letters_of(min(self.columns))
            what = f"{_many(len(self.columns), 'column is', 'columns are')} hidden, and read like the others."
            found.append(Trouble("hidden-column", f"{name}!{first}1", what, "Delete what must not be read; hiding leaves it in.", "note"))
        return found


def _many(number: int, one: str, more: str) -> str:
    return f"1 {one}" if number == 1 else f"{number} {more}"
