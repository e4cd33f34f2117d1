"""Parts of a whole said in words, rewritten as percentages: half of, two thirds of."""

import re

_PARTS = {
    "half": 50.0,
    "third": 100 / 3,
    "quarter": 25.0,
    "fourth": 25.0,
    "fifth": 20.0,
    "sixth": 100 / 6,
    "eighth": 12.5,
    "tenth": 10.0,
}
_TIMES = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "nine": 9}
_COMPARES = (
    r"(?:(?:more|less|fewer|greater|higher|lower|larger|smaller) than|over|under|above|below|beyond"
    r"|past|at least|at most|exceed(?:s|ed|ing)?|up to)"
)
# Half of something, half used, half full: not half an hour, nor half as many.
_OF_A_WHOLE = (
    r"(?= (?:of|its|their|the|all|our|full|in use|used|taken|occupied|busy|free|available|left)\b)"
)
_SAID = re.compile(
    rf"(?P<compares>\b{_COMPARES}) (?:(?P<times>{'|'.join(_TIMES)})[ -])?"
    rf"(?P<part>(?:{'|'.join(_PARTS)})s?)(?:{_OF_A_WHOLE}|$)"
)


# What has used three quarters of it has used that or more.
_REACHED = re.compile(
    rf"(?P<compares>\b(?:used|consumed|reached|filled|exhausted|spent|taken|eaten)(?: up)?)"
    rf" (?:(?P<times>{'|'.join(_TIMES)})[ -])?(?P<part>(?:{'|'.join(_PARTS)})s?)"
    r"(?= of (?:its|their|the)\b)"
)
# All of them are as many as there should be.
_FEWER_THAN_ALL = re.compile(r"\b(?:fewer|less) than all(?: of)?(?: the)?\b")
_HAVE_ALL = re.compile(r"\b(?P<have>have|has|had|having|with) all(?: of)? (?P<whose>their|its)\b")

_ALL_SO = re.compile(
    r"\b(?P<have>have|has|had|having|with) all (?P<things>[a-z]+s (?:busy|used|in use|occupied"
    r"|taken|active|available|ready|healthy|up|running|full)\b)"
)


def with_percentages(text: str) -> str:
    """Return a text in lower case with over two thirds of as over 66.67 % of."""
    text = _FEWER_THAN_ALL.sub("less than 100 % of the", text)
    text = _HAVE_ALL.sub(r"\g<have> at least 100 % of \g<whose>", text)
    text = _ALL_SO.sub(r"\g<have> at least 100 % of their \g<things>", text)
    text = _REACHED.sub(lambda hit: _percentage(hit).replace(hit["compares"], _or_more(hit)), text)
    return _SAID.sub(_percentage, text)


def _or_more(hit: re.Match[str]) -> str:
    return f"{hit['compares']} at least"


def _percentage(hit: re.Match[str]) -> str:
    part = _PARTS[hit["part"]] if hit["part"] in _PARTS else _PARTS[hit["part"][:-1]]
    return f"{hit['compares']} {_TIMES[hit['times'] or 'one'] * part:.12g} %"
