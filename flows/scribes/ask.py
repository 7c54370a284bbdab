"""Ask: one question to a language model, with bounded patience. Whatever the server does, an answer or a Silent comes back in time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from flows import settings
from flows.errors import UomaError
from flows.scribes.leash import Answer, Kept

TRIES = 3
"""Of an answer that breaks the rules or the form, and of a request that fails."""
MOST_TOKENS = 2_000


class Silent(UomaError):
    """The model gave no answer that could be read."""

    def __init__(self, reason: str, down: bool) -> None:
        super().__init__(f"the language model is {reason}")
        self.reason = reason
        self.down = down
        """Whether it is the server that fails, rather than this one answer."""


def ask(instructions: str, message: str, judge: Callable[[Answer], Kept], seconds: float) -> Kept:
    """What is left of the model's answer by `judge`. An answer of which no statement is left is asked for again, with what is wrong with it.

    Raises Silent after `seconds`, for a server that fails, and for answers that have no form. Redirects are not followed.
    """
    outcome: list[Kept | BaseException] = []

    def run() -> None:
        try:
            outcome.append(asyncio.run(asyncio.wait_for(_asked(instructions, message, judge), seconds)))
        except Exception as error:  # a door to a stranger: whatever it raises is silence
            outcome.append(error)

    # a thread of its own: the caller may be within a loop already, and a name server that hangs must not be waited for
    thread = threading.Thread(target=run, name="uoma-scribe", daemon=True)
    thread.start()
    thread.join(seconds + 1)
    told = outcome[0] if outcome else TimeoutError()
    if isinstance(told, BaseException):
        raise _silence(told) from None  # an exception of the client may repeat what was sent
    return told


async def _asked(instructions: str, message: str, judge: Callable[[Answer], Kept]) -> Kept:
    from pydantic_ai import Agent, ModelRetry, PromptedOutput, RunContext
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    from flows.scribes.wire import client

    async with client(TRIES - 1) as wire:
        model = OpenAIChatModel(settings.LLM_MODEL.read(), provider=OpenAIProvider(openai_client=wire))
        agent = Agent(
            model,
            output_type=PromptedOutput(Answer),
            instructions=instructions,
            retries=TRIES - 1,
            model_settings={"temperature": 0, "max_tokens": MOST_TOKENS},
        )

        @agent.output_validator
        def leashed(context: RunContext[object], answer: Answer) -> Answer:
            left = judge(answer)
            if not left.statement and context.retry < TRIES - 1:
                raise ModelRetry("; ".join(left.refused) or "the statement is empty")
            return answer

        return judge((await agent.run(message)).output)


def _silence(error: BaseException) -> Silent:
    from pydantic_ai.exceptions import UnexpectedModelBehavior

    garbled = isinstance(error, UnexpectedModelBehavior)
    return Silent("garbled" if garbled else "silent", down=not garbled)
