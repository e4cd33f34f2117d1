"""Only the windows of rates are left open by a question."""

import pytest

from app.evaluation.windows import own_windows, with_windows


@pytest.mark.parametrize(
    ("promql", "changed"),
    [
        ("rate(x[5m])", "rate(x[9m])"),
        ("sum by (a) (irate(x{b='[5m]'}[5m])) / 2", "sum by (a) (irate(x{b='[5m]'}[9m])) / 2"),
        ("rate(x[5m]) / rate(y[1h])", "rate(x[9m]) / rate(y[9m])"),
        ("max_over_time(rate(x[5m])[1h:])", "max_over_time(rate(x[9m])[1h:])"),
        ("deriv(x [5m] offset 5m)", "deriv(x [9m] offset 5m)"),
        ("increase(x[5m])", None),
        ("avg_over_time(x[5m])", None),
        ("rate(x[5m:1m])", None),
        ("up", None),
    ],
)
def test_windows_of_rates_are_replaced(promql: str, changed: str | None) -> None:
    expected = [promql] if changed is None else [promql, changed]
    assert list(with_windows(promql, ("9m", "9m"))) == expected


def test_own_windows_are_those_of_one_to_ten_minutes() -> None:
    promql = "rate(a[5m]) + rate(b[75s]) + rate(c[30s]) + rate(d[1h]) + increase(e[3m])"
    assert own_windows(promql) == ("75s", "5m")
