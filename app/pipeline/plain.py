"""Text of others, made fit to stand in a prompt."""

import re
import unicodedata


def plain(text: str, max_chars: int) -> str:
    """Return text of others on one line, cut, without control and invisible characters."""
    # Cut first: the text may be of any length.
    collapsed = re.sub(r" {2,}", " ", visible(text[: 4 * max_chars], keep="")).strip()
    return collapsed if len(collapsed) <= max_chars else collapsed[: max_chars - 1] + "…"


def visible(text: str, *, keep: str = "\n") -> str:
    """Return text without control and invisible characters, other white space as blanks."""
    return "".join(
        letter if letter in keep or not letter.isspace() else " "
        for letter in text
        if letter.isspace() or not unicodedata.category(letter).startswith("C")
    )
