"""What something is called is told from what it is."""

import pytest

from app.pipeline.reading.names import is_name


@pytest.mark.parametrize(
    "word",
    [
        "mail.example.org",
        "jobs.priority",
        "cache-7",
        "eu_w2",
        "10.0.0.7:9100",
        "/v1/users/:id",
        "web@docker",
        "d4",
        "v17",
    ],
)
def test_hosts_paths_and_numbered_things_are_names(word: str) -> None:
    assert is_name(word)


@pytest.mark.parametrize(
    "word", ["memory", "write-ahead-log", "1.2", "5xx", "http2", "ipv6", "p", "99.9", "load15m"]
)
def test_words_and_numbers_are_none(word: str) -> None:
    assert not is_name(word)
