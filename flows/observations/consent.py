"""Consent: what each participant agreed to. Without a record nothing of theirs is used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flows.model.noun import unique
from flows.model.observations import Observation
from flows.model.registers import Consent
from flows.model.studies import Scope, Study
from flows.observations.participants import pseudonym

_NARROW_FIRST: tuple[Scope, ...] = ("notes", "quotes", "later")


class Consents:
    """The consents register as of `today`. A withdrawal holds from the moment it is written, until a newer consent is given.

    A row is found by the code that it names and by that code's pseudonym, keyed with `secret`.
    """

    def __init__(self, rows: Iterable[Consent], today: date, secret: str = "") -> None:
        self._today = today
        self._rows: dict[tuple[str, str], list[Consent]] = {}
        for row in rows:
            for code in unique((row.participant.casefold(), pseudonym(row.study, row.participant, secret).casefold())):
                self._rows.setdefault((row.study, code), []).append(row)

    def scope(self, study: Study, participant: str) -> Scope | None:
        """What may be done with the participant's words in this study: `notes`, `quotes`, `later`, or None for nothing at all.

        A study that rests on one notice (`covers: everyone`) needs no record, but heeds a withdrawal.
        """
        rows = self._rows.get((study.id, participant.casefold()), ()) if participant else ()
        withdrawn = max((row.withdrawn for row in rows if row.withdrawn), default=date.min)
        standing = [row for row in rows if not row.withdrawn and withdrawn < row.given <= self._today]
        if study.consent.covers == "everyone":
            return study.consent.scope if standing or withdrawn == date.min else None
        if not standing:
            return None
        latest = max(row.given for row in standing)
        return min((row.scope for row in standing if row.given == latest), key=_NARROW_FIRST.index)

    def withdrawn(self, study: Study, participant: str) -> bool:
        """Whether the participant agreed once and has taken it back."""
        return any(row.withdrawn for row in self._rows.get((study.id, participant.casefold()), ()))


def quotable_only(observation: Observation) -> Observation:
    """The observation as it may leave the library: without its words where these may only be analysed."""
    if observation.quotable:
        return observation
    reasons = {theme: why.partition(":")[0] for theme, why in observation.reasons.items()}
    return observation.model_copy(update={"text": "", "question": "", "reasons": reasons})
