"""A connection to SQLite or PostgreSQL that behaves the same on both, and the lock that keeps two cycles apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from flows.errors import Busy, LedgerError, Unwritable

ADVISORY = 0x756F6D61
"""PostgreSQL advisory lock: "uoma" in ASCII."""

MEND = "put back a copy of .uoma/ledger.db, or move it away: the next cycle reads everything anew and has no memory of earlier ones"

BUSY = Busy("another cycle is running on this workspace", "wait for it to end; a killed one lets go at once")


def connect(url: str) -> Engine:
    """An engine for the URL. Raises LedgerError in words for a URL, driver or server that does not answer."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            _folder(Path(parsed.database).parent)
        sqlite = parsed.get_backend_name() == "sqlite"
        engine = create_engine(parsed) if sqlite else create_engine(parsed, pool_pre_ping=True, isolation_level="REPEATABLE READ")
    except (ArgumentError, NoSuchModuleError, ValueError) as error:  # ValueError: a port that is no number
        raise LedgerError("UOMA_LEDGER is no database address", "such as postgresql+psycopg://user@host/uoma") from error
    except ModuleNotFoundError as error:
        raise LedgerError(f"the database driver {error.name} is not installed", "pip install 'uoma[postgres]'") from error
    if engine.dialect.name == "sqlite":
        _manners(engine)
    return engine


@contextmanager
def begin(engine: Engine, reading: bool = False) -> Iterator[Connection]:
    """One transaction: all of it or nothing. Those that only read see one consistent state and stop nobody."""
    try:
        with engine.connect() as connection, connection.execution_options(reading=reading).begin():
            yield connection
    except OperationalError as error:
        reason = str(error.orig).splitlines()[0] if error.orig else "no answer"
        if "readonly" in reason or "unable to open" in reason:
            raise Unwritable("the ledger's folder cannot be written to", "give yourself the right to write to .uoma") from error
        raise LedgerError(f"the ledger does not answer: {reason}", "is the database server running, and the address right?") from error
    except DatabaseError as error:
        if not _damaged(error):
            raise
        raise LedgerError("the ledger is damaged, or is no database at all", MEND) from error


def _damaged(error: DatabaseError) -> bool:
    return any(sign in str(error.orig) for sign in ("not a database", "malformed", "corrupt"))


_held: dict[str, tuple[int, Any]] = {}


@contextmanager
def hold(engine: Engine) -> Iterator[None]:
    """Keep every other process from running a cycle on this ledger; within one process it may be held again. Raises Busy."""
    name = engine.url.render_as_string(hide_password=True)
    depth, grip = _held.get(name, (0, None))
    if depth == 0:
        grip = _file_lock(engine) if engine.dialect.name == "sqlite" else _advisory_lock(engine)
    _held[name] = (depth + 1, grip)
    try:
        yield
    finally:
        depth, grip = _held.pop(name)
        if depth > 1:
            _held[name] = (depth - 1, grip)
        elif isinstance(grip, FileLock):
            grip.release()
        elif grip is not None:
            grip.close()


def _file_lock(engine: Engine) -> FileLock | None:
    if not engine.url.database or engine.url.database == ":memory:":
        return None
    lock = FileLock(f"{engine.url.database}.lock", timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise BUSY from None
    except OSError as error:
        raise Unwritable("the ledger's folder cannot be written to", "give yourself the right to write to .uoma") from error
    return lock


def _advisory_lock(engine: Engine) -> Connection:
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    if connection.execute(text("select pg_try_advisory_lock(:n)"), {"n": ADVISORY}).scalar_one():
        return connection
    connection.close()
    raise BUSY


def _folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unwritable(f"the folder {folder} cannot be made", "choose another place or change its rights") from error


def _manners(engine: Engine) -> None:
    """Let SQLAlchemy and not the driver begin transactions, so that a change of schema can be rolled back too."""

    @event.listens_for(engine, "connect")
    def _plain(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout = 30000")

    @event.listens_for(engine, "begin")
    def _at_once(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reading") else "BEGIN IMMEDIATE")
