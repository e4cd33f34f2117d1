"""What commands that measure have in common: how far they are, and why they cannot."""

import logging
import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import click

from app.errors import ProxyError
from app.evaluation.questions import QuestionsError
from app.evaluation.watching import UnansweredError
from app.recipes.loading import RecipesError

Item = TypeVar("Item")

_LAST_SECONDS = 253_402_300_799  # the end of the year 9999


class NotMeasuredError(click.ClickException):
    """Nothing could be measured."""

    exit_code = 2


def moment(_context: click.Context, _option: click.Parameter, at: float | None) -> float | None:
    """Return what `--time` gives where it is a moment; raises `NotMeasuredError`."""
    if at is not None and not (math.isfinite(at) and 0 <= at <= _LAST_SECONDS):
        told = f"--time {at:g} is no moment: give Unix seconds from 0 to {_LAST_SECONDS}"
        raise NotMeasuredError(told)
    return at


@contextmanager
def measuring() -> Iterator[None]:
    """Raise `NotMeasuredError` for what keeps from measuring, and log no warnings meanwhile."""
    logging.disable(logging.WARNING)
    try:
        yield
    except (QuestionsError, RecipesError) as error:
        raise NotMeasuredError(str(error)) from error
    except UnansweredError as error:
        raise NotMeasuredError(f"nothing is answered, {error}") from error
    except ValueError as error:
        raise NotMeasuredError(f"the settings are wrong: {error}") from error
    except ProxyError as error:
        raise NotMeasuredError(f"{error} (PROMETHEUS_URL is the Prometheus to ask)") from error
    finally:
        logging.disable(logging.NOTSET)


def shown(items: Sequence[Item], label: str) -> Iterator[Item]:
    """Yield the items, and show how far they are."""
    with click.progressbar(items, label=label, file=sys.stderr) as passed:
        yield from passed
