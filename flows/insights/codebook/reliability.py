"""Reliability: how likely the classifier is right when it names a theme, for some themes are told apart well and others never."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize

STRENGTH = 1.0
"""Variance of a theme's tendency around that of all: themes of few lessons stay near the others."""
MOST_STEPS = 100
_TINY = 1e-6


@dataclass(frozen=True)
class Reliability:
    """The chance of being right is logistic in how sure the classifier is, with a tendency of each theme (Platt 1999, shrunken by theme)."""

    slope: float
    base: float
    tendencies: Any
    """Of each theme."""

    def of(self, sure: Any, theme: Any) -> Any:
        """The chance that each text, which is `sure` to be about `theme` (its place), is; 6 decimals."""
        return np.round(_risen(self.slope * _logit(sure) + self.base + self.tendencies[theme]), 6)


def reliability(sure: Any, theme: Any, right: Any, count: int) -> Reliability:
    """Learnt from lessons that were left out: how sure it was, of which of `count` themes, and whether it was right."""
    logits, signs = _logit(np.asarray(sure, dtype=float)), np.where(right, 1.0, -1.0)

    def loss(point: Any) -> tuple[float, Any]:
        told = signs * (point[0] * logits + point[1] + point[2:][theme])
        pull = -signs * _risen(-told)
        value = float(np.logaddexp(0.0, -told).sum() + (point[2:] ** 2).sum() / (2 * STRENGTH) + (point[0] - 1) ** 2 / 2)
        slopes = np.bincount(theme, weights=pull, minlength=count) + point[2:] / STRENGTH
        return value, np.concatenate([[(pull * logits).sum() + point[0] - 1, pull.sum()], slopes])

    start = np.concatenate([[1.0, 0.0], np.zeros(count)])
    bounds = [(_TINY, None), *[(None, None)] * (count + 1)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": MOST_STEPS}).x
    return Reliability(float(found[0]), float(found[1]), found[2:])


def _logit(sure: Any) -> Any:
    kept = np.clip(sure, _TINY, 1 - _TINY)
    return np.log(kept / (1 - kept))


def _risen(logits: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(logits, -50, 50)))
