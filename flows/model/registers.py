"""Register rows: tables that people keep, one typed row each. A header may use the field's name or any of its Finnish and English words."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field

from flows.model.noun import MOST_STAKES, Id, Noun, Words
from flows.model.observations import Kind
from flows.model.studies import Scope

MOST_HOURS, MOST_PEOPLE = 10_000, 1_000_000
"""What a cell may hold at most; more is a slip of the finger."""


def column(*also: str, default: Any = ..., description: str = "", most: float | None = None) -> Any:
    """A register's column: the headers that people use for it besides the field's own name. With `most` a number from 0 to that."""
    least = None if most is None else 0
    return Field(default=default, description=description, ge=least, le=most, json_schema_extra={"also": list(also)})


class RegisterRow(Noun):
    """One row. `register` is the file's name without its ending; `id` is the person's own."""

    register: ClassVar[str]
    id: Id = column("tunnus", "tunniste", "nro")

    @property
    def key(self) -> str:
        return self.id


class Claim(RegisterRow):
    """What people hold to be so, in their words. Evidence is what carries its id as a code: `c-012` or `c-012+` supports, `c-012-` contradicts."""

    register: ClassVar[str] = "claims"
    statement_fi: str = column("väite", "väite (fi)", "väittämä", default="")
    statement_en: str = column("statement", "claim", "väite (en)", default="")
    theme: str = column("teema", default="")
    persona: str = column("persoona", default="")
    segment: str = column("segmentti", default="")
    stage: str = column("vaihe", "polun vaihe", default="")
    kind: Kind = column("laji", default="other")
    motivation: str = column(
        "motiivi", "miksi", "why", default="", description="why the customer acts so; without it the insight is descriptive only"
    )
    situation: str = column("tilanne", default="")
    challenge: str = column("haaste", default="")
    standing: Literal["proposed", "accepted", "retired"] = column("tila", "status", default="proposed")
    confirmed: Literal["", "low", "moderate", "high"] = column("vahvistettu", default="", description="confidence that a person confirmed")
    confirmed_by: str = column("vahvistaja", default="", description="a role or unit")
    reading: str = column("tulkinta", "how we read it", default="", description="how contradicting evidence is read")
    so_what: str = column("mitä tästä seuraa", "implication", default="")

    @property
    def statement(self) -> Words:
        return Words(fi=self.statement_fi, en=self.statement_en)


class Decision(RegisterRow):
    """A decision that was made or waits, and what it rests on."""

    register: ClassVar[str] = "decisions"
    title: str = column("päätös", "otsikko", "decision")
    owner: str = column("omistaja", default="", description="a unit or role")
    due: date | None = column("päivä", "päätöspäivä", "date", default=None)
    standing: Literal["open", "made", "dropped"] = column("tila", "status", default="open")
    stakes: float | None = column("panos", "panokset", default=None, most=MOST_STAKES, description="V: 0.2, 0.5, 1, 2, 5, or euros")
    break_even: float | None = column("kynnys", "kynnysarvo", default=None, description="t, 0 to 1")
    focus: str = column("fokus", "fokusalue", default="")
    claims: tuple[str, ...] = column("väitteet", "rests on", default=(), description="ids of claims or themes, separated by commas")
    customer_impact: str = column("vaikutus asiakkaaseen", "asiakasvaikutus", default="")
    review: date | None = column("tarkistus", "review date", default=None)
    decided: date | None = column("päätetty", "päätetty pvm", "decided on", default=None, description="the day on which it was made")
    outcome: str = column("toteuma", "mitä seurasi", "what came of it", default="", description="what came of it, told at its review")


class Ask(RegisterRow):
    """A question that an employee wants answered. How many asked is shown, never multiplied."""

    register: ClassVar[str] = "asks"
    text: str = column("kysymys", "question", "ask")
    unit: str = column("yksikkö", "asker", "kysyjä", default="")
    asked_on: date | None = column("pvm", "päivä", "date", default=None)
    decision: str = column("päätös", default="")
    claim: str = column("väite", default="")
    theme: str = column("teema", default="")
    persona: str = column("persoona", default="")
    stage: str = column("vaihe", default="")
    askers: int = column("kysyjiä", default=1, most=MOST_PEOPLE)


class Assumption(RegisterRow):
    """Something held to be true that nobody has heard a customer say."""

    register: ClassVar[str] = "assumptions"
    statement: str = column("oletus", "assumption")
    unit: str = column("yksikkö", default="")
    persona: str = column("persoona", default="")
    segment: str = column("segmentti", default="")
    stage: str = column("vaihe", default="")
    theme: str = column("teema", default="")
    noted_on: date | None = column("pvm", "päivä", "date", default=None)


class Experiment(RegisterRow):
    """A trial in the world, and what came of it."""

    register: ClassVar[str] = "experiments"
    hypothesis: str = column("hypoteesi", "oletus")
    begun: date | None = column("alku", "started", default=None)
    ended: date | None = column("loppu", "date", default=None)
    result: str = column("tulos", default="")
    claim: str = column("väite", default="")


class Exposure(RegisterRow):
    """Hours that a unit spent face to face with customers."""

    register: ClassVar[str] = "exposure"
    id: str = column("tunnus", "nro", default="")
    unit: str = column("yksikkö")
    on: date = column("pvm", "päivä", "date")
    hours: float = column("tunnit", "tunteja", most=MOST_HOURS)
    people: int = column("henkilöitä", "hlö", default=1, most=MOST_PEOPLE)
    what: str = column("mitä", "tapa", "activity", default="")
    seniority: str = column("taso", default="")

    @property
    def key(self) -> str:
        return f"{self.unit}:{self.on}:{self.what}:{self.hours}"


class Session(RegisterRow):
    """A coming session with customers that colleagues may observe."""

    register: ClassVar[str] = "sessions"
    title: str = column("tilaisuus", "otsikko")
    on: date = column("pvm", "päivä", "date")
    at: str = column("kello", "klo", "time", default="")
    place: str = column("paikka", default="")
    study: str = column("tutkimus", default="")
    seats: int = column("paikkoja", "observer places", default=0, most=MOST_PEOPLE)


class FeedbackCase(RegisterRow):
    """One piece of feedback on its way: received, grouped, decided, acted on or declined, told."""

    register: ClassVar[str] = "feedback"
    received: date = column("saapunut", "pvm", "date")
    summary: str = column("aihe", "yhteenveto", default="")
    theme: str = column("teema", default="")
    unit: str = column("yksikkö", default="")
    standing: Literal["received", "grouped", "decided", "acted", "declined", "told"] = column("tila", "status", default="received")
    reason: str = column("perustelu", "syy", default="")
    changed: date | None = column("muutettu", "tilan pvm", default=None)


class Metric(RegisterRow):
    """One value of a business or customer-experience metric. Never evidence for a why."""

    register: ClassVar[str] = "metrics"
    id: str = column("tunnus", default="")
    metric: str = column("mittari", "name", "nimi")
    family: Literal["business", "cx"] = column("perhe", "ryhmä", default="cx")
    focus: str = column("fokus", "fokusalue", default="")
    on: date = column("pvm", "päivä", "date")
    value: float = column("arvo")
    unit: str = column("yksikkö", default="")

    @property
    def key(self) -> str:
        return f"{self.metric}:{self.on}"


class KnownSource(RegisterRow):
    """A place where customers' words or facts about them lie, connected or not: nobody can use what nobody knows of."""

    register: ClassVar[str] = "sources"
    title: str = column("lähde", "nimi", "source", "name")
    kind: Literal["river", "rain"] = column(
        "laji", default="river", description="a river flows in by itself (tickets, calls, visits); rain is bought from outside"
    )
    owner: str = column("omistaja", "yksikkö", "unit", default="", description="a unit or role")
    where: str = column("missä", "sijainti", "system", default="", description="a system, a drive, somebody's head")
    study: str = column("tutkimus", default="", description="the study that reads it; empty: not yet connected")
    vendor: str = column("toimittaja", default="", description="of what is bought")
    licence: str = column("lisenssi", "käyttöoikeus", "license", default="")
    expires: date | None = column("päättyy", "voimassa", "expiry", default=None)
    obstacle: str = column("este", "huomio", "note", default="", description="why it is not connected yet")


