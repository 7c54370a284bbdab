"""Issue: what a user's material contains wrong, as a value. Report: what a verb did."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from flows.model.noun import Noun, digest_of

Severity = Literal["error", "warning", "note"]


class Issue(Noun):
    """One thing for a person to mend: where it is, what it is, how to mend it. Never carries a customer's words or name."""

    severity: Severity
    code: str = Field(description="a short stable name, e.g. `unknown-persona`")
    where: str = Field(description="file, then sheet!cell, paragraph or line: `laskutus/P07.docx ¶12`")
    what: str
    hint: str = ""
    verb: str = Field(default="", description="the verb that found it")

    @property
    def key(self) -> str:
        return f"{self.verb}:{digest_of(self.code, self.where, self.what)[:16]}"


class Report(Noun):
    """What a verb did: numbers by name, and the issues it met. What the terminal and Prefect's artifacts show."""

    verb: str
    counts: dict[str, int] = Field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    skipped: bool = False
    seconds: float = 0.0
    parts: tuple[Report, ...] = Field(default=(), description="of a cycle: what each verb did, in order")
