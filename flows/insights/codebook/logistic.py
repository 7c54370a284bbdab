"""Multinomial logistic regression for few texts with many features."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.linalg import solve_triangular
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from flows.insights.features import Matrix

STRENGTH = 10.0
"""C: how much a mistake costs beside the squared length of the weights."""
MOST_STEPS = 20
"""More steps move the weights and neither the accuracy nor the calibration."""
_JITTER = 1e-6


def fitted(rows: Matrix, targets: Any, weights: Any, strength: float = STRENGTH) -> tuple[Any, Any]:
    """Weights (features x classes) and intercepts that make `rows` most likely to be of `targets`, L2-regularised.

    `targets`: n x classes, each row's share of each class, summing to 1; `weights`: how much each row counts. Solved among the rows' own
    combinations, where the best weights lie (Kimeldorf and Wahba 1971), as n is far below the number of features. One thread, since
    sums in another order would differ in their last digits.
    """
    with threadpool_limits(limits=1):
        kernel = (rows @ rows.T).toarray()
        lower = np.linalg.cholesky(kernel + _JITTER * np.eye(len(kernel)))
        inner, intercepts = _descended(lower, np.asarray(targets, dtype=float), np.asarray(weights, dtype=float), strength)
        shares = solve_triangular(lower, inner, lower=True, trans="T")
    return np.asarray(rows.T @ shares), intercepts


def softmax(logits: Any) -> Any:
    """Probabilities, row by row."""
    risen = np.exp(logits - logits.max(axis=1, keepdims=True))
    return risen / risen.sum(axis=1, keepdims=True)


def _descended(lower: Any, targets: Any, weights: Any, strength: float) -> tuple[Any, Any]:
    count, classes = targets.shape

    def loss(point: Any) -> tuple[float, Any]:
        inner = point[: count * classes].reshape(count, classes)
        logits = lower @ inner + point[count * classes :]
        logits -= logits.max(axis=1, keepdims=True)
        risen = np.exp(logits)
        total = risen.sum(axis=1, keepdims=True)
        value = float((weights * (np.log(total[:, 0]) - (logits * targets).sum(axis=1))).sum() + (inner**2).sum() / (2 * strength))
        slope = (risen / total - targets) * weights[:, None]
        return value, np.concatenate([(lower.T @ slope + inner / strength).ravel(), slope.sum(axis=0)])

    start = np.zeros(count * classes + classes)
    options = {"maxiter": MOST_STEPS, "gtol": 1e-4, "ftol": 1e-7}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    return found[: count * classes].reshape(count, classes), found[count * classes :]
