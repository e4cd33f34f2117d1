"""Measures how long the built-in translator takes on a large catalogue.

`python -m bench.translation` asks the questions of `bench/retrieval` of a Prometheus that answers
at once, over 10,000 families, as the service does: each once while no labels are known, then again.
It prints one table with what is to be reached. No figure makes it fail.
"""

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.deadline import Deadline
from app.errors import ProxyError
from app.question import ask
from app.settings import Settings
from app.wiring import Services, wire
from bench import disturbance
from bench.catalogue import report
from bench.catalogue.fake_prometheus import prometheus
from bench.catalogue.figures import Figure, percentile
from bench.catalogue.retrieval_data import questions
from bench.catalogue.world import world
from bench.report import disturbed

_FAMILIES = 10_000
_MOST_MS = 20.0
_SECONDS = 300.0
_ROUNDS = ("each question for the first time", "again, labels known")

Took = Sequence[Mapping[str, float]]


def main() -> int:
    """Print the table; 1 when nothing could be measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.translation")
    parser.add_argument("--families", type=int, default=_FAMILIES)
    families = parser.parse_args().families
    logging.disable(logging.WARNING)
    before = disturbance.now()
    try:
        with tempfile.TemporaryDirectory(prefix="llm-proxy-translation-") as folder:
            figures = _measured(families, Path(folder))
    except ProxyError as error:
        sys.stderr.write(f"bench: {error}\n")
        return 1
    others = disturbance.percent(before, disturbance.now(), os.cpu_count() or 1)
    head = f"{families:,} families, {len(questions())} questions, built-in translator"
    lines = (head, "", report.table(figures), "", disturbed(others), "")
    sys.stdout.write("\n".join(lines))
    return 0


def _measured(families: int, folder: Path) -> list[Figure]:
    with prometheus(world(families)) as url:
        wired = wire(
            Settings(
                prometheus_url=url,
                llm_provider="builtin",
                catalogue_dir=folder / "catalogue",
                database_url=f"sqlite:///{folder}/store.db",
            )
        )
        try:
            wired.start()
            wired.catalogues.get("", Deadline.after(_SECONDS))
            return [figure for name in _ROUNDS for figure in _figures(name, _translated(wired))]
        finally:
            wired.close()


def _translated(wired: Services) -> Took:
    """Return what the stages of each translation took, in milliseconds."""
    asked = (ask("", wanted.question) for wanted in questions())
    translations = (
        wired.pipeline.translate(question, (), Deadline.after(_SECONDS)) for question in asked
    )
    return [translation.milliseconds for translation in translations]


def _figures(name: str, took: Took) -> list[Figure]:
    whole = [sum(stages.values()) for stages in took]
    figures = [
        Figure(f"{name}: p50", percentile(whole, 50), "ms", at_most=_MOST_MS),
        Figure(f"{name}: p95", percentile(whole, 95), "ms"),
    ]
    for stage in dict.fromkeys(stage for stages in took for stage in stages):
        of_stage = [stages.get(stage, 0.0) for stages in took]
        figures.append(Figure(f"  {stage}: p50", percentile(of_stage, 50), "ms"))
        figures.append(Figure(f"  {stage}: p95", percentile(of_stage, 95), "ms"))
    return figures


if __name__ == "__main__":
    sys.exit(main())
