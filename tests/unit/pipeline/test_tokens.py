"""The scan keeps every character, and the two quotings undo each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.tokens import Kind, UnterminatedStringError, quoted, tokens, unquote


@given(st.text())
def test_the_tokens_joined_are_the_text(text: str) -> None:
    try:
        joined = "".join(token.text for token in tokens(text))
    except UnterminatedStringError:
        assert any(quote in text for quote in "\"'`")
    else:
        assert joined == text


@given(st.text())
def test_quoting_and_unquoting_give_the_text_back(text: str) -> None:
    literal = quoted(text)
    assert [token.kind for token in tokens(literal)] == [Kind.STRING]
    assert unquote(literal) == text


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        (r'"a\"b\\c\n\t\x41\u00fc\U0001F600\101"', 'a"b\\c\n\tAü😀A'),
        (r"'it\'s'", "it's"),
        (r"`raw\d" "`", r"raw\d"),
        (r'"\UFFFFFFFF"', "\ufffd"),
        (r'"\q"', "q"),
    ],
)
def test_the_three_quote_styles_are_read(literal: str, text: str) -> None:
    assert unquote(literal) == text


def test_a_query_is_cut_into_its_tokens() -> None:
    text = "sum by(a) (rate(x:y_total{b!~'c#)'}[$__range])) # (\n >= -1.5e3 @ ${x}"
    found = [(token.kind.name, token.text) for token in tokens(text) if token.kind != Kind.SPACE]
    assert found == [
        ("WORD", "sum"),
        ("WORD", "by"),
        ("OPEN", "("),
        ("WORD", "a"),
        ("CLOSE", ")"),
        ("OPEN", "("),
        ("WORD", "rate"),
        ("OPEN", "("),
        ("WORD", "x:y_total"),
        ("OPEN", "{"),
        ("WORD", "b"),
        ("OPERATOR", "!~"),
        ("STRING", "'c#)'"),
        ("CLOSE", "}"),
        ("OPEN", "["),
        ("PLACEHOLDER", "$__range"),
        ("CLOSE", "]"),
        ("CLOSE", ")"),
        ("CLOSE", ")"),
        ("COMMENT", "# ("),
        ("OPERATOR", ">="),
        ("OPERATOR", "-"),
        ("NUMBER", "1.5e3"),
        ("OPERATOR", "@"),
        ("PLACEHOLDER", "${x}"),
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r"])
def test_a_comment_ends_where_the_parser_ends_it(line_end: str) -> None:
    assert [token.kind for token in tokens(f"# it's{line_end}(")] == [
        Kind.COMMENT,
        Kind.SPACE,
        Kind.OPEN,
    ]


def test_a_quote_that_never_ends_is_told_with_its_place() -> None:
    with pytest.raises(UnterminatedStringError) as caught:
        list(tokens('up{a="b\\"}'))
    assert str(caught.value) == "the quote at character 6 never ends"
