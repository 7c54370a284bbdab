"""The ledger: nouns in, nouns out, as of any cycle. Writing the same thing again changes nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, or_, select

from flows.errors import LedgerError, UnknownCycle
from flows.ledger import engine as door
from flows.ledger.tables import kept, memos, migrate, records
from flows.model.cycles import Cycle
from flows.model.noun import Noun, digest_of


class Keyed(Protocol):
    @property
    def key(self) -> str: ...

    def model_dump_json(self) -> str: ...


N = TypeVar("N", bound=Noun)

BATCH = 500
"""Keys that are asked for with one query."""
FEW = 5000
"""Keys that are asked for by name; with more it is as quick to read all of their kind."""


@dataclass(frozen=True, slots=True)
class Differences:
    """Keys of one kind that came, changed or went between two cycles, sorted."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]


class Ledger:
    """What is remembered, at one address (`sqlite:///….db`, `postgresql+psycopg://…`). Raises LedgerError, Unwritable."""

    def __init__(self, url: str) -> None:
        self._engine = door.connect(url)
        with door.begin(self._engine) as connection:
            migrate(connection)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other processes from running a cycle meanwhile. Raises Busy."""
        with door.hold(self._engine):
            yield

    @contextmanager
    def entry(self, cycle: Cycle, verb: str) -> Iterator[Entry]:
        """One transaction of one verb. The cycle is recorded with it if anything changed; an exception leaves nothing behind."""
        with door.begin(self._engine) as connection:
            entry = Entry(connection, cycle)
            yield entry
            entry._sign(verb)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """A consistent view for reading only."""
        with door.begin(self._engine, reading=True) as connection:
            yield Reader(connection)

    def cycles(self) -> tuple[Cycle, ...]:
        """All recorded cycles, oldest first."""
        with self.reading() as reader:
            return reader.cycles()

    def turn(self, today: date) -> Cycle:
        """The cycle to work in: the one that was begun and not finished, or else the next. Nothing is written."""
        cycles = self.cycles()
        if cycles and not cycles[-1].finished:
            return cycles[-1].model_copy(update={"today": today})
        same_day = sum(1 for cycle in cycles if cycle.name.split(".")[0] == today.isoformat())
        name = today.isoformat() + (f".{same_day + 1}" if same_day else "")
        return Cycle(number=cycles[-1].number + 1 if cycles else 1, name=name, today=today)

    def find(self, cycle: str) -> Cycle:
        """The cycle of that name or number, or the last one up to that date; the last of all for an empty string. Raises UnknownCycle."""
        cycles = self.cycles()
        if cycles and not cycle:
            return cycles[-1]
        for known in reversed(cycles):
            if cycle in (known.name, str(known.number)):
                return known
        try:
            day = date.fromisoformat(cycle)
        except ValueError:
            day = date.min
        earlier = [known for known in cycles if known.today <= day]
        if earlier:
            return earlier[-1]
        known_names = ", ".join(known.name for known in cycles[-5:]) or "none yet"
        raise UnknownCycle(f"there is no cycle {cycle!r} in the ledger", f"the last ones: {known_names}")


class Reader:
    """Reads within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cycles(self) -> tuple[Cycle, ...]:
        """All recorded cycles, oldest first."""
        return tuple(sorted(self.all("cycle", Cycle).values(), key=lambda cycle: cycle.number))

    def all(self, kind: str, noun: type[N], as_of: int | None = None, without: Mapping[str, Any] | None = None) -> dict[str, N]:
        """The nouns of a kind by key, sorted, as they stood at the end of cycle `as_of` (None: now).

        `without` names fields to leave out while reading, with what stands in for them: for bulky parts nobody asked for.
        """
        found = self._connection.execute(select(records.c.key, records.c.body).where(_standing(kind, as_of))).all()
        return {key: _noun(noun, body, without) for key, body in sorted((key, body) for key, body in found)}

    def some(self, kind: str, noun: type[N], keys: Collection[str], as_of: int | None = None) -> dict[str, N]:
        """The nouns under these keys as they stood at the end of cycle `as_of` (None: now), sorted."""
        out: dict[str, N] = {}
        # SQLite would else look for all that stands, by an index, and then for the keys in it: a hundred times as long
        stands = and_(records.c.kind == kind, func.coalesce(records.c.until, 0) == 0) if as_of is None else _standing(kind, as_of)
        wanted = sorted(keys)
        for start in range(0, len(wanted), BATCH):
            query = select(records.c.key, records.c.body).where(stands, records.c.key.in_(wanted[start : start + BATCH]))
            out.update((key, _noun(noun, body, None)) for key, body in self._connection.execute(query))
        return dict(sorted(out.items()))

    def since(self, kind: str, as_of: int | None = None) -> dict[str, int]:
        """The number of the cycle since which each record of a kind stands as it does."""
        query = select(records.c.key, records.c.since).where(_standing(kind, as_of))
        return dict(self._connection.execute(query).tuples().all())

    def earlier(
        self, kind: str, noun: type[N], keys: Collection[str], as_of: int | None = None, without: Mapping[str, Any] | None = None
    ) -> dict[str, tuple[tuple[int, N], ...]]:
        """The versions of these keys before the one that stands, newest first, each with the cycle that brought it."""
        out: dict[str, list[tuple[int, N]]] = {}
        wanted, past = sorted(keys), records.c.until.is_not(None) if as_of is None else records.c.until <= as_of
        for start in range(0, len(wanted), BATCH):
            query = select(records.c.key, records.c.since, records.c.body).where(
                records.c.kind == kind, past, records.c.key.in_(wanted[start : start + BATCH])
            )
            for key, since, body in self._connection.execute(query.order_by(records.c.since.desc())):
                out.setdefault(key, []).append((since, _noun(noun, body, without)))
        return {key: tuple(versions) for key, versions in sorted(out.items())}

    def first(self, kind: str) -> dict[str, int]:
        """The number of the cycle that first had each key of a kind, in whatever version."""
        query = select(records.c.key, func.min(records.c.since)).where(records.c.kind == kind).group_by(records.c.key)
        return dict(self._connection.execute(query).tuples().all())

    def digests(self, kind: str, as_of: int | None = None) -> dict[str, str]:
        """Digest of each noun of a kind, by key: a cheap way to see what moved."""
        query = select(records.c.key, records.c.digest).where(_standing(kind, as_of))
        return dict(self._connection.execute(query).tuples().all())

    def state(self, *kinds: str) -> str:
        """One digest over everything of these kinds that stands now; a kind ending in * means all that begin so."""
        hashed: list[str] = []
        for kind in kinds:
            matches = records.c.kind.like(kind[:-1] + "%") if kind.endswith("*") else records.c.kind == kind
            query = select(records.c.kind, records.c.key, records.c.digest).where(matches, records.c.until.is_(None))
            hashed.extend("\t".join(row) for row in sorted(map(tuple, self._connection.execute(query).all())))
        return digest_of("\n".join(hashed))

    def history(self, kind: str, noun: type[N], key: str) -> tuple[tuple[int, N], ...]:
        """Every version of one noun with the cycle that brought it, oldest first."""
        query = select(records.c.since, records.c.body).where(records.c.kind == kind, records.c.key == key).order_by(records.c.since)
        return tuple((since, _noun(noun, body, None)) for since, body in self._connection.execute(query))

    def ended(self, kind: str, noun: type[N]) -> dict[str, tuple[int, N]]:
        """The nouns of a kind that stand no more, by key, sorted: the cycle that ended each, and its last version."""
        standing = select(records.c.key).where(_standing(kind, None))
        query = select(records.c.key, records.c.until, records.c.body).where(records.c.kind == kind, records.c.key.not_in(standing))
        last: dict[str, tuple[int, str]] = {}
        for key, until, body in self._connection.execute(query):
            last[key] = max(last.get(key, (0, "")), (until, body))
        return {key: (until, _noun(noun, body, None)) for key, (until, body) in sorted(last.items())}

    def differences(self, kind: str, older: int, newer: int) -> Differences:
        """What of a kind came, changed or went from the end of cycle `older` to the end of cycle `newer`."""
        before, after = self.digests(kind, older), self.digests(kind, newer)
        return Differences(
            added=tuple(sorted(after.keys() - before.keys())),
            changed=tuple(sorted(key for key in after.keys() & before.keys() if after[key] != before[key])),
            gone=tuple(sorted(before.keys() - after.keys())),
        )

    def memo(self, verb: str) -> dict[str, str]:
        """What the verb has already worked on: key to digest."""
        query = select(memos.c.key, memos.c.digest).where(memos.c.verb == verb)
        return dict(self._connection.execute(query).tuples().all())

    def kept(self, name: str) -> bytes:
        """What was kept under that name; empty where nothing was."""
        return self._connection.execute(select(kept.c.body).where(kept.c.name == name)).scalar_one_or_none() or b""


