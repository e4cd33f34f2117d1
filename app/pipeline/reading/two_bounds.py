"""Questions for things that two conditions hold of: tables with over 10 scans that are not read."""

import re

from app.pipeline.reading import patterns

_LINK = re.compile(
    r"(?:,? (?:and|but)(?: (?:that|which|who|whose|with|have|has|also))?|,? (?:that|which|who)"
    r"|,? (?:with|having))(?: (?:at the same time|also|still))? "
)
_THINGS = re.compile(
    r"^(?:which |what |list |show |find |give |me |all |the |any |of |those )*"
    r"(?P<things>(?:[a-z_-]+ ){0,2}?[a-z_-]+s)\b"
)


def two_bounds(text: str) -> tuple[str, str] | None:
    """Return the two questions that one with two bounds is made of, None where it has not two."""
    things = _THINGS.match(text)
    if things is None:
        return None
    for link in _LINK.finditer(text, things.end() + 1):
        first, second = text[: link.start()], text[link.end() :]
        if _is_bounded(first) and _is_bounded(second) and not re.match(r"[\d<>=]", second):
            return first, f"{things['things']} with {second}"
    return None


def _is_bounded(text: str) -> bool:
    return any(form.search(text) for form in (patterns.BOUND, patterns.LASTING))
