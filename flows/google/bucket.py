"""Bucket: how fast Google may be asked, by all threads of this process together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Bucket:
    """A token bucket. Half of what a minute allows may be spent at once, the other half comes back over the minute.

    So no 60 seconds see more than `a_minute` calls, and the first dozen of a cycle wait for nothing. `clock` and `sleep` are in seconds.
    """

    def __init__(self, a_minute: float, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep) -> None:
        self._most = max(1.0, a_minute / 2)
        self._a_second = max(a_minute - self._most, 0.5) / 60
        self._clock, self._sleep = clock, sleep
        self._left, self._at = self._most, clock()
        self._lock = threading.Lock()

    def take(self, most: float = float("inf")) -> bool:
        """Wait for a turn. False, without waiting, where it would take more than `most` seconds. Turns come in the order they were asked for."""
        with self._lock:
            self._fill()
            wait = max(0.0, 1 - self._left) / self._a_second
            if wait > most:
                return False
            self._left -= 1
        if wait:
            self._sleep(wait)
        return True

    def drain(self) -> None:
        """Google says that it was too much: whoever asks next waits for a whole turn."""
        with self._lock:
            self._fill()
            self._left = min(self._left, 0.0)

    def _fill(self) -> None:
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._a_second)
        self._at = now