class Entry(Reader):
    """Reads and writes within the one transaction of a verb."""

    def __init__(self, connection: Connection, cycle: Cycle) -> None:
        super().__init__(connection)
        self.cycle = cycle
        self.changed = 0
        """How many records came, changed or went."""

    def settle(self, kind: str, nouns: Iterable[Keyed], within: Collection[str] | None = None) -> int:
        """Make these the nouns of a kind that stand: new and changed ones are written, the missing ones end.

        With `within` only those of its keys that are missing end; all others stay as they are. Returns how many records moved.
        """
        wanted = {noun.key: noun.model_dump_json() for noun in nouns}
        asked = None if within is None else wanted.keys() | within
        stands = {row.key: row for row in self._versions(kind, None, asked)}
        ended_now = {row.key: row for row in self._versions(kind, self.cycle.number, asked)}
        leaving = [key for key in stands if key not in wanted and (within is None or key in within)]
        moves = _Moves(kind, self.cycle.number)
        for key in leaving:
            moves.end(stands[key])
        for key, body in wanted.items():
            moves.write(key, body, digest_of(body), stands.get(key), ended_now.get(key))
        moves.make(self._connection)
        self.changed += moves.count
        return moves.count

    def remember(self, verb: str, memo: Mapping[str, str]) -> None:
        """Replace what the verb has already worked on."""
        known = self.memo(verb)
        if known == dict(memo):
            return
        gone = [{"k": key} for key in known if memo.get(key) != known[key]]
        fresh = [{"verb": verb, "key": key, "digest": digest} for key, digest in memo.items() if known.get(key) != digest]
        if gone:
            self._connection.execute(memos.delete().where(memos.c.verb == verb, memos.c.key == bindparam("k")), gone)
        if fresh:
            self._connection.execute(memos.insert(), fresh)

    def keep(self, name: str, body: bytes) -> None:
        """Keep what saves work later, in the place of what was kept under that name. It is no record: nobody asks what it was earlier."""
        known = self._connection.execute(select(kept.c.digest).where(kept.c.name == name)).scalar_one_or_none()
        if known == (digest := digest_of(body)):
            return
        self._connection.execute(kept.delete().where(kept.c.name == name))
        self._connection.execute(kept.insert().values(name=name, digest=digest, body=body))

    def _versions(self, kind: str, until: int | None, keys: Collection[str] | None) -> Iterator[Any]:
        """Rows of a kind that end so, without their bodies: of these keys at least, and of no others where they are few."""
        query = select(records.c.key, records.c.since, records.c.digest).where(records.c.kind == kind)
        if keys is None or len(keys) > FEW:
            yield from self._connection.execute(query.where(records.c.until == until)).all()
            return
        asked, ends = sorted(keys), func.coalesce(records.c.until, 0) == (until or 0)  # as in `some`
        for start in range(0, len(asked), BATCH):
            yield from self._connection.execute(query.where(ends, records.c.key.in_(asked[start : start + BATCH]))).all()

    def _sign(self, verb: str) -> None:
        """Record the cycle, once it has changed something: a turn that found nothing new leaves no trace."""
        recorded = self.some("cycle", Cycle, [self.cycle.key]).get(self.cycle.key)
        if recorded is None and not self.changed:
            return
        done = recorded.done if recorded and recorded.today == self.cycle.today else ()
        self.settle("cycle", [self.cycle.model_copy(update={"done": tuple(dict.fromkeys((*done, verb)))})], within=())


