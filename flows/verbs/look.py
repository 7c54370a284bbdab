"""Look: the library as it stands, for commands that only show."""

from __future__ import annotations

from contextlib import closing
from datetime import date

from flows.desk.agreed import agreed
from flows.desk.picture import picture
from flows.model.picture import Picture
from flows.workspace import Workspace


def look(place: Workspace, as_of: str = "", today: date = date.min) -> Picture | None:
    """The picture as of the last cycle, or of the one named, without words whose time was up by `today`; None before the first.

    Of an earlier one what has been withdrawn since is left out, by the registers as they are now. Raises UnknownCycle, BrokenOrganisation.
    """
    with closing(place.ledger()) as ledger:
        if not ledger.cycles():
            return None
        shown = ledger.find(as_of)
        with ledger.reading() as reader:
            drawn = picture(reader, shown, as_of=shown.number, today=today)
            return agreed(reader, place.plan(), drawn, today) if as_of else drawn
