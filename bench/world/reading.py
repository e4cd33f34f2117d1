"""Reads the package's YAML files."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_TABLES = Path(__file__).resolve().parent / "tables"


@cache
def read(name: str) -> Any:
    """Return what a file of `tables` says; it is read once, and must not be changed."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((_TABLES / name).read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - safe