class _Moves:
    """The fewest row changes that bring a kind from what stands to what is wanted, within one cycle.

    A version that this same cycle wrote is replaced and not ended, and one that it ended may stand again: however often a
    cycle is interrupted and run again, it leaves what one undisturbed run would have left.
    """

    def __init__(self, kind: str, cycle: int) -> None:
        self.kind, self.cycle, self.count = kind, cycle, 0
        self._end: list[dict[str, Any]] = []
        self._drop: list[dict[str, Any]] = []
        self._reopen: list[dict[str, Any]] = []
        self._insert: list[dict[str, Any]] = []

    def end(self, row: Any) -> None:
        self.count += 1
        (self._drop if row.since == self.cycle else self._end).append({"k": row.key, "s": row.since})

    def write(self, key: str, body: str, digest: str, stands: Any, ended_now: Any) -> None:
        if stands is not None and stands.digest == digest:
            return
        if stands is not None:
            self.end(stands)
        else:
            self.count += 1
        if ended_now is not None and ended_now.digest == digest:
            self._reopen.append({"k": key, "s": ended_now.since})
        else:
            self._insert.append({"kind": self.kind, "key": key, "since": self.cycle, "until": None, "digest": digest, "body": body})

    def make(self, connection: Connection) -> None:
        one = and_(records.c.kind == self.kind, records.c.key == bindparam("k"), records.c.since == bindparam("s"))
        if self._drop:
            connection.execute(records.delete().where(one), self._drop)
        if self._end:
            connection.execute(records.update().where(one).values(until=self.cycle), self._end)
        if self._reopen:
            connection.execute(records.update().where(one).values(until=None), self._reopen)
        if self._insert:
            connection.execute(records.insert(), self._insert)


def _standing(kind: str, as_of: int | None) -> ColumnElement[bool]:
    if as_of is None:
        return and_(records.c.kind == kind, records.c.until.is_(None))
    return and_(records.c.kind == kind, records.c.since <= as_of, or_(records.c.until.is_(None), records.c.until > as_of))


def _noun(noun: type[N], body: str, without: Mapping[str, Any] | None) -> N:
    try:
        return noun.model_validate({**json.loads(body), **without}) if without else noun.model_validate_json(body)
    except ValueError:  # its message would repeat what the record holds
        raise LedgerError(f"the ledger has a record of the kind {noun.__name__} that this Uoma cannot read", door.MEND) from None