class Consent(RegisterRow):
    """What one participant agreed to, in one study. Without it nothing of theirs is used."""

    register: ClassVar[str] = "consents"
    id: str = column("tunnus", default="")
    participant: str = column("osallistuja", "koodi")
    study: str = column("tutkimus")
    scope: Scope = column("laajuus", default="notes")
    given: date = column("pvm", "annettu", "date")
    notice: str = column("tiedote", "versio", default="")
    withdrawn: date | None = column("peruttu", default=None)

    @property
    def key(self) -> str:
        return f"{self.study}:{self.participant}"


class Participant(RegisterRow):
    """Who is behind a code. Read to hide names, kept out of the ledger, the logs and the site."""

    register: ClassVar[str] = "participants"
    id: Id = column("koodi", "osallistuja", "code", "participant", "tunnus")
    name: str = column("nimi")
    also: str = column(
        "lempinimi",
        "muut nimet",
        "nickname",
        "other names",
        default="",
        description="nicknames, former names, other spellings; separated by `;`",
    )
    study: str = column("tutkimus", default="")

    @property
    def key(self) -> str:
        """Codes may begin anew in each study, and a row that is passed over is a name that is not hidden."""
        return f"{self.study}:{self.id}:{self.name}"


REGISTERS: dict[str, type[RegisterRow]] = {
    row.register: row
    for row in (Claim, Decision, Ask, Assumption, Experiment, Exposure, Session, FeedbackCase, Metric, KnownSource, Consent, Participant)
}
"""Every register by its file's name."""

PRIVATE = frozenset({"participants"})
"""Registers that never reach the ledger."""
