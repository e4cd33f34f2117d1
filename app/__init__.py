"""prometheus-llm-proxy: a Prometheus data source that answers questions in plain language.

`create_app` is in `app.factory`: the process that reads the catalogue needs none of it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.factory import create_app

__all__ = ["create_app"]


def __getattr__(name: str) -> object:
    if name == "create_app":
        from app.factory import create_app  # noqa: PLC0415 - when it is asked for

        return create_app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
