import pytest

from app.pipeline.llm.builtin.promql import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Matcher,
    Number,
    Selector,
    Subquery,
    passes,
)

UP = Selector("up")


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (Selector("x", (Matcher("a", "=", 'say "hi"\\n'),)), 'x{a="say \\"hi\\"\\\\n"}'),
        (Selector("x", (), "5m", "1h"), "x[5m] offset 1h"),
        (Selector("a.b"), '{__name__="a.b"}'),
        (Selector("job:x:rate5m"), "job:x:rate5m"),
        (Call("time"), "time()"),
        (Aggregate("sum", UP), "sum(up)"),
        (Aggregate("topk", UP, (), 3), "topk(3, up)"),
        (Aggregate("sum", UP, ("a", "b")), "sum by (a, b) (up)"),
        (Binary("-", UP, Binary("-", UP, UP)), "up - (up - up)"),
        (Binary("-", Binary("-", UP, UP), UP), "up - up - up"),
        (Binary("*", Binary("+", UP, UP), Number(2)), "(up + up) * 2"),
        (Binary(">", Binary("/", UP, UP), Number(0.15)), "up / up > 0.15"),
        (Subquery(Binary("+", UP, UP), "1h"), "(up + up)[1h:]"),
        (Number(2147483648), "2147483648"),
    ],
)
def test_an_expression_prints_as_promql(expr: Expr, text: str) -> None:
    assert str(expr) == text


@pytest.mark.parametrize(
    ("matcher", "fits"),
    [
        (Matcher("a", "=", "x"), True),
        (Matcher("a", "!=", "x"), False),
        (Matcher("a", "=~", "x|y"), True),
        (Matcher("a", "=~", "xy"), False),
        (Matcher("a", "!~", "y.*"), True),
        (Matcher("b", "=", ""), True),
        (Matcher("b", "!=", ""), False),
    ],
)
def test_a_matcher_passes_label_sets_as_prometheus_does(matcher: Matcher, fits: bool) -> None:
    assert passes(matcher, {"a": "x"}) is fits
