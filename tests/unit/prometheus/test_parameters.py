"""Parameters are read by Go's rules, so that what is inspected is what runs."""

import pytest

from app.errors import BadRequestError, UnsupportedMediaTypeError
from app.prometheus.parameters import Parameters, read

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("method", "query_string", "content_type", "body", "parameters"),
    [
        ("GET", "a=1&a=2&b", "", b"", Parameters((), (("a", "1"), ("a", "2"), ("b", "")))),
        ("GET", "a=1", FORM, b"b=2", Parameters((), (("a", "1"),))),
        ("POST", "a=1", FORM, b"b=2", Parameters((("b", "2"),), (("a", "1"),))),
        ("POST", "", f"{FORM.upper()}; charset=utf-8", b"b=2", Parameters((("b", "2"),), ())),
        ("POST", "a=1", "application/json", b'{"b":2}', Parameters((), (("a", "1"),))),
        ("POST", "a=1", "", b"b=2", Parameters((), (("a", "1"),))),
        ("GET", "q=a+b%20c%2Bd%26%3D", "", b"", Parameters((), (("q", "a b c+d&="),))),
        ("GET", "q=%C3%BC%ff", "", b"", Parameters((), (("q", "ü\ufffd"),))),
        ("GET", "q=a;b&q=c", "", b"", Parameters((), (("q", "c"),))),
        ("GET", "q=%zz&%&q=d&x=%4", "", b"", Parameters((), (("q", "d"),))),
        ("GET", "&&=x&", "", b"", Parameters((), (("", "x"),))),
    ],
)  # fmt: skip
def test_parameters_are_read_as_the_server_reads_them(
    method: str, query_string: str, content_type: str, body: bytes, parameters: Parameters
) -> None:
    assert read(method, query_string, content_type, body) == parameters


def test_a_multipart_body_is_refused() -> None:
    with pytest.raises(UnsupportedMediaTypeError) as caught:
        read("POST", "", "multipart/form-data; boundary=x", b"--x--")
    assert str(caught.value) == f"send the parameters as {FORM}"


@pytest.mark.parametrize(
    ("body", "url", "query"),
    [
        ([], [], ""),
        (["a"], [], "a"),
        ([], ["a"], "a"),
        (["a"], ["a"], "a"),
        (["a", "b"], [], "a"),
        ([], ["a", "b"], "a"),
        (["a", "b"], ["a", "c"], "a"),
    ],
)
def test_the_first_query_wins(body: list[str], url: list[str], query: str) -> None:
    found = Parameters(*(tuple(("query", text) for text in texts) for texts in (body, url)))
    assert found.one_query() == query
    assert (found.first("query") or "") == query


@pytest.mark.parametrize(("body", "url"), [("a", "b"), ("a", ""), ("", "b")])
def test_two_different_queries_in_body_and_url_are_refused(body: str, url: str) -> None:
    with pytest.raises(BadRequestError) as caught:
        Parameters((("query", body),), (("query", url),)).one_query()
    assert str(caught.value) == 'the parameter "query" is given twice with different text'


def test_another_query_stands_in_the_body_and_the_rest_stays_where_it_was() -> None:
    found = Parameters(
        (("step", "5"), ("query", "a"), ("query", "b")), (("timeout", "1s"), ("query", "c"))
    ).with_query('up{a="ü &"}')
    assert found == Parameters((("query", 'up{a="ü &"}'), ("step", "5")), (("timeout", "1s"),))
    assert found.encoded_body() == b"query=up%7Ba%3D%22%C3%BC+%26%22%7D&step=5"
    assert found.encoded_url() == "timeout=1s"
    assert found.first("missing") is None
