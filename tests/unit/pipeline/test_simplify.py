"""Regular expressions become plain values, and nothing else changes: not even what is invalid."""

import pytest

from app.pipeline.simplify import simplify


@pytest.mark.parametrize(
    ("promql", "simplified"),
    [
        ('x{a=~"b"}', 'x{a="b"}'),
        ('x{a=~"^b$"}', 'x{a="b"}'),
        ('x{a!~"^b.*$"}', 'x{a!~"b.*"}'),
        ('x{a=~"^(b)$"}', 'x{a="b"}'),
        ('x{a!~"(?:b)"}', 'x{a!="b"}'),
        ('x{a=~"^(b|c)$"}', 'x{a=~"(b|c)"}'),
        ('x{a=~"(.+)"}', 'x{a!=""}'),
        ('x{a=~".*"}', "x"),
        ('x{a=~".*",b="c"}', 'x{b="c"}'),
        ('x{b="c", a=~".*" , d!~"e\\\\.f"}', 'x{b="c", d!="e.f"}'),
        ('{a=~".*",b="c"}', '{b="c"}'),
        ('x{a=~".+"}', 'x{a!=""}'),
        ('x{a!~".+"}', 'x{a=""}'),
        ("x{a=~`b\\.c`,} + y", 'x{a="b.c"} + y'),
        ('x{"l b"=~"v"}', 'x{"l b"="v"}'),
        ('{"x",a=~".*"}', '{"x"}'),
        ('x{a="=~",b=~"c"}', 'x{a="=~",b="c"}'),
        ('rate(x{a=~"b"}[$__rate_interval])', 'rate(x{a="b"}[$__rate_interval])'),
    ],
)
def test_a_regular_expression_that_is_a_value_is_written_as_one(
    promql: str, simplified: str
) -> None:
    assert simplify(promql) == simplified


@pytest.mark.parametrize(
    "promql",
    [
        "x{}",
        "up{ job='a b' }",
        'x{a=~"5..",b=~"a|b",c!~".*"}',
        'x{a=~"(a)(b)",b=~"(?i:b)",c=~"(c"}',
        '{a=~".*"}',
        'up and {job=~".*"}',
        'up{job=~"node" or job="prometheus"}',
        'up{job=~"\\ud800"}',
        'up{job=~"\\x00"}',
        'x{a=~"b"',
        'x{a=~"b}',
        "{" * 10_000,
        "a{}" * 10_000,
    ],
)
def test_all_else_stays_as_it_is(promql: str) -> None:
    assert simplify(promql) == promql
