"""Which optional request fields an endpoint knows: learned from its refusals, kept while we run."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.deadline import Deadline
from app.pipeline.llm.failures import RequestRefusedError
from app.pipeline.llm.http import Json, ModelHttp

_ABOUT_STRUCTURE = re.compile(r"(?:\b|_)format\b|schema|grammar|structured")


@dataclass(frozen=True, slots=True)
class Dialect:
    """What may stand in a request."""

    structured: bool = True
    max_completion_tokens: bool = False

    def after(self, complaint: str) -> "Dialect | None":
        """Return what to try after this complaint, None where no field of ours is its matter."""
        if not self.max_completion_tokens and "max_completion_tokens" in complaint:
            return replace(self, max_completion_tokens=True)
        if self.structured and _ABOUT_STRUCTURE.search(complaint):
            return replace(self, structured=False)
        return None


@dataclass
class Conversation:
    """Posts in the dialect that the endpoint understood last; safe to share between threads."""

    http: ModelHttp
    dialect: Dialect = Dialect()

    def post(self, body: Callable[[Dialect], Json], deadline: Deadline) -> Json:
        """Return the endpoint's answer to `body`, spoken more simply where it is refused."""
        return self._post(body, self.dialect, deadline)

    def _post(self, body: Callable[[Dialect], Json], dialect: Dialect, deadline: Deadline) -> Json:
        try:
            answer = self.http.post(body(dialect), deadline)
        except RequestRefusedError as refused:
            simpler = dialect.after(refused.complaint)
            if simpler is None:
                raise
            return self._post(body, simpler, deadline)
        # Assigning is atomic, and another thread can only have learned the same.
        self.dialect = dialect
        return answer
