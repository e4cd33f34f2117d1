"""What two answers to one request must have in common."""

from typing import Any

from tests.conformance.exchange import Answer


def comparable(answer: Answer) -> tuple[int, Any]:
    """Return status and content, free of the orders that the server itself does not promise."""
    is_json = answer.content.startswith(b"{")
    return answer.status, _sorted(answer.json) if is_json else answer.content


def _sorted(said: Any) -> Any:
    for notices in ("warnings", "infos"):
        if notices in said:
            said[notices] = sorted(said[notices])
    data = said.get("data")
    if isinstance(data, dict) and data.get("resultType") in ("vector", "matrix"):
        # Also a matrix: series that topk picks come as they lie in a map.
        data["result"] = sorted(data["result"], key=repr)
    return said
