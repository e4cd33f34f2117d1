"""A task to give to providers, and what they sent for it."""

import json

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
from app.pipeline.llm.base import Prompt, Task
from app.pipeline.llm.endpoint import Endpoint
from app.pipeline.llm.http import ModelHttp
from app.pipeline.parse import is_promql
from app.question import ask

REPLY = '{"promql":"sum(up)","explanation":"How many.","assumptions":[],"refusal":null}'


def provider(kind, url, **fields):
    """Return a provider of this kind that never waits."""
    return kind(ModelHttp(Endpoint(url, "a-model", **fields), wait=lambda _: None), is_promql)


def answer(asked):
    """Return a provider's reply to a short task."""
    task = Task(ask("", "how many"), Catalogue.of([]), (), Prompt("Rules.", "How many?"))
    return asked.answer(task, Deadline.after(30))


def bodies(sent):
    """Return the JSON of each request."""
    return [json.loads(call.request.body) for call in sent.calls]
