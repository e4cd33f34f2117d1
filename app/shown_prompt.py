"""The prompt for a question as a model would be sent it, for people to look at."""

from dataclasses import dataclass

from app.approvals.store import Store
from app.deadline import Deadline
from app.domain import Question
from app.pipeline.llm.choose import BUILTIN
from app.pipeline.run import Pipeline
from app.pipeline.token_count import estimated_tokens


@dataclass(frozen=True, slots=True)
class ShownPrompt:
    """Instructions and document, letter by letter; where not `sent`, no model is configured."""

    hash: str
    provider: str
    sent: bool
    instructions: str
    question: str
    estimated_tokens: int


def shown_prompt(
    pipeline: Pipeline, store: Store | None, question: Question, deadline: Deadline
) -> ShownPrompt:
    """Return what a model is sent first if the question is translated now; no model is asked.

    Raises `ProxyError` without Prometheus or store.
    """
    record = store.find(question) if store is not None else None
    rejections = record.rejections if record is not None else ()
    prompt = pipeline.write_prompt(question, rejections, deadline)
    provider = pipeline.provider.name
    tokens = estimated_tokens(prompt.instructions) + estimated_tokens(prompt.question)
    return ShownPrompt(
        question.hash, provider, provider != BUILTIN, prompt.instructions, prompt.question, tokens
    )
