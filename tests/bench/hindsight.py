"""`python -m tests.bench.hindsight`: what the hindsight of `uoma simulate` is worth beside an exact one, and beside one that knows less."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix

from flows.worlds.draw import Draw, Numbers, draw
from flows.worlds.hindsight import chosen, hindsight, options
from flows.worlds.orders import in_time
from flows.worlds.world import World

WORLD = World(id="base")
YEARS, EXACT = 200, 40
NEAR = 5
"""Cycles before and after, whose answers are averaged."""


def main() -> None:
    """Both ratios, on the base world."""
    drawn = draw(WORLD, 1, YEARS)
    greedy = hindsight(WORLD, drawn).gain
    exact = sum(optimum(*(part[year] for part in options(WORLD, drawn))) for year in range(EXACT))
    print(f"greedy / exact, {EXACT} years: {greedy[:EXACT].sum() / exact:.3f}")
    gains, days = options(WORLD, drawn)
    less = chosen(WORLD, averaged(gains, drawn), days).gain
    print(f"knowing what is true, but not how each interview comes out / knowing both, {YEARS} years: {less.sum() / greedy.sum():.3f}")


def optimum(gains: Numbers, days: Numbers) -> float:
    """The most that one year can gain: an integer programme over questions, cycles and sizes."""
    question, cycle, size = np.nonzero(gains > 0)
    many = len(question)
    rows, columns = np.concatenate([question, len(gains) + cycle]), np.tile(np.arange(many), 2)
    used = coo_matrix((np.concatenate([np.ones(many), days[question, size]]), (rows, columns)), shape=(len(gains) + gains.shape[1], many))
    most = np.concatenate([np.ones(len(gains)), np.full(gains.shape[1], WORLD.research.capacity_days)])
    found = milp(
        -gains[question, cycle, size],
        constraints=LinearConstraint(used.tocsr(), -np.inf, most),
        integrality=np.ones(many),
        bounds=Bounds(0, 1),
        options={"time_limit": 10, "mip_rel_gap": 0.002},
    )
    return float(-found.fun)


def averaged(gains: Numbers, drawn: Draw) -> Numbers:
    """The gains that a study has on average: the mean over the answers of neighbouring cycles in which one may ask."""
    cycles = range(gains.shape[2])
    may = np.stack([(drawn.arrives <= c) & (in_time(drawn.due - c, WORLD.research) > 0) for c in cycles], axis=2)[..., None]
    near = [slice(max(0, c - NEAR), c + NEAR + 1) for c in cycles]
    means = [gains[:, :, window].sum(axis=2) / np.maximum(may[:, :, window].sum(axis=2), 1) for window in near]
    return np.where(may, np.stack(means, axis=2), 0.0)


if __name__ == "__main__":
    main()
