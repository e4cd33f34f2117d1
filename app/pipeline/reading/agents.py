"""Who did something, which is not what it is grouped by: the total energy used by the ovens."""

import re

from app.pipeline.reading import lexicon, patterns

_DONE = re.compile(r"(?:\w{2,}ed|spent|made|sent|taken|drawn|held|kept|written|read|run|eaten) $")


def is_agent_of_all(text: str, group: re.Match[str]) -> bool:
    """Say whether a group (a hit in `text`) names those who did it, of all of whom it is asked."""
    by_them = group.group().startswith("by ") and patterns.PLURAL.fullmatch(group.group(1))
    told = by_them and _DONE.search(text[: group.start()]) is not None
    return bool(told) and re.search(lexicon.EVERYTHING, text) is not None
