"""Merges: which insights people have made one, each with the last of its chain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flows.model.issues import Issue


@dataclass(frozen=True)
class Merges:
    """Insights that are one now."""

    into: Mapping[str, str] = field(default_factory=dict)
    """Key -> key of the insight that it belongs to now, which is merged into none."""

    def of(self, key: str) -> tuple[str, ...]:
        """Keys of what was merged into an insight, sorted."""
        return tuple(sorted(merged for merged, target in self.into.items() if target == key))


def merges(wanted: Mapping[str, str], kinds: Mapping[str, str]) -> tuple[Merges, tuple[Issue, ...]]:
    """The merges that can be made of those wanted (key -> key as written), and what is odd about the others.

    `kinds`: key -> `claim`, `assumption` or `theme`. Claims, assumptions and what is said of a theme may become one with a claim or an
    assumption. A chain ends at its last; keys that are not known and those that lead back to themselves are passed over.
    """
    spelt = {key.casefold(): key for key in sorted(kinds, reverse=True)}
    steps: dict[str, str] = {}
    issues: list[Issue] = []
    for key, written in sorted(wanted.items()):
        target = spelt.get(written.strip().casefold(), "")
        odd = _odd(key, target, kinds)
        if odd:
            issues.append(odd)
        else:
            steps[key] = target
    round_ = _round(steps)
    issues += [_circle(key) for key in sorted(round_)]
    steps = {key: target for key, target in steps.items() if key not in round_}
    return Merges({key: _last(key, steps) for key in steps}), tuple(issues)


def followed(start: str, steps: Mapping[str, str]) -> Iterator[str]:
    """What follows a key step by step, up to the end or to the first that was met before."""
    met = {start}
    while start in steps and (start := steps[start]) not in met:
        met.add(start)
        yield start


def _last(key: str, steps: Mapping[str, str]) -> str:
    return [key, *followed(key, steps)][-1]


def _round(steps: Mapping[str, str]) -> set[str]:
    """Keys that lead back to themselves."""
    return {key for key in steps if steps.get(_last(key, steps)) == key}


def _odd(key: str, target: str, kinds: Mapping[str, str]) -> Issue | None:
    if not target:
        what = "`into` names an insight that is not there. The merge is passed over."
        return _issue("merge-unknown", key, what, "Write the key of an insight that stands on the board.")
    if kinds[target] == "theme":
        what = "`into` names what the machine says of a theme, and a claim cannot become that. The merge is passed over."
        return _issue("merge-into-theme", key, what, "Merge the other way round; themes are merged on the tab `themes`.")
    return None


def _circle(key: str) -> Issue:
    what = "The merges lead in a circle back to this insight. Its own merge is passed over."
    return _issue("merge-cycle", key, what, "Empty `into` on one row of the circle.")


def _issue(code: str, key: str, what: str, hint: str) -> Issue:
    return Issue(severity="warning", code=code, where=f"board, insights, {key}", what=what, hint=hint, verb="synthesise")
