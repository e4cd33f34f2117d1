import pytest

from app.catalogue.labels import LabelSet, label_set
from app.catalogue.words import stem
from app.pipeline.llm.builtin.filters import error_matcher, find_filters
from app.pipeline.reading.frame import Term

LABELS = label_set(
    (
        {"job": "billing-api", "namespace": "billing", "instance": "node-1:80", "code": "200"},
        {"job": "billing-api", "namespace": "billing", "instance": "node-10:80", "code": "503"},
        {"job": "search", "namespace": "shop", "instance": "node-2:80", "code": "404"},
    )
)


def filters(words: str, *, known: frozenset[str] = frozenset()) -> list[str]:
    terms = tuple(Term(word, word) for word in words.split())
    found = find_filters(terms, words, LABELS, {}, known.__contains__)
    return [str(each.matcher) for each in found]


@pytest.mark.parametrize(
    ("words", "matchers"),
    [
        ("search", ['job="search"']),
        ("billing", ['namespace="billing"']),
        ("billing-api", ['job="billing-api"']),
        ("billing api", ['job="billing-api"']),
        ("node-1", ['instance="node-1:80"']),
        ("503", ['code="503"']),
        ("5xx", ['code=~"5.."']),
        ("nothing", []),
        ("2", []),
    ],
)
def test_words_that_are_label_values_become_matchers(words: str, matchers: list[str]) -> None:
    assert filters(words) == matchers


def test_a_word_of_the_catalogue_is_no_part_of_a_value() -> None:
    assert filters("node", known=frozenset({"node"})) == []


def test_pods_are_told_by_what_stays_of_their_names() -> None:
    pods = label_set(({"pod": "till-5d9c-x7k2p"}, {"pod": "till-5d9c-m3q8z"}, {"pod": "stock-0"}))
    found = find_filters((Term("till", "till"),), "till pods", pods, {}, lambda word: False)
    assert [str(each.matcher) for each in found] == ['pod=~"till-.+"']


def test_two_values_of_one_label_are_compared() -> None:
    assert filters("200 503") == ['code=~"200|503"']


@pytest.mark.parametrize(
    ("words", "matcher"),
    [
        ("nodes with memory pressure", 'condition="MemoryPressure"'),
        ("nodes with memory or disk pressure", 'condition=~"MemoryPressure|DiskPressure"'),
        ("pods with no data", 'state="nodata"'),
        ("space on d: of all", 'volume="D:"'),
        ("database hosts", 'host="fra-db-1"'),
        ("5xx answers", 'class="5xx"'),
        ("hosts that speak SMB 3.1", 'dialect="SMB 3.1"'),
        ("green kettles in stock", 'article="kettle-green"'),
        ("partial repairs a day", 'step="end of partial repair"'),
        ("latency of www.shop.example", 'target="https://www.shop.example/health"'),
        ("availability of the shop health page", 'target="https://www.shop.example/health"'),
        ("tokens of mount secret", 'mount="secret/"'),
        ("GETs a second", 'verb="GET"'),
    ],
)
def test_values_are_heard_as_people_say_them(words: str, matcher: str) -> None:
    labels = {
        "condition": ("MemoryPressure", "DiskPressure", "Ready"),
        "state": ("ok", "nodata"),
        "volume": ("C:", "D:"),
        "host": ("fra-db-1", "fra-web-1"),
        "class": ("2xx", "5xx"),
        "dialect": ("SMB 2.0", "SMB 3.1"),
        "article": ("kettle-green", "kettle-red", "pan"),
        "step": ("end of full repair", "end of partial repair"),
        "target": ("https://www.shop.example/health", "https://api.shop.example/"),
        "verb": ("GET", "PUT"),
        "mount": ("secret/", "kv/"),
    }
    words = words.casefold()
    terms = tuple(Term(word, stem(word)) for word in words.split())
    found = find_filters(terms, words, LabelSet(labels), {}, bool)
    assert [str(each.matcher) for each in found] == [matcher]


def test_filters_that_no_series_passes_together_lose_the_least_sure() -> None:
    assert filters("shop billing-api") == ['job="billing-api"']


@pytest.mark.parametrize(
    ("labels", "matcher"),
    [
        ({"code": ("200", "500")}, 'code=~"5.."'),
        ({"grpc_code": ("OK", "Internal")}, 'grpc_code!="OK"'),
        ({"code": ("2xx", "5xx", "other")}, 'code="5xx"'),
        ({"result": ("success", "locked", "wrong_password")}, 'result!="success"'),
        ({"result": ("ok", "failed")}, 'result="failed"'),
        ({"job": ("a", "b")}, None),
    ],
)
def test_labels_tell_what_failed(labels: dict[str, tuple[str, ...]], matcher: str | None) -> None:
    found = error_matcher(LabelSet(labels))
    assert (str(found) if found else None) == matcher
