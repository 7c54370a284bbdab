"""Door: what is remembered. One versioned table of records, readable as of any cycle."""

from flows.ledger.book import Differences, Entry, Ledger

__all__ = ["Differences", "Entry", "Ledger"]
