"""`python -m tests.bench.halflife`: how near the learnt half-life comes to the true one, by how much the library holds."""

from __future__ import annotations

import numpy as np

from flows.insights.claims.halflife import PRIOR
from flows.worlds.draw import draw
from flows.worlds.learn import learnt
from flows.worlds.world import World

YEARS = 60


def main() -> None:
    """For each pace and size of the library: the middle of what is learnt, and the typical error as a factor beside that of 18 months."""
    print("| true median | claims a theme | learnt median | wrong by a factor of | 18 months are wrong by |")
    print("|--:|--:|--:|--:|--:|")
    for true in (6, 18, 36):
        for claims in (10, 40):
            world = World(id="w", half_life=true, library_claims=claims)
            drawn = draw(world, 7, YEARS)
            found = learnt(world, drawn)
            print(f"| {true} | {claims} | {np.median(found):.1f} | {_factor(found, drawn.half_life)} | {_factor(PRIOR, drawn.half_life)} |")


def _factor(found: object, true: object) -> str:
    return f"{np.exp(np.sqrt(np.mean(np.log(np.asarray(found) / np.asarray(true)) ** 2))):.2f}"


if __name__ == "__main__":
    main()
