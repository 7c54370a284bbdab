"""Watch: a function that must be done within so many seconds, whatever it waits for."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

R = TypeVar("R")


class TookTooLong(Exception):
    """It was not done in time."""


def within(seconds: float, function: Callable[[], R]) -> R:
    """What the function returns or raises; TookTooLong after `seconds`.

    It runs in a thread of its own that is left behind then and dies with the process: nothing else ends a look-up of a name,
    or a server that sends its headers one letter at a time.
    """
    done: queue.SimpleQueue[tuple[R | None, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            done.put((function(), None))
        except BaseException as error:
            done.put((None, error))

    threading.Thread(target=run, daemon=True, name="google").start()
    try:
        result, error = done.get(timeout=seconds)
    except queue.Empty:
        raise TookTooLong from None
    if error is not None:
        raise error
    return result  # type: ignore[return-value]
