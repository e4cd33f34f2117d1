"""Numbers of all that happened since counting began: since its pods started, so far, ever."""

import re

_WHO = r"(?:(?:the|its|their|our|each|every|all) )?(?:[a-z-]+ ){0,2}"
_BEGAN = (
    r"(?:(?:was |were |has |have |had )?(?:last )?(?:re)?(?:started|booted|launched|deployed)"
    r"|(?:re)?starts?|came up|went up|began|came online)"
)
_BEGINNING = (
    r"(?:the |its |their |our )?(?:last |latest )?(?:process |server |pod |system )?"
    r"(?:start-?up|start|boot|launch|restart|reboot|beginning|day one)"
)
_LIFETIME = re.compile(
    rf"\b(?:ever )?since (?:{_WHO}{_BEGAN}|{_BEGINNING})\b(?! of\b)"
    r"|\b(?:in|over|during) (?:its|their) (?:whole |entire )?(?:life|lifetime)\b"
    r"|\ball[- ]time\b|\bso far\b|\bto date\b|\bever\b(?=\s*$)"
)
# What is asked for is a number of things, and no length of time.
_NUMBER = re.compile(r"\b(?:how (?:many|much)|number of|count|total|totals|sum|all)\b")
_TIME = re.compile(r"\b(?:how long|time|seconds|minutes|hours|days|weeks|uptime)\b.*\bsince\b")


def without_lifetime(text: str) -> tuple[str, bool]:
    """Return a question (lower case) without the words for this, and whether it has them."""
    hit = _LIFETIME.search(text)
    if hit is None or _TIME.search(text) or not _NUMBER.search(text):
        return text, False
    return " ".join(f"{text[: hit.start()]} {text[hit.end() :]}".split()), True
