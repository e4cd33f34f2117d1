"""Reads the figures of a value: plain numbers, attributes of a row, shares by a label, products."""

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]

_FACTORS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}


def figure(told: Any, row: Row) -> float | None:
    """Return the number that is meant for a row; None where the row has no such series.

    `$name` is an attribute, `{by: label, …, else: …}` one of several, a list is a product. `3d`
    and `5G` are what they look like.
    """
    if isinstance(told, list):
        return _product([figure(part, row) for part in told])
    if isinstance(told, Mapping):
        return figure(_chosen(told, row), row)
    if isinstance(told, str):
        return figure(row[told[1:]], row) if told.startswith("$") else _written(told)
    return None if told is None else float(told)


def needed(told: Any, row: Row) -> float:
    """Return the number that is meant; raises `ValueError` where there is none."""
    number = figure(told, row)
    if number is None:
        raise ValueError(f"{told} is no number for {dict(row)}")
    return number


def _product(parts: list[float | None]) -> float | None:
    product = 1.0
    for part in parts:
        if part is None:
            return None
        product *= part
    return product


def _chosen(told: Mapping[str, Any], row: Row) -> Any:
    names = told["by"] if isinstance(told["by"], list) else [told["by"]]
    key = "|".join(str(row.get(name, "")) for name in names)
    cases = {str(case): value for case, value in told.items()}
    return cases[key] if key in cases else cases.get("else")


def _written(text: str) -> float:
    factor = _FACTORS.get(text[-1])
    return float(text) if factor is None else float(text[:-1]) * factor
