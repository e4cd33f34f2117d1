"""Nothing that people or models write ends the process or comes back changed."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.parse import (
    ParseError,
    is_promql,
    metric_name,
    one_line,
    parse,
    selector_text,
    walk,
)
from app.pipeline.tokens import quoted

_DEEP = "(" * 7_900 + "1" + ")" * 7_900

HOSTILE = [
    ("(" * 20_000 + "x" + ")" * 20_000, "the query is longer than 16384 bytes"),
    ("+".join(["x"] * 20_000), "the query is longer than 16384 bytes"),
    ("-" * 200_000 + "1", "the query is longer than 16384 bytes"),
    ("ü" * 1_000_000, "the query is longer than 16384 bytes"),
    (_DEEP, "the query nests deeper than 100 brackets"),
    (f"#\r{_DEEP}", "the query nests deeper than 100 brackets"),
    (f"# '\r\n{_DEEP}", "the query nests deeper than 100 brackets"),
    (f'"\\""#\n{_DEEP}', "the query nests deeper than 100 brackets"),
    ("+".join(["x"] * 8_000), "the query has more than 128 operators"),
    ("-" * 16_000 + "1", "the query has more than 128 operators"),
    (" AND ".join(["x"] * 2_000), "the query has more than 128 operators"),
    ("x" + "[1m:]" * 3_200, "subquery is only allowed on vector"),
    ("", "no expression found in input"),
    ("rate(x[$__rate_interval])", "unexpected character inside brackets: '$'"),
    ('x{a="b', "the quote at character 5 never ends"),
    ('x{a="b" or c="d"}', '"or" cannot stand between the matchers of a selector'),
    ("x{a=`b", "the quote at character 5 never ends"),
]

ROUND = [
    ("sum(rate(x[5m]))by(job)", "sum by (job) (rate(x[5m]))"),
    ("x{a=`raw\\d\"`,b='it\\'s'}", 'x{a="raw\\\\d\\"",b="it\'s"}'),
    ('x{a="line\\nbreak\\ttab"}', 'x{a="line\\nbreak\\ttab"}'),
    ("a and on ( b ) c # why\n", "a and on (b) c"),
    ('{"ü metric","l c"="d"}', '{"l c"="d",__name__="ü metric"}'),
    ("x offset -5m @ start()", "x @ start() offset -5m"),
    ("max_over_time((x)[1h:5m] offset 1d) > bool 2 ^ -1",) * 2,
]


@pytest.mark.parametrize(("text", "reason"), HOSTILE, ids=range(len(HOSTILE)))
def test_what_would_end_the_process_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(text)
    assert reason in str(caught.value)
    assert not is_promql(text)


@pytest.mark.parametrize(("text", "printed"), ROUND)
def test_a_query_is_printed_on_one_line(text: str, printed: str) -> None:
    assert one_line(parse(text)) == printed


def test_a_long_query_is_printed_on_one_line_and_means_the_same() -> None:
    wide = " + ".join(f"sum by (job, instance) (rate(requests_{i}_total[5m]))" for i in range(60))
    printed = one_line(parse(wide))
    assert printed == wide


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_string_survives_parsing_and_printing(text: str) -> None:
    literal = f"x{{a={quoted(text)}}}"
    expr = parse(literal)
    assert expr.matchers.matchers[0].value == text
    assert parse(one_line(expr)).matchers.matchers[0].value == text
    assert parse(selector_text(expr)).matchers.matchers[0].value == text
    assert "\n" not in one_line(expr)


_LEAVES = st.sampled_from(
    [
        "up",
        "a:b",
        'x{j=~"a|b",k!="ü\\"\\n"}',
        "x @ end()",
        "y offset 1h30m",
        "1",
        "-1",
        "1e3",
        "Inf",
    ]
)
_RANGES = st.sampled_from(["x[5m]", "x{a='b'}[1h] offset 5m", "y[1h30m:1m]", "(x)[5m:]"])


def _wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "-", "^", "> bool", "and on (a)", "* on (a) group_left (b)"])
    calls = st.sampled_from(["rate", "sum_over_time", "last_over_time"])
    aggregations = st.sampled_from(
        ["sum", "avg by (a)", "max without (b, c)", "topk by (a) (3, x) +"]
    )
    return st.one_of(
        st.builds("{} {} {}".format, inner, operators, inner),
        st.builds("({})".format, inner),
        st.builds("-{}".format, inner),
        st.builds("{}({})".format, calls, _RANGES),
        st.builds("{} ({})".format, aggregations, inner),
        st.builds('label_replace({}, "a", "$1", "b", "(.*)\\\\d")'.format, inner),
    )


@given(st.recursive(_LEAVES, _wider, max_leaves=12))
def test_what_is_printed_is_the_same_query(text: str) -> None:
    try:
        expr = parse(text)
    except ParseError:
        return
    again = parse(one_line(expr))
    assert again.prettify() == expr.prettify()
    assert one_line(again) == one_line(expr)


_PIECES = ["(", ")", "{", "}", "[", "]", '"', "'", "`", "\\", "#", "\r", "\n", ",", "x", "1m", ":"]
_PIECES += ["-", "+", "by", "and", " ", "=", "=~", "@", "offset", "$__range", "sum", "rate", "ü"]


@settings(max_examples=300)
@given(st.one_of(st.text(), st.lists(st.sampled_from(_PIECES)).map("".join)))
def test_any_text_is_a_query_or_refused(text: str) -> None:
    with suppress(ParseError):
        one_line(parse(text))


def test_walking_meets_every_expression_with_what_is_around_it() -> None:
    expr = parse('topk(3, -sum(rate(x[5m])) / ({a="z"} or vector(1)))[1h:]')
    names = [(type(node).__name__, len(around)) for node, around in walk(expr)]
    assert names == [
        ("SubqueryExpr", 0),
        ("AggregateExpr", 1),
        ("NumberLiteral", 2),
        ("BinaryExpr", 2),
        ("UnaryExpr", 3),
        ("AggregateExpr", 4),
        ("Call", 5),
        ("MatrixSelector", 6),
        ("VectorSelector", 7),
        ("ParenExpr", 3),
        ("BinaryExpr", 4),
        ("VectorSelector", 5),
        ("Call", 5),
        ("NumberLiteral", 6),
    ]


@pytest.mark.parametrize(
    ("text", "name", "selector"),
    [
        ("up", "up", "up"),
        ('{__name__="up",b="1",a!="2"}', "up", '{__name__="up",a!="2",b="1"}'),
        ('{"a b", c=~"d"}', "a b", '{__name__="a b",c=~"d"}'),
        ('{__name__=~"up.*"}', None, '{__name__=~"up.*"}'),
        ('up{"l c"!~"\\"x"} offset 5m', "up", 'up{"l c"!~"\\"x"}'),
    ],
)
def test_a_selector_tells_its_name_and_its_text(text: str, name: str | None, selector: str) -> None:
    expr = parse(text)
    assert (metric_name(expr), selector_text(expr)) == (name, selector)
