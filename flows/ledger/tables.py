"""The ledger's tables, and the steps from each schema version to the next."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Column, Connection, Index, Integer, LargeBinary, MetaData, String, Table, Text, inspect, select

from flows.errors import LedgerError

metadata = MetaData()

records = Table(
    "records",
    metadata,
    Column("kind", String(40), primary_key=True),
    Column("key", String(400), primary_key=True),
    Column("since", Integer, primary_key=True, autoincrement=False),
    Column("until", Integer, nullable=True),
    Column("digest", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Index("records_standing", "kind", "until"),
    Index("records_since", "since"),
)
"""One version of one noun: it stood from cycle `since` up to, and not in, cycle `until` (null: it still stands)."""

memos = Table(
    "memos",
    metadata,
    Column("verb", String(40), primary_key=True),
    Column("key", String(400), primary_key=True),
    Column("digest", String(64), nullable=False),
)
"""What a verb has already worked on. Not versioned: it saves work and says nothing about customers."""

kept = Table(
    "kept",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("digest", String(32), nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""What a verb has learnt or counted and would else do again. It holds pieces of customers' words: whoever erases empties it."""

meta = Table("uoma", metadata, Column("name", String(40), primary_key=True), Column("value", String(200), nullable=False))


def _records(connection: Connection) -> None:
    records.create(connection)


def _memos(connection: Connection) -> None:
    memos.create(connection)


def _kept(connection: Connection) -> None:
    kept.create(connection)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_records, _memos, _kept)
"""Step i leads from schema version i to i + 1. Steps are appended, never edited."""


def migrate(connection: Connection) -> None:
    """Bring the schema up to date, within the caller's transaction. Raises LedgerError for a ledger of a newer Uoma."""
    if not inspect(connection).has_table(meta.name):
        meta.create(connection)
        connection.execute(meta.insert().values(name="schema", value="0"))
    written = connection.execute(select(meta.c.value).where(meta.c.name == "schema")).scalar_one_or_none()
    if written is None or not written.isdigit():
        raise LedgerError("the ledger does not say which schema it has", "was it made by Uoma? move it away, or put back a copy")
    version = int(written)
    if version > len(MIGRATIONS):
        raise LedgerError(f"the ledger has schema version {version}; this Uoma knows {len(MIGRATIONS)}", "install a newer Uoma")
    if version == len(MIGRATIONS):
        return
    for step in MIGRATIONS[version:]:
        step(connection)
    connection.execute(meta.update().where(meta.c.name == "schema").values(value=str(len(MIGRATIONS))))
