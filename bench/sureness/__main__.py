"""Measures how sure the built-in translator is, against how often it is right.

`python -m bench.sureness` takes the questions of `bench/retrieval`, of which the right metrics are
known, and those of `unanswerable.yaml`. With `--questions FILE` and `PROMETHEUS_URL` it asks a real
Prometheus too and compares values, as `prometheus-llm-proxy eval` does. No figure makes it fail.
"""

import argparse
import logging
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.errors import ProxyError
from app.evaluation.questions import QuestionsError, load
from app.pipeline.llm.builtin.sureness import SURE
from app.settings import Settings
from app.wiring import wire_evaluation
from bench.catalogue.recall import catalogue_of
from bench.catalogue.retrieval_data import families, questions
from bench.sureness import report
from bench.sureness.answers import Unafraid, of_metrics, of_nothing, of_values
from bench.sureness.report import Measured

UNANSWERABLE = Path(__file__).parent / "unanswerable.yaml"


def main() -> int:
    """Print the table and what is sure and wrong; 1 when nothing could be measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.sureness")
    parser.add_argument("--questions", type=Path, nargs="*", default=[], help="YAML files for eval")
    parser.add_argument("--time", type=float, default=time.time(), help="when to ask, in seconds")
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    try:
        measured = [*_of_families(), *_of_prometheus(given.questions, given.time)]
    except (ProxyError, QuestionsError, ValueError) as error:
        sys.stderr.write(f"bench: {error}\n")
        return 1
    lines = (report.table(measured), "", report.misses(measured, SURE), "")
    sys.stdout.write("\n".join(lines))
    return 0


def _of_families() -> Iterator[Measured]:
    catalogue = catalogue_of(families())
    yield Measured("metrics", list(of_metrics(catalogue, questions())))
    unanswerable = list(of_nothing(catalogue, load(UNANSWERABLE)))
    yield Measured("unanswerable", unanswerable, answerable=False)


def _of_prometheus(files: Sequence[Path], at_seconds: float) -> Iterator[Measured]:
    unafraid = Unafraid()
    evaluation = wire_evaluation(Settings(), at_seconds, provider=unafraid) if files else None
    for path in (*files, *([UNANSWERABLE] if files else [])):
        cases = load(path)
        if evaluation is None:
            continue
        for answerable in (True, False):
            of_kind = [case for case in cases if case.is_answerable == answerable]
            if of_kind:
                answers = list(of_values(evaluation, unafraid, of_kind))
                yield Measured(path.stem, answers, answerable=answerable)


if __name__ == "__main__":
    sys.exit(main())
