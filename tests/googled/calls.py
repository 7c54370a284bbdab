"""What was called: a record of every request, to count."""

from __future__ import annotations

import re
import threading
from collections import Counter
from dataclasses import dataclass

_ID = re.compile(r"(?<=/files/)[^/:?]+|(?<=/spreadsheets/)[^/:?]+")
_RANGE = re.compile(r"(?<=/values/).+?(?=:(?:append|clear)$|$)")


@dataclass(frozen=True)
class Call:
    """One request: `path` as asked, `place` with the ids taken out (`GET /drive/v3/files/ID`), `status` 0 when the connection was dropped."""

    method: str
    path: str
    query: dict[str, str]
    status: int
    address: str

    @property
    def place(self) -> str:
        return f"{self.method} {_RANGE.sub('RANGE', _ID.sub('ID', self.path, count=1))}"


class Calls:
    """Every request but those to `/token`, oldest first; `len(calls)` is how many."""

    def __init__(self) -> None:
        self._made: list[Call] = []
        self._lock = threading.Lock()
        self.tokens = 0

    def __len__(self) -> int:
        return len(self._made)

    def __iter__(self):
        return iter(list(self._made))

    def add(self, call: Call) -> None:
        with self._lock:
            if call.path == "/token":
                self.tokens += 1
            else:
                self._made.append(call)

    def count(self, on: str = "", method: str = "", status: int = 0) -> int:
        """How many calls have `on` in their path, this method and this status."""
        return sum(on in call.path and method in ("", call.method) and status in (0, call.status) for call in self)

    def by_place(self) -> dict[str, int]:
        """How many calls of each method and path, ids taken out: `{"GET /drive/v3/files": 2, …}`."""
        return dict(Counter(call.place for call in self))

    def clear(self) -> None:
        with self._lock:
            self._made.clear()
            self.tokens = 0
