"""Agreed: an earlier picture as today's consents, and today's days of retention, let it be shown."""

from __future__ import annotations

from datetime import date

from flows import settings
from flows.ledger.book import Reader
from flows.model.picture import Picture
from flows.model.registers import Consent
from flows.observations.consent import Consents
from flows.observations.retention import unshown
from flows.observations.withdrawal import still_agreed
from flows.workspace import Plan


def agreed(reader: Reader, plan: Plan, drawn: Picture, today: date) -> Picture:
    """What today's consents cover: those of the register, and the withdrawals that the library knows of, should the register lack them."""
    last = tuple(reader.all("register.consents", Consent).values())
    withdrawn = (row for row in last if row.withdrawn)
    now = last if Consent.register in plan.unread else plan.registers.get(Consent.register, ())
    written = (row for row in now if isinstance(row, Consent))
    today = max(today, *(known.today for known in (drawn.cycle, *reader.cycles())))
    drawn = unshown(drawn, plan.studies, today)
    return still_agreed(drawn, plan.studies, Consents((*written, *withdrawn), today, settings.SECRET.read()))
