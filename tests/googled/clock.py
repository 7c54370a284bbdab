"""The server's own time and ids: the same in every run, so that what a test reads never depends on the day."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta


class Clock:
    """Starts on Monday 5 January 2026 and moves one second at every change."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)

    def tick(self, seconds: float = 1.0) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


class Ids:
    """Ids of the length and letters of Google's, the same in every run."""

    def __init__(self) -> None:
        self._made = 0

    def file(self, length: int = 33) -> str:
        self._made += 1
        digest = hashlib.blake2b(f"googled {self._made}".encode(), digest_size=48).digest()
        return ("1" + base64.urlsafe_b64encode(digest).decode())[:length]

    def number(self, top: int = 2_000_000_000) -> int:
        """A sheetId or such: nine or ten digits."""
        self._made += 1
        return int.from_bytes(hashlib.blake2b(f"number {self._made}".encode(), digest_size=8).digest(), "big") % (top - 10**8) + 10**8


def stamp(moment: datetime) -> str:
    """Drive's way to write a time: `2026-01-05T08:00:00.000Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
