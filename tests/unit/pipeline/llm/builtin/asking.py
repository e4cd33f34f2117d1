"""What the built-in translator answers over a catalogue of a test."""

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
from app.pipeline.llm.base import Prompt, Reply, Task
from app.pipeline.llm.builtin.builtin import Builtin
from app.pipeline.retrieve import retrieve
from app.question import ask

_SECONDS = 30


def reply(text: str, held: Catalogue) -> Reply:
    """Return the whole reply to a question."""
    question, deadline = ask("", text), Deadline.after(_SECONDS)
    matches = retrieve(question, held, deadline)
    return Builtin().answer(Task(question, held, matches, Prompt("", "")), deadline)


def promql(text: str, held: Catalogue) -> str | None:
    """Return the PromQL alone, with `_` for the window that follows the graph."""
    told = reply(text, held).promql
    return told and told.replace("$__rate_interval", "_")
