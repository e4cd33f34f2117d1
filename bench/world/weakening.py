"""Queries that are wrong on purpose: a good question's answer is not theirs."""

import re
from collections.abc import Iterator

_MATCHER = re.compile(r'\w+(?:=~|!~|!=|=)"[^"]*",?\s*')
_OFFSET = re.compile(r"\s+offset \w+")


def weakened(query: str) -> Iterator[tuple[str, str]]:
    """Yield what was left out, and the query without it: each matcher, the offset."""
    seen = set()
    for match in (*_MATCHER.finditer(query), *_OFFSET.finditer(query)):
        left_out = match[0].strip(" ,")
        if left_out not in seen:
            seen.add(left_out)
            yield left_out, query.replace(match[0], "").replace(", }", "}").replace(left_out, "")
