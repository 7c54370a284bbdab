"""Quotes: the scribe without a language model. It names the theme and leaves the rest to the customers' own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from flows.model.drafts import Draft
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Theme


class Quotes:
    """Words a statement from the theme's name alone: no numbers, for these change while the statement should stand."""

    name: ClassVar[str] = "quotes"

    def draft(self, theme: Theme, observations: Sequence[Observation], earlier: Draft | None = None) -> Draft:
        """One plain sentence in each language; the same theme always gets the same one."""
        return Draft(
            words=Words(
                fi=f"”{theme.name.told('fi') or theme.id}” nousee esiin asiakkaiden puheessa",
                en=f"Customers bring up “{theme.name.told('en') or theme.id}”",
            )
        )
