"""Extension points: parts are found among Python's entry points and imported when they are first used."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from flows.errors import UnknownPlugin

GROUPS = ("sources", "pages", "scoring", "scribes", "detectors", "embedders")


@cache
def _installed(group: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in sorted(entry_points(group=f"uoma.{group}"), key=lambda point: (point.name, point.value))}


def names(group: str) -> tuple[str, ...]:
    """Names of the parts installed in a group, sorted."""
    return tuple(_installed(group))


def part(group: str, name: str) -> Any:
    """The class or function that is registered as `name`. Raises UnknownPlugin."""
    try:
        point = _installed(group)[name]
    except KeyError:
        known = ", ".join(names(group)) or "none"
        raise UnknownPlugin(f"no {group} plug-in is called {name!r}", f"installed: {known}") from None
    return point.load()


def parts(group: str) -> dict[str, Any]:
    """All parts of a group by name."""
    return {name: part(group, name) for name in names(group)}
