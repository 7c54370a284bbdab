"""The plain engine: verbs and steps as the functions they are. For tests, debugging and benchmarks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ParamSpec, TypeVar

from flows.model.issues import Report
from flows.runners.verb import Step, Verb

P = ParamSpec("P")
V = TypeVar("V")
R = TypeVar("R")


class Plain:
    """No Prefect at all."""

    name = "plain"

    def run(self, verb: Verb[P], *args: P.args, **kwargs: P.kwargs) -> Report:
        return verb.function(*args, **kwargs)

    def each(self, step: Step[V, R], values: Sequence[V]) -> Iterator[R]:
        return map(step.function, values)
