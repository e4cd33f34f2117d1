"""What a running Prometheus does beside the stored series: scraping, recording, alerting."""

import json
from collections.abc import Mapping
from pathlib import Path

from scripts.processes import Server, fetch, wait_until
from scripts.servers import wait_for_samples

_TARGETS = 2


def configuration(workspace: Path, target: str) -> Mapping[str, object]:
    """Return a configuration under which it scrapes itself and `target`, and evaluates rules."""
    rules = workspace / "rules.yml"
    # JSON is YAML, but for escapes beyond the 16-bit plane.
    rules.write_text(json.dumps(_RULES, ensure_ascii=False), encoding="utf-8")
    return {
        "global": {
            "scrape_interval": "1s",
            "scrape_timeout": "1s",
            "evaluation_interval": "1s",
            "external_labels": {"cluster": "eu"},
        },
        "rule_files": [str(rules)],
        "scrape_configs": [
            {"job_name": "prometheus", "static_configs": [{"targets": ["SELF"]}]},
            {"job_name": "shop", "static_configs": [{"targets": [target]}]},
        ],
    }


def wait_until_alive(server: Server) -> None:
    """Wait until both targets have been scraped and an alert fires."""
    wait_for_samples(server, targets=_TARGETS)
    wait_until(lambda: b'"firing"' in fetch(f"{server.url}/api/v1/alerts"), server)


_RULES = {
    "groups": [
        {
            "name": "recorded é",
            "rules": [
                {"record": "job:up:sum", "expr": "sum by (job) (up)", "labels": {"kind": "né"}},
                {"record": "broken:rule", "expr": "up * on () up"},
            ],
        },
        {
            "name": "alerting",
            "rules": [
                {
                    "alert": "Always",
                    "expr": "vector(1)",
                    "labels": {"severity": "page", "text": '"quoted" \\ 🙂'},
                    "annotations": {"summary": "the value is {{ $value }} <b>&amp;</b>\nand more"},
                },
                {"alert": "Pending", "expr": "up == 1", "for": "1h"},
                {"alert": "Never", "expr": "up > 1"},
            ],
        },
    ]
}
