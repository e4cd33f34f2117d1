"""The rules by which a question changes what a recipe answers."""

import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import FixedLabels
from app.deadline import Deadline
from app.pipeline.llm.base import Prompt, Reply, Task
from app.pipeline.llm.builtin.builtin import Builtin
from app.pipeline.llm.builtin.recipe_book import recipe_book
from app.pipeline.llm.builtin.recipe_examples import examples, from_recipes
from app.pipeline.reading.reading import read
from app.pipeline.retrieve import retrieve
from app.question import ask
from tests.unit.pipeline.llm.builtin.shop import rows

COUNTER, GAUGE = MetricType.COUNTER, MetricType.GAUGE
HITS, MISSES = "redis_keyspace_hits_total", "redis_keyspace_misses_total"
CPU = "container_cpu_usage_seconds_total"
REDIS = {"job": ("redis",), "instance": ("red-1:9121", "red-2:9121")}
PODS = {"namespace": ("pay", "shop"), "pod": ("a-1", "b-1"), "container": ("a", "b")}
HELD = {
    "redis_up": (GAUGE, rows(**REDIS)),
    HITS: (COUNTER, rows(**REDIS)),
    MISSES: (COUNTER, rows(**REDIS)),
    "redis_memory_used_bytes": (GAUGE, rows(**REDIS)),
    "redis_memory_max_bytes": (GAUGE, rows(**REDIS)),
    "redis_rdb_last_save_timestamp_seconds": (GAUGE, rows(**REDIS)),
    CPU: (COUNTER, [*rows(**PODS, node=("n-1", "n-2")), {"namespace": "pay", "pod": "a-1"}]),
    "kube_pod_container_resource_limits": (
        GAUGE,
        rows(**PODS, resource=("cpu", "memory"), unit=("core",)),
    ),
}


def held(*without: str) -> Catalogue:
    metrics = [Metric(name, kind) for name, (kind, _) in HELD.items() if name not in without]
    labels = {name: series for name, (_, series) in HELD.items()}
    return Catalogue.of(metrics, labels=FixedLabels(labels))


def answer(text: str, catalogue: Catalogue) -> Reply:
    question, deadline = ask("", text), Deadline.after(10)
    matches = retrieve(question, catalogue, deadline)
    return Builtin().answer(Task(question, catalogue, matches, Prompt("", "")), deadline)


def hit_ratio(
    by: str = "by (instance) ", inside: str = "", window: str = "$__rate_interval"
) -> str:
    part, rest = (f"sum {by}(rate({name}{inside}[{window}]))" for name in (HITS, MISSES))
    return f"{part} / ({part} + {rest})".replace("sum (", "sum(")


LIMITS = "kube_pod_container_resource_limits"


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        ("redis hit ratio", hit_ratio()),
        ("redis hit ratio over the last 2 hours", hit_ratio(window="2h")),
        ("total redis hit ratio", hit_ratio(by="")),
        ("redis hit ratio by job", hit_ratio(by="by (job) ")),
        ("redis hit ratio of red-2", hit_ratio("", '{instance="red-2:9121"}')),
        ("redis hit ratio in percent", "100 * " + hit_ratio()),
        ("redis instances with a hit ratio below 80%", hit_ratio() + " < 0.8"),
        ("which 2 redis instances have the lowest hit ratio", f"bottomk(2, {hit_ratio()})"),
        (
            "redis hit ratio 1 day ago",
            hit_ratio().replace("[$__rate_interval]", "[$__rate_interval] offset 1d"),
        ),
        (
            "lowest redis hit ratio over the last day",
            f"min_over_time(({hit_ratio()})[1d:])",
        ),
        (
            "how many redis instances use more than 90% of their memory",
            "count(redis_memory_used_bytes / redis_memory_max_bytes > 0.9)",
        ),
        (
            "how long ago did redis save, in hours",
            "(time() - redis_rdb_last_save_timestamp_seconds) / 3600",
        ),
        (
            "redis instances whose last save is older than 2 hours",
            "time() - redis_rdb_last_save_timestamp_seconds > 7200",
        ),
        (
            "cpu usage of the pods in namespace pay",
            f'sum by (pod) (rate({CPU}{{container!="", namespace="pay"}}[$__rate_interval]))',
        ),
        (
            # The node is a label of the usage only.
            "cpu usage of each pod on n-1 relative to its limit",
            f'sum by (namespace, pod) (rate({CPU}{{container!="", node="n-1"}}[$__rate_interval]))'
            f' / sum by (namespace, pod) ({LIMITS}{{resource="cpu"}})',
        ),
        ("which redis instances are down", "redis_up == 0"),
    ],
)
def test_a_question_changes_the_answer_by_the_same_rules(question: str, promql: str) -> None:
    assert answer(question, held()).promql == promql


def test_a_recipe_without_one_of_its_metrics_does_not_answer() -> None:
    assert answer("redis hit ratio", held(MISSES)).promql != hit_ratio()


def test_a_recipe_does_not_answer_by_labels_that_its_metrics_lack() -> None:
    assert answer("redis hit ratio per shard", held()).promql is None


def test_a_recipe_does_not_answer_where_a_word_stays_unexplained() -> None:
    assert answer("redis hit ratio of the elephants", held()).promql != hit_ratio()


def test_the_reply_tells_the_recipe() -> None:
    reply = answer("redis hit ratio", held())
    assert reply.explanation == f"redis hit (recipe redis-hits), from {HITS}, {MISSES}"
    assert reply.model == "builtin"


def test_the_closest_recipes_are_examples_though_words_stay_unexplained() -> None:
    text = "redis hit ratio of the elephants"
    found = examples(read(text), text, recipe_book(), held(), Deadline.after(10))
    assert [(each.question, each.promql) for each in found] == [("redis hit", hit_ratio())]
    assert len(found) <= 3


def test_the_closest_recipes_are_examples_for_a_model() -> None:
    question = ask("", "what is the hit ratio of the redis")
    shown = from_recipes(recipe_book(), 5)(question, held())
    assert 1 <= len(shown) <= 3
    assert "redis" in shown[0].question
    assert HITS in shown[0].promql
    assert from_recipes(recipe_book(), 0)(question, held()) == ()
