"""What commands that measure have in common: how far they are, and why they cannot."""

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import click

from app.errors import ProxyError
from app.evaluation.questions import QuestionsError
from app.recipes.loading import RecipesError

Item = TypeVar("Item")


class NotMeasuredError(click.ClickException):
    """Nothing could be measured."""

    exit_code = 2


@contextmanager
def measuring() -> Iterator[None]:
    """Raise `NotMeasuredError` for what keeps from measuring, and log no warnings meanwhile."""
    logging.disable(logging.WARNING)
    try:
        yield
    except (QuestionsError, RecipesError) as error:
        raise NotMeasuredError(str(error)) from error
    except ValueError as error:
        raise NotMeasuredError(f"the settings are wrong: {error}") from error
    except ProxyError as error:
        raise NotMeasuredError(f"{error}: set PROMETHEUS_URL to the Prometheus to ask") from error
    finally:
        logging.disable(logging.NOTSET)


def shown(items: Sequence[Item], label: str) -> Iterator[Item]:
    """Yield the items, and show how far they are."""
    with click.progressbar(items, label=label, file=sys.stderr) as passed:
        yield from passed
