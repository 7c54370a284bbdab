"""Silence: what a person should know of a language model that worded nothing, or not all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from flows.model.drafts import Draft
from flows.model.issues import Issue

FALLBACK = "fallback:"
_SAYS = {
    "unset": ("nobody was asked, as its address or name is not set", "Set UOMA_LLM_URL and UOMA_LLM_MODEL."),
    "silent": ("the server failed, or was too slow", "See whether UOMA_LLM_URL answers; UOMA_LLM_SECONDS gives it more time."),
    "garbled": ("its answers had no form that can be read", "Name a model in UOMA_LLM_MODEL that can answer in JSON."),
}


def silences(drafts: Iterable[Draft]) -> tuple[Issue, ...]:
    """One issue where the model was to word statements and did not; what it worded against the rules is none of a person's business."""
    every = [draft for draft in drafts if draft.how != "quotes"]
    why = Counter(draft.how.removeprefix(FALLBACK) for draft in every)
    met = [reason for reason in _SAYS if why[reason]]
    if not met:
        return ()
    count = sum(why[reason] for reason in met)
    what = f"The language model did not word {count} of {len(every)} statements: {'; '.join(_SAYS[reason][0] for reason in met)}."
    hint = f"{_SAYS[met[0]][1]} Until then the statements are worded without it."
    return (Issue(severity="warning", code="scribe-silent", where="scribe model", what=what, hint=hint, verb="synthesise"),)
