"""Library: what may be counted as evidence, found by theme and by code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flows.insights.claims.merges import followed
from flows.insights.evidence import FIRST_HAND, freshest_first, signed
from flows.model.observations import Observation, Stance
from flows.model.organisation import Organisation, Theme
from flows.model.registers import Claim

By = Mapping[str, Sequence[Observation]]


@dataclass(frozen=True, slots=True)
class Library:
    """Observations without twins, those of each list the freshest first."""

    organisation: Organisation
    today: date
    themes: Mapping[str, Theme]
    stances: Mapping[str, Stance]
    """What people said on the board, by observation: whether it speaks for or against."""
    merged: Mapping[str, str]
    """Theme -> theme that people made it a part of."""
    by_theme: By
    by_code: By
    """By code, casefolded, with its sign and without."""
    judged: By
    """By theme, those that have a stance."""

    @classmethod
    def of(
        cls,
        observations: Iterable[Observation],
        themes: Sequence[Theme],
        organisation: Organisation,
        today: date,
        stances: Mapping[str, Stance],
    ) -> Library:
        by_theme: dict[str, list[Observation]] = defaultdict(list)
        by_code: dict[str, list[Observation]] = defaultdict(list)
        judged: dict[str, list[Observation]] = defaultdict(list)
        for observation in freshest_first(o for o in observations if not o.twin_of):
            for theme in dict.fromkeys(observation.themes):
                by_theme[theme].append(observation)
                if stances.get(observation.key):
                    judged[theme].append(observation)
            plain = [code.strip().casefold() for code in observation.codes]
            for code in {*plain, *(signed(code)[0] for code in plain)}:
                by_code[code].append(observation)
        merged = {theme.id: theme.into for theme in themes if theme.standing == "merged" and theme.into}
        return cls(organisation, today, {t.id: t for t in themes}, stances, merged, by_theme, by_code, judged)

    def theme(self, theme: str) -> str:
        """The theme that this one has become a part of, or itself."""
        return [theme, *followed(theme, self.merged)][-1]

    def grade(self, observation: Observation) -> float:
        return self.organisation.research.grades.get(observation.provenance, 0.0)

    def about(self, claim: Claim, speaking: bool) -> Iterable[Observation]:
        """Those that may say yes or no to a claim: by its code, and by a sign on its theme where the theme speaks of it."""
        yield from self.by_code.get(claim.id.casefold(), ())
        if speaking:
            yield from self.judged.get(claim.theme, ())
            for sign in "+-":
                yield from self.by_code.get(f"{claim.theme.casefold()}{sign}", ())

    def first_hand(self, theme: str) -> list[Observation]:
        """Who brought the theme up themselves."""
        return [o for o in self.by_theme.get(theme, ()) if o.provenance in FIRST_HAND and self.grade(o) > 0]
