"""World: what a made-up year of research is like. Its defaults are the base world."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from flows.insights.belief import MONTH
from flows.model.noun import Id, Noun
from flows.model.organisation import Research

DECIMALS = 1
"""Break-evens are told in tenths, as people tell them."""
LARGEST = 200_000
"""Questions x cycles of the past that are drawn for each year."""


class World(Noun):
    """The questions, truths and people of a year that is played again and again, each time with another draw."""

    id: Id
    about: str = Field(default="", description="what is special about it")
    open_at_start: int = Field(default=40, ge=1, le=200, description="questions that are open on the first day")
    new_each_cycle: int = Field(default=3, ge=0, le=20, description="questions that come up at the start of every later cycle")
    cycles: int = Field(default=12, ge=1, le=26, description="cycles in which one may ask")
    research: Research = Field(default=Research(), description="cycle, capacity, cost and lead time, as in organisation.yaml")
    soonest: int = Field(default=1, ge=1, le=100, description="the decision is at least so many cycles after the question comes up")
    latest: int = Field(default=14, ge=1, le=100, description="and at most so many")
    stakes_spread: float = Field(default=1, ge=0, le=4, description="standard deviation of ln V; 0: all stakes are 1")
    effort_spread: float = Field(
        default=0.3, ge=0, le=2, description="standard deviation of ln of what a study costs beside the formula's C"
    )
    break_even_from: float = Field(default=0.1, ge=0, le=1, description="break-evens are tenths, all as likely, from here")
    break_even_to: float = Field(default=0.9, ge=0, le=1, description="to here")
    share_spread: float = Field(default=1.5, gt=0, le=5, description="standard deviation of the logit of true shares")
    half_life: float = Field(default=18, ge=0.5, le=240, description="median half-life of the truth, in months: how soon it forgets itself")
    half_life_spread: float = Field(default=0.5, ge=0, le=2, description="standard deviation of ln half-life between themes")
    themes: int = Field(default=4, ge=1, le=40, description="themes that questions belong to")
    old_pieces: float = Field(default=3, ge=0, le=20, description="mean number of pieces of evidence that a question comes with")
    oldest: float = Field(default=36, ge=1, le=120, description="their ages are even from 0 to so many months")
    library_claims: int = Field(
        default=10, ge=0, le=100, description="other claims of a theme in the library: half-lives can be learnt from them"
    )
    library_pieces: int = Field(default=12, ge=1, le=100, description="pieces of evidence for each of these, 0 to `oldest` months old")
    noise: float = Field(
        default=0.5, ge=0, le=3, description="standard deviation of ln error in the stakes, costs and half-lives that are seen"
    )
    decided: Literal["rightly", "as-shown"] = Field(
        default="rightly", description="beliefs are weighed with the true half-life when it is decided, or with the one the order has"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.latest < self.soonest:
            raise ValueError("`latest` is before `soonest`")
        if self.break_even_to < self.break_even_from:
            raise ValueError("`break_even_to` is below `break_even_from`")
        if self.questions * self.oldest * MONTH / self.research.cycle_days > LARGEST:
            raise ValueError("the world has too many questions, or `oldest` too many cycles, to be kept in memory")
        return self

    @property
    def questions(self) -> int:
        """How many come up in the year."""
        return self.open_at_start + self.new_each_cycle * (self.cycles - 1)


class Worlds(Noun):
    """A file of worlds to compare orders in."""

    seed: int = Field(default=1, ge=0, description="another number draws other years")
    runs: int = Field(default=500, ge=2, le=20_000, description="years drawn of each world")
    worlds: tuple[World, ...] = Field(min_length=1, description="the worlds; keys that one leaves out are as in the base world")
