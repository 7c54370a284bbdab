"""Verb and Step: functions that the engine at hand runs, plainly or as a Prefect flow and its tasks.

Prefect stores the parameters of a flow word for word. So verbs take names (a workspace, a cycle, a date) and only steps take values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Generic, ParamSpec, Protocol, TypeVar

from flows.model.issues import Report

P = ParamSpec("P")
V = TypeVar("V")
R = TypeVar("R")


class Engine(Protocol):
    """Who runs verbs and steps."""

    name: str

    def run(self, verb: Verb[P], *args: P.args, **kwargs: P.kwargs) -> Report: ...

    def each(self, step: Step[V, R], values: Sequence[V]) -> Iterator[R]: ...


class Verb(Generic[P]):
    """A flow: called like the function it was made of."""

    def __init__(self, function: Callable[P, Report], name: str) -> None:
        self.function, self.name = function, name
        self.__doc__ = function.__doc__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Report:
        return engine().run(self, *args, **kwargs)


class Step(Generic[V, R]):
    """A task: `step.once(value)` or `step.each(values)`, the results in the order of the values."""

    def __init__(self, function: Callable[[V], R], name: str) -> None:
        self.function, self.name = function, name

    def once(self, value: V) -> R:
        return next(engine().each(self, [value]))

    def each(self, values: Sequence[V]) -> Iterator[R]:
        tell(self.name, 0, len(values))
        for done, result in enumerate(engine().each(self, values), start=1):
            tell(self.name, done, len(values))
            yield result


def verb(name: str) -> Callable[[Callable[P, Report]], Verb[P]]:
    """Make a function a verb of that name."""
    return lambda function: Verb(function, name)


def step(name: str) -> Callable[[Callable[[V], R]], Step[V, R]]:
    """Make a function of one value a step of that name."""
    return lambda function: Step(function, name)


_engine: ContextVar[Engine | None] = ContextVar("engine", default=None)
_told: Callable[[str, int, int], None] | None = None


def engine() -> Engine:
    """The engine at hand; plain where none was chosen."""
    from flows.runners.plain import Plain

    return _engine.get() or Plain()


@contextmanager
def using(chosen: Engine, told: Callable[[str, int, int], None] | None = None) -> Iterator[None]:
    """Run verbs with this engine; `told(step, done, total)` hears of progress."""
    global _told  # a terminal has one progress bar, whichever thread a flow runs in
    token, before = _engine.set(chosen), _told
    _told = told
    try:
        yield
    finally:
        _engine.reset(token)
        _told = before


def tell(name: str, done: int, total: int) -> None:
    """Say how far a step is."""
    if _told is not None:
        _told(name, done, total)
