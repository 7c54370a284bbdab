"""Learn: the half-lives that a world's library gives away, by the product's own learning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from flows.insights.belief import MONTH, Piece
from flows.insights.claims.halflife import half_lives
from flows.worlds.draw import Draw, Flags, Numbers
from flows.worlds.play import grade
from flows.worlds.world import World

TODAY = date(2000, 1, 1)


def learnt(world: World, drawn: Draw) -> Numbers:
    """Years x themes: half-lives in months, from the evidence that is there on the first day."""
    found = np.empty_like(drawn.half_life)
    for year in range(len(found)):
        themes = {f"{theme:03d}": list(_claims(world, drawn, year, theme)) for theme in range(world.themes)}
        found[year] = [each.half_life for each in half_lives(themes, TODAY, world.research.half_life).values()]
    return found


def _claims(world: World, drawn: Draw, year: int, theme: int) -> Iterator[list[Piece]]:
    """The library's claims, and the questions that are open at the start."""
    for yes, age in zip(drawn.library_yes[year, theme], drawn.library_age[year, theme], strict=True):
        yield _pieces(world, yes, age)
    for question in np.flatnonzero((drawn.theme[year] == theme) & (drawn.arrives[year] == 0)):
        there = drawn.there[year, question]
        if there.sum() > 1:  # one piece foretells nothing
            yield _pieces(world, drawn.yes[year, question][there], drawn.age[year, question][there])


def _pieces(world: World, yes: Flags, age: Numbers) -> list[Piece]:
    """Each from a person of its own."""
    return [
        Piece(str(i), "supports" if agrees else "contradicts", grade(world), 1.0, TODAY - timedelta(days=round(months * MONTH)))
        for i, (agrees, months) in enumerate(zip(yes.tolist(), age.tolist(), strict=True))
    ]
