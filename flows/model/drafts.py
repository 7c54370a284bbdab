"""Draft: wording that a scribe proposes, with what it rests on and how it came about."""

from __future__ import annotations

from collections.abc import Set

from pydantic import Field

from flows.model.noun import Noun, Words


class Citation(Noun):
    """Words of a customer that a sentence rests on."""

    observation: str
    quote: str = Field(description="verbatim, but for spaces, letter case and the kind of quotation marks")


class Draft(Noun):
    """A statement, and a question about it, that nobody has accepted yet."""

    words: Words
    question: Words = Field(default=Words(), description="what to find out next; empty where the scribe has none")
    citations: tuple[Citation, ...] = ()
    how: str = Field(default="quotes", description="`quotes` (no model), `model`, or `fallback:<reason>` where a model was asked in vain")
    model: str = Field(default="", description="name of the model that was asked")
    asked: str = Field(default="", description="digest of all that was asked")
    task: str = Field(default="", description="digest of what was asked apart from the observations: model, rules, theme")
    sent: tuple[str, ...] = Field(default=(), description="keys of the observations whose words were sent to the model")

    @property
    def written(self) -> bool:
        """Whether a model wrote it: then it is marked as such, and waits for a person."""
        return self.how == "model"

    def without(self, gone: Set[str]) -> Draft | None:
        """The draft, or nothing where it was made of words that are gone."""
        return None if gone & {*self.sent, *(citation.observation for citation in self.citations)} else self
