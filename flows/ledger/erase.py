"""Erasing: every version of every record can be rewritten or dropped, and what was freed is overwritten in the database's own files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import and_, bindparam, select, text

from flows.ledger import engine as door
from flows.ledger.book import Entry, Keyed, Ledger, Reader
from flows.ledger.tables import kept, memos, records
from flows.model.cycles import Cycle
from flows.model.noun import digest_of

BATCH = 500
"""Keys that are read with one query."""


@dataclass(frozen=True, slots=True)
class Row:
    """One version of one record, as it lies in the ledger."""

    kind: str
    key: str
    since: int
    until: int | None
    body: str


def rows(reader: Reader, *kinds: str) -> Iterator[Row]:
    """Every version of every record of these kinds (of all where none is named), in the order of kind, key and age."""
    named = select(records.c.kind, records.c.key).distinct().order_by(records.c.kind, records.c.key)
    known = reader._connection.execute(named.where(records.c.kind.in_(kinds)) if kinds else named).tuples().all()
    for kind, group in groupby(known, key=itemgetter(0)):
        keys = [key for _, key in group]
        for start in range(0, len(keys), BATCH):  # a whole library's bodies at once would be held in memory
            here = and_(records.c.kind == kind, records.c.key.in_(keys[start : start + BATCH]))
            yield from (Row(*row) for row in reader._connection.execute(_VERSIONS.where(here)).all())


class Eraser(Entry):
    """A verb's transaction in which the past may be rewritten too."""

    def drop(self, row: Row) -> None:
        """Erase one version."""
        self._connection.execute(records.delete().where(_one(row.kind, row.key, row.since)))

    def rewrite(self, row: Row, noun: Keyed) -> None:
        """Put `noun` in the place of one version: it stands as long as that one did. Its key may be another."""
        body = noun.model_dump_json()
        if body == row.body and noun.key == row.key:
            return
        values = {"key": noun.key, "body": body, "digest": digest_of(body)}
        self._connection.execute(records.update().where(_one(row.kind, row.key, row.since)).values(**values))

    def unlearn(self, dropped: Collection[str], stale: Collection[str] = ()) -> None:
        """Forget that any verb has ever met the keys `dropped`, and all that was learnt from words; let capture read those in `stale` again."""
        self._connection.execute(kept.delete())
        if dropped:
            self._connection.execute(memos.delete().where(memos.c.key == bindparam("k")), [{"k": key} for key in sorted(dropped)])
        self.remember("capture", {key: "" if key in stale else digest for key, digest in self.memo("capture").items()})


@contextmanager
def erasing(ledger: Ledger, cycle: Cycle) -> Iterator[Eraser]:
    """One transaction, all of it or nothing. `scrub` must follow it."""
    with door.begin(ledger._engine) as connection:
        eraser = Eraser(connection, cycle)
        yield eraser
        eraser._sign("forget")


def scrub(ledger: Ledger) -> None:
    """Overwrite what was freed: SQLite's file is written anew, and so are PostgreSQL's tables. Not within a transaction."""
    engine = ledger._engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            plain: Any = connection.connection.dbapi_connection  # SQLAlchemy begins a transaction, in which nothing can be vacuumed
            if connection.in_transaction():
                connection.rollback()
            plain.execute("PRAGMA secure_delete = ON")
            plain.execute("VACUUM")
            plain.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return
        for table in (records, memos, kept):
            connection.execute(text(f"VACUUM (FULL, ANALYZE) {table.name}"))
        connection.commit()


_PLACE = (records.c.kind, records.c.key, records.c.since)
_VERSIONS = select(*_PLACE, records.c.until, records.c.body).order_by(*_PLACE)


def _one(kind: str, key: str, since: int) -> Any:
    return and_(records.c.kind == kind, records.c.key == key, records.c.since == since)
