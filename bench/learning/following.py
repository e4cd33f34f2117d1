"""A model without knowledge: it repeats the example in its prompt that is closest to the question.

So its score is what the examples are worth that a prompt shows, and nothing else.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

# Of the words of question and example, so many must be shared.
LEAST_SHARED = 0.3

_WORD = re.compile(r"[a-z0-9]+")


def answer(prompt: str) -> str:
    """Return the model's answer, JSON as asked for, to the JSON document of a prompt."""
    document = json.loads(prompt)
    promql = _closest(document["question"], document.get("examples", []))
    tried = {attempt["expression"] for attempt in document.get("earlier_attempts", [])}
    if promql is None or promql in tried:
        return _told(promql=None, refusal="no example comes close")
    return _told(promql=promql, refusal=None)


def _closest(question: str, examples: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the expression of the example that shares most words, the first of equals."""
    asked = _words(question)
    likeness = [_shared(asked, _words(example["question"])) for example in examples]
    most = max(likeness, default=0.0)
    return examples[likeness.index(most)]["expression"] if most >= LEAST_SHARED else None


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _told(*, promql: str | None, refusal: str | None) -> str:
    return json.dumps({"promql": promql, "explanation": "", "assumptions": [], "refusal": refusal})
