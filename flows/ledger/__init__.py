"""Door: what is remembered. One versioned table of records, readable as of any cycle."""

from flows.ledger.book import Differences, Entry, Ledger
from flows.ledger.erase import Eraser, Row, erasing, rows, scrub

__all__ = ["Differences", "Entry", "Eraser", "Ledger", "Row", "erasing", "rows", "scrub"]
