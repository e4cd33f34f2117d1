"""Builds all parts from the settings and hands them to the views."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import structlog
from flask import current_app

from app.access import Access
from app.answering import Answering
from app.approvals.gate import Gate, Lifetimes
from app.approvals.store import Store
from app.approvals.usage import Usage
from app.catalogue.building import Builder, Source
from app.catalogue.catalogues import Catalogues, Intervals
from app.catalogue.fetch import Limits as FetchLimits
from app.catalogue.labels import PrometheusLabels
from app.catalogue.shelf import Shelves
from app.decided import Decided
from app.evaluation.evaluation import Evaluation
from app.metrics import Metrics
from app.pipeline.checks import Checks, CostBudget
from app.pipeline.cost.limits import Limit, Limits
from app.pipeline.cost.probe import Probe
from app.pipeline.examples import approved
from app.pipeline.existence import Existence
from app.pipeline.lessons import NO_LESSONS, Lessons
from app.pipeline.llm.base import Provider
from app.pipeline.llm.builtin.builtin import Builtin
from app.pipeline.llm.builtin.recipe_book import recipe_book
from app.pipeline.llm.builtin.recipe_examples import from_recipes
from app.pipeline.llm.builtin_first import BuiltinFirst
from app.pipeline.llm.choose import BUILTIN, Choice, build, choose
from app.pipeline.parse import is_promql
from app.pipeline.run import Pipeline
from app.pipeline.server_check import ServerCheck
from app.prometheus.client import Prometheus
from app.prometheus.connection import tls_context
from app.prometheus.forward import Upstream
from app.prometheus.routes import RouteTable
from app.prometheus.scrape_interval import ScrapeInterval
from app.prometheus.server import Servers
from app.settings import Settings, Translator, Unapproved
from app.teaching import Teaching

LessonsOf = Callable[[str], Lessons]

EXTENSION = "prometheus-llm-proxy"

_log = structlog.get_logger()


@dataclass(frozen=True)
class Services:
    """What the views share; one instance a process, built after the fork."""

    settings: Settings
    access: Access
    routes: RouteTable
    upstream: Upstream
    builder: Builder
    catalogues: Catalogues
    store: Store
    usage: Usage
    gate: Gate
    pipeline: Pipeline
    answering: Answering
    teaching: Teaching
    metrics: Metrics

    def start(self) -> None:
        """Begin what goes on behind the requests; call it in the process that serves them."""
        self.catalogues.keep_fresh(None if self.settings.tenant_header else "")

    def close(self) -> None:
        """Let translations finish, and keep what was counted."""
        self.catalogues.close()
        self.gate.close()
        self.builder.close()
        self.usage.flush()
        self.store.close()


def services() -> Services:
    """Return the services of the current application."""
    return cast(Services, current_app.extensions[EXTENSION])


def wire(settings: Settings) -> Services:
    """Return the services; opens no connection and asks nobody."""
    upstream = _upstream(settings)
    prometheus = Prometheus(upstream, settings.tenant_header)
    builder = _builder(settings)
    catalogues = _catalogues(settings, prometheus, builder)
    store = Store(settings.database_url.get_secret_value())
    checks = _checks(settings, prometheus, catalogues)
    choice = choose_translator(settings)
    _log_translator(choice, settings)
    pipeline = _pipeline(settings, choice, checks, upstream, Decided(store).of)
    metrics = Metrics(multiprocess=settings.prometheus_multiproc_dir is not None)
    usage = Usage(store)
    gate = _gate(settings, store, pipeline, metrics)
    answering = Answering(
        gate=gate,
        pipeline=pipeline,
        usage=usage,
        metrics=metrics,
        request_seconds=settings.request_deadline,
        max_question_length=settings.max_question_length,
        hold_unapproved=settings.unapproved_queries is Unapproved.HOLD,
    )
    return Services(
        settings=settings,
        access=Access(
            {name: token.get_secret_value() for name, token in settings.admin_tokens.items()}
        ),
        routes=RouteTable(settings.extra_routes),
        upstream=upstream,
        builder=builder,
        catalogues=catalogues,
        store=store,
        usage=usage,
        gate=gate,
        pipeline=pipeline,
        answering=answering,
        teaching=Teaching(checks, store, gate, settings.nl_metric, settings.request_deadline),
        metrics=metrics,
    )


def wire_checks(settings: Settings, *, wait_seconds: float) -> Checks:
    """Return the checks alone, for PromQL that somebody else runs.

    They wait `wait_seconds` at most for a catalogue that is newer than one that is old.
    """
    prometheus = Prometheus(_upstream(settings), settings.tenant_header)
    catalogues = _catalogues(settings, prometheus, _builder(settings), wait_seconds)
    return _checks(settings, prometheus, catalogues)


def wire_pipeline(
    settings: Settings,
    lessons: LessonsOf = lambda _: NO_LESSONS,
    provider: Provider | None = None,
) -> Pipeline:
    """Return what answers questions as the service does, and keeps none of the answers."""
    upstream = _upstream(settings)
    prometheus = Prometheus(upstream, settings.tenant_header)
    checks = _checks(settings, prometheus, _catalogues(settings, prometheus, _builder(settings)))
    choice = choose_translator(settings)
    return _pipeline(settings, choice, checks, upstream, lessons, provider)


def wire_evaluation(
    settings: Settings,
    at_seconds: float,
    lessons: LessonsOf = lambda _: NO_LESSONS,
    provider: Provider | None = None,
) -> Evaluation:
    """Return what asks questions as the service does, of which `lessons` were approved.

    Another provider than the settings mean may be measured.
    """
    pipeline = wire_pipeline(settings, lessons, provider)
    return Evaluation(
        lambda question, deadline: pipeline.translate(question, (), deadline),
        pipeline.checks,
        Prometheus(pipeline.upstream, settings.tenant_header),
        at_seconds,
    )


def _pipeline(
    settings: Settings,
    choice: Choice,
    checks: Checks,
    upstream: Upstream,
    lessons: LessonsOf,
    provider: Provider | None = None,
) -> Pipeline:
    prompt = settings.prompt_options(on_this_host=choice.on_this_host)
    return Pipeline(
        catalogues=checks.catalogues,
        provider=provider or _provider(choice, settings),
        checks=checks,
        upstream=upstream,
        max_answer_bytes=settings.max_answer_bytes,
        prompt=prompt,
        lessons=lessons,
        examples=(
            approved(lessons, prompt.examples),
            from_recipes(recipe_book(settings.recipes_dir), prompt.examples),
        ),
    )


def _upstream(settings: Settings) -> Upstream:
    identity = settings.identity()
    return Upstream(
        identity.bare_url(),
        timeout_seconds=settings.upstream_timeout,
        credentials=identity.credentials(),
        forward_authorization=settings.forward_authorization,
        tenant_header=settings.tenant_header,
        tls=tls_context(ca_file) if (ca_file := settings.prometheus_ca_file) else None,
    )


def _builder(settings: Settings) -> Builder:
    identity = settings.identity()
    ca_file = settings.prometheus_ca_file
    return Builder(
        Source(
            identity.bare_url(),
            credentials=dict(identity.credentials()),
            tenant_header=settings.tenant_header,
            ca_file=str(ca_file) if ca_file else None,
            limits=FetchLimits(
                max_labels=settings.catalogue_labels, max_values=settings.catalogue_label_values
            ),
        )
    )


def _catalogues(
    settings: Settings, prometheus: Prometheus, builder: Builder, wait_seconds: float = 0
) -> Catalogues:
    url = settings.identity().bare_url()
    return Catalogues(
        Shelves.under(settings.catalogue_dir, url, settings.max_tenants),
        builder,
        lambda tenant, values: PrometheusLabels(prometheus, tenant, values),
        intervals=Intervals(ttl_seconds=settings.catalogue_ttl, settled_wait_seconds=wait_seconds),
    )


def _checks(settings: Settings, prometheus: Prometheus, catalogues: Catalogues) -> Checks:
    servers = Servers(prometheus)
    return Checks(
        catalogues=catalogues,
        scrape_interval=ScrapeInterval(prometheus, settings.scrape_interval),
        probe=Probe(prometheus, servers),
        limits=_limits(settings),
        budget=CostBudget(settings.cost_seconds, settings.cost_requests),
        existence=Existence(prometheus),
        servers=servers,
        server_check=ServerCheck(prometheus),
        levels=settings.lint_rules,
        clock=time.time,
    )


def _limits(settings: Settings) -> Limits:
    return Limits(
        Limit(settings.warn_returned_series, settings.max_returned_series),
        Limit(settings.warn_peak_samples, settings.max_peak_samples),
        Limit(settings.warn_answer_bytes, settings.max_answer_bytes),
        Limit(settings.warn_read_samples, settings.max_read_samples),
        settings.max_touched_series,
    )


def _gate(settings: Settings, store: Store, pipeline: Pipeline, metrics: Metrics) -> Gate:
    return Gate(
        store,
        pipeline.translate,
        Lifetimes(
            translation_seconds=settings.translation_ttl,
            failure_seconds=settings.failure_ttl,
            request_seconds=settings.request_deadline,
            deadline_seconds=settings.translation_deadline,
        ),
        translation_threads=settings.translation_threads,
        waiting_threads=settings.question_threads,
        translated=metrics.translated,
        catalogue_now=pipeline.catalogues.content,
    )


def choose_translator(settings: Settings) -> Choice:
    """Return which model answers; raises `ValueError` that lists the choices."""
    key = settings.openai_api_key
    return choose(
        settings.llm_provider,
        settings.llm_endpoint,
        key.get_secret_value() if key else None,
        settings.openai_model,
    )


def _log_translator(choice: Choice, settings: Settings) -> None:
    reason = choice.reason
    if settings.translator is Translator.BUILTIN_FIRST:
        missing = choice.provider == BUILTIN
        reason += (
            "; TRANSLATOR is builtin-first, and no model is configured for the rest"
            if missing
            else ", for what the built-in translator is not sure of"
        )
    _log.info("translator", provider=choice.provider, model=choice.model, reason=reason)


def _provider(choice: Choice, settings: Settings) -> Provider:
    model = _model(choice, settings)
    first = settings.translator is Translator.BUILTIN_FIRST and choice.provider != BUILTIN
    return BuiltinFirst(Builtin(), model) if first else model


def _model(choice: Choice, settings: Settings) -> Provider:
    key = settings.openai_api_key
    return build(
        choice,
        api_key=key.get_secret_value() if key else None,
        temperature=settings.llm_temperature,
        max_output_tokens=settings.llm_max_output_tokens,
        timeout_seconds=settings.llm_timeout,
        looks_like_promql=is_promql,
        builtin=Builtin(recipe_book(settings.recipes_dir)),
    )
