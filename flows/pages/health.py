"""Health: what in the material waits for a person to mend, where it is and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from flows.model.pages import Page
from flows.model.picture import Picture

SEVERITIES = ("error", "warning", "note")


class Health:
    """One page: `health.md`."""

    name: ClassVar[str] = "health"

    def pages(self, picture: Picture) -> Iterable[Page]:
        issues = sorted(picture.issues, key=lambda pair: (pair[0].verb, pair[0].where, pair[0].code, pair[0].what))
        groups = {severity: [pair for pair in issues if pair[0].severity == severity] for severity in SEVERITIES}
        new = sum(since.number == picture.cycle.number for _, since in issues)
        yield Page(path="health.md", title="", template="health.md.j2", facts={"groups": groups, "new": new}, weight=0)
