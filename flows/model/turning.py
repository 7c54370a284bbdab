"""Turning: how many of the next people heard must agree, or not, for a belief to cross a border."""

from __future__ import annotations

SIZES = (3, 5, 8, 12)
"""How many more people may be heard."""
EVEN = 0.5
"""The border where nobody has given a break-even."""
SLIGHT = 1e-9
"""Nearer than this a belief is neither above the border nor below."""


def turns_at(a: float, b: float, n: int, t: float | None = None) -> int | None:
    """The turning point: how many of n must agree for the decision to flip; None if no answer can flip it.

    Where the belief is at t or above, the largest k such that k or fewer agreeing bring the posterior mean below t. Where it is below,
    the smallest k such that k or more bring it above (`doubted` tells which). Without a break-even the border is one half: the k at
    which the mean crosses to the other side of it. Each of the n is one voice heard out, and counts 1.
    """
    border = EVEN if t is None else t
    posteriors = [(a + k) / (a + b + n) for k in range(n + 1)]
    if doubted(a / (a + b), border):
        return next((k for k, mean in enumerate(posteriors) if mean > border + SLIGHT), None)
    return max((k for k, mean in enumerate(posteriors) if mean < border - SLIGHT), default=None)


def doubted(mean: float, border: float) -> bool:
    """Whether a belief, to six significant digits, is below the border."""
    return float(f"{mean:.6g}") < border - SLIGHT
