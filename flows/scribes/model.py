"""Model: the scribe with a language model behind an OpenAI-compatible address, on a leash (extra `llm`)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from importlib.util import find_spec
from typing import ClassVar

from flows import settings
from flows.errors import UnknownPlugin
from flows.model.drafts import Draft
from flows.model.noun import digest_of
from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.scribes.ask import Silent, ask
from flows.scribes.leash import Kept, kept, verbatim
from flows.scribes.prompt import INSTRUCTIONS, like_before, message, sample, task
from flows.scribes.quotes import Quotes

PATIENCE = 60.0
"""Seconds for one theme, tries included."""
MOST_SILENCES = 2
"""Themes in a row without an answer after which the model is asked nothing more in this cycle."""


class Model:
    """The scribe `model`. Raises UnknownPlugin where the extra is not installed.

    One object serves one cycle: UOMA_LLM_SECONDS are for all of its themes together. What it words is a draft for a person; where the model
    is silent, or nothing that it says may stand, the scribe `quotes` words the statement, and `how` says why.
    """

    name: ClassVar[str] = "model"

    def __init__(self) -> None:
        if find_spec("pydantic_ai") is None or find_spec("openai") is None:
            raise UnknownPlugin("organisation.yaml asks for the scribe model, which is not installed", "pip install 'uoma[llm]'")
        self._left = float(settings.number(settings.LLM_SECONDS))
        self._silences = 0

    def draft(self, theme: Theme, observations: Sequence[Observation], earlier: Draft | None = None) -> Draft:
        """Wording of a theme. `earlier`, the last cycle's draft, is given back where the same was asked, and nothing is asked anew; so is
        one that was made of much the same words, while all of them stand. So an unchanged library asks nothing, and wording does not flicker.
        """
        model = settings.LLM_MODEL.read()
        sent = sample(observations)
        asked = Draft(
            words=Quotes().draft(theme, observations).words,
            how="fallback:nothing-to-send",
            model=model,
            task=task(theme, model),
            asked=digest_of(task(theme, model), message(theme, sent)),
            sent=tuple(sent),
        )
        if earlier and _stands(earlier, asked, sent, observations):
            return earlier
        return self._worded(asked, theme, sent) if sent else asked

    def _worded(self, asked: Draft, theme: Theme, sent: dict[str, str]) -> Draft:
        if not settings.LLM_URL.read() or not asked.model:
            return asked.model_copy(update={"how": "fallback:unset", "sent": ()})
        if self._silences >= MOST_SILENCES or self._left <= 0:
            return asked.model_copy(update={"how": "fallback:silent", "sent": ()})
        begun = time.monotonic()
        try:
            left = ask(INSTRUCTIONS, message(theme, sent), lambda answer: kept(answer, sent, _words_of(theme)), min(PATIENCE, self._left))
        except Silent as silence:
            self._silences += silence.down
            return asked.model_copy(update={"how": f"fallback:{silence.reason}"})
        finally:
            self._left -= time.monotonic() - begun
        self._silences = 0
        return _drafted(asked, left)


def _drafted(asked: Draft, left: Kept) -> Draft:
    if not left.statement:
        return asked.model_copy(update={"how": "fallback:refused"})
    return asked.model_copy(update={"how": "model", "words": left.statement, "question": left.question, "citations": left.citations})


def _stands(earlier: Draft, asked: Draft, sent: dict[str, str], observations: Sequence[Observation]) -> bool:
    """Whether the earlier draft is still an answer to what would be asked now."""
    if earlier.asked == asked.asked and earlier.how in ("model", "fallback:refused", "fallback:nothing-to-send"):
        return True
    texts = {o.key: o.text for o in observations if o.quotable}
    return (
        earlier.written
        and earlier.task == asked.task
        and texts.keys() >= set(earlier.sent)
        and all(verbatim(c.quote, texts.get(c.observation, "")) for c in earlier.citations)
        and like_before(sent, earlier.sent)
    )


def _words_of(theme: Theme) -> str:
    return " ".join((theme.name.fi, theme.name.en, theme.definition.fi, theme.definition.en))
