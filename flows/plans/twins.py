"""Twins: entries of a plan that bear an id which another one bears already."""

from __future__ import annotations

from collections.abc import Iterator

from flows.plans.yaml import Steps, Value

Twin = tuple[Steps, Steps, str]
"""Where the first stands, where it stands again, and the id."""


def twins(data: Value) -> list[Twin]:
    """Entries of lists whose `id` stood before, in the order of the file; inner lists of one name share their ids."""
    first: dict[tuple[tuple[str, ...], str], Steps] = {}
    found: list[Twin] = []
    for steps, key in _ids(data, ()):
        kind = (tuple(step for step in steps if isinstance(step, str)), key)
        if kind in first:
            found.append((first[kind], steps, key))
        first.setdefault(kind, steps)
    return found


def _ids(data: Value, steps: Steps) -> Iterator[tuple[Steps, str]]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _ids(value, (*steps, name))
    elif isinstance(data, list):
        for index, entry in enumerate(data):
            key = entry.get("id") if isinstance(entry, dict) else None
            if isinstance(key, str) and key.strip():
                yield (*steps, index), key.strip()
            yield from _ids(entry, (*steps, index))
