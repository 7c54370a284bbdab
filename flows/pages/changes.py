"""Changes: what this cycle made stronger, weaker, new or no longer believed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from flows.model.pages import Page
from flows.model.picture import Picture
from flows.pages.addresses import Addresses
from flows.pages.lines import InsightLine, insight_line, question_line, surest


class WhatChanged:
    """One page: `changes.md`."""

    name: ClassVar[str] = "changes"

    def pages(self, picture: Picture) -> Iterable[Page]:
        yield Page(path="changes.md", title="", template="changes.md.j2", facts=_facts(picture, Addresses.of(picture)), weight=0.4)


def _facts(picture: Picture, at: Addresses) -> dict[str, object]:
    changes = picture.changes
    return {
        "changes": changes,
        "groups": {
            "new": _lines(changes.new, at),
            "stronger": _lines(changes.stronger, at),
            "weaker": _lines(changes.weaker, at),
            "contradicted": _lines(changes.contradicted, at),
            "stale": _lines(changes.gone_stale, at),
        },
        "erased": [insight_line(i, at) for i in sorted(picture.insights, key=surest) if i.key in changes.evidence_erased],
        "machine": [line for line in _known(changes.new, at) if line.insight.origin == "theme"],
        "retired": [(insight, at.insight(insight.key).path) for insight in changes.retired if insight.origin != "theme"],
        "new_questions": [question_line(picture.question[key], at) for key in changes.new_questions if key in picture.question],
        "answered": [(question.text, at.question(question.key).path) for question in changes.answered_questions],
        "new_themes": [at.theme(key) for key in changes.new_themes],
        "new_documents": [at.document(key) for key in changes.new_documents],
        "withdrawn": [(at.called(document), at.study(document.study)) for document in changes.withdrawn_documents],
        "cycles": tuple(reversed(picture.cycles))[:24],
    }


def _lines(keys: Iterable[str], at: Addresses) -> list[InsightLine]:
    """What people believe; what the machine words is no belief that could grow or fade."""
    return [line for line in _known(keys, at) if line.insight.origin != "theme"]


def _known(keys: Iterable[str], at: Addresses) -> list[InsightLine]:
    known = at.picture.insight
    return [insight_line(insight, at) for insight in sorted((known[key] for key in keys if key in known), key=surest)]
