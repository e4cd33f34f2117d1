import pytest

from app.catalogue.words import split, stem, stems


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("node_memory_MemAvailable_bytes", ("node", "memory", "mem", "available", "bytes")),
        ("node_load15", ("node", "load", "15")),
        ("job:http_requests:rate5m", ("job", "http", "requests", "rate", "5m")),
        ("k8s_pods", ("k8s", "pods")),
        ("HTTPServerErrors", ("http", "server", "errors")),
        ("", ()),
    ],
)
def test_names_fall_into_words(name: str, words: tuple[str, ...]) -> None:
    assert split(name) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mem", "memory"),
        ("fs", "filesystem"),
        ("reqs", "requests"),
        ("conns", "connection"),
        ("tx", "transmitted"),
        ("rx", "received"),
        ("avail", "available"),
        ("queries", "query"),
        ("processes", "process"),
        ("dropped", "drop"),
        ("evictions", "evicted"),
        ("fds", "filedescriptor"),
    ],
)
def test_forms_of_a_word_are_compared_as_one(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("node", "mode"), ("read", "ready"), ("rate", "ratio"), ("bus", "busy")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_a_sentence_has_the_stems_of_its_words() -> None:
    assert stems("CPU usage") == (stem("cpu"), stem("usage"))
