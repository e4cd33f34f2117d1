import pytest

from app.pipeline.token_count import estimated_tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("cpu usage", 2),
        ("node_memory_MemAvailable_bytes", 8),
        ("10.0.0.1:9100", 13),
        ('{"a":"b"}', 6),
        ("7d9f8b6c5-x2z4q", 15),
        ("内存", 4),
        ("   \n ", 0),
    ],
)
def test_tokens_are_told_from_letters_digits_and_marks(text: str, tokens: int) -> None:
    assert estimated_tokens(text) == tokens
