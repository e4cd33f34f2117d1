"""Builds all parts from the settings and hands them to the views."""

import time
from dataclasses import dataclass
from typing import cast

import structlog
from flask import current_app

from app.access import Access
from app.answering import Answering
from app.approvals.gate import Gate, Lifetimes
from app.approvals.store import Store
from app.approvals.usage import Usage
from app.catalogue.catalogues import Catalogues
from app.metrics import Metrics
from app.pipeline.checks import Checks
from app.pipeline.cost import Limits
from app.pipeline.llm.base import Provider
from app.pipeline.llm.builtin.builtin import Builtin
from app.pipeline.llm.choose import Choice, build, choose
from app.pipeline.parse import is_promql
from app.pipeline.probe import Probe
from app.pipeline.run import Pipeline
from app.prometheus.client import Prometheus
from app.prometheus.connection import tls_context
from app.prometheus.forward import Upstream
from app.prometheus.routes import RouteTable
from app.prometheus.scrape_interval import ScrapeInterval
from app.settings import Settings, Unapproved

EXTENSION = "prometheus-llm-proxy"

_log = structlog.get_logger()


@dataclass(frozen=True)
class Services:
    """What the views share; one instance a process, built after the fork."""

    settings: Settings
    access: Access
    routes: RouteTable
    upstream: Upstream
    catalogues: Catalogues
    store: Store
    usage: Usage
    gate: Gate
    pipeline: Pipeline
    answering: Answering
    metrics: Metrics

    def close(self) -> None:
        """Let translations finish, and keep what was counted."""
        self.gate.close()
        self.usage.flush()
        self.store.close()


def services() -> Services:
    """Return the services of the current application."""
    return cast(Services, current_app.extensions[EXTENSION])


def wire(settings: Settings) -> Services:
    """Return the services; opens no connection and asks nobody."""
    upstream = _upstream(settings)
    prometheus = Prometheus(upstream, settings.tenant_header)
    catalogues = Catalogues(
        prometheus, max_tenants=settings.max_tenants, ttl_seconds=settings.catalogue_ttl
    )
    choice = choose_translator(settings)
    _log.info("translator", provider=choice.provider, model=choice.model, reason=choice.reason)
    pipeline = Pipeline(
        catalogues=catalogues,
        provider=_provider(choice, settings),
        checks=_checks(settings, prometheus, catalogues),
        upstream=upstream,
        max_answer_bytes=settings.max_answer_bytes,
        local_model=choice.on_this_host,
    )
    metrics = Metrics(multiprocess=settings.prometheus_multiproc_dir is not None)
    store = Store(settings.database_url.get_secret_value())
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
        catalogues=catalogues,
        store=store,
        usage=usage,
        gate=gate,
        pipeline=pipeline,
        answering=answering,
        metrics=metrics,
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


def _checks(settings: Settings, prometheus: Prometheus, catalogues: Catalogues) -> Checks:
    return Checks(
        catalogues=catalogues,
        scrape_interval=ScrapeInterval(prometheus, settings.scrape_interval),
        probe=Probe(prometheus),
        limits=Limits(settings.warn_returned_series, settings.max_returned_series),
        clock=time.time,
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


def _provider(choice: Choice, settings: Settings) -> Provider:
    key = settings.openai_api_key
    return build(
        choice,
        api_key=key.get_secret_value() if key else None,
        temperature=settings.llm_temperature,
        max_output_tokens=settings.llm_max_output_tokens,
        timeout_seconds=settings.llm_timeout,
        looks_like_promql=is_promql,
        builtin=Builtin(),
    )
