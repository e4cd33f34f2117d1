"""The built-in translator for what it is sure of, a model for the rest."""

from dataclasses import dataclass, replace

from app.deadline import Deadline
from app.pipeline.llm.base import Provider, Reply, Task


@dataclass(frozen=True)
class BuiltinFirst:
    """Asks `model` only where `builtin` is not sure, or where its answer was refused before."""

    builtin: Provider
    model: Provider

    @property
    def name(self) -> str:
        """Return the model's name: the built-in translator signs its own replies."""
        return self.model.name

    def answer(self, task: Task, deadline: Deadline) -> Reply:
        """Return the built-in translator's reply, else the model's; raises the model's errors.

        A refusal of the model holds what the built-in translator read.
        """
        if task.attempts or task.rejections:
            return self.model.answer(task, deadline)
        own = self.builtin.answer(task, deadline)
        if own.promql is not None:
            return replace(own, source=self.builtin.name)
        reply = self.model.answer(task, deadline)
        return reply if reply.promql is not None else replace(reply, readings=own.readings)
