"""The edges of a POST to a model endpoint."""

import socket
import threading
from contextlib import contextmanager

import pytest
import requests
import responses

from app.deadline import Deadline
from app.pipeline.llm.base import ModelError
from app.pipeline.llm.endpoint import Endpoint
from app.pipeline.llm.failures import ModelTimedOutError, RequestRefusedError
from app.pipeline.llm.http import MAX_ANSWER_BYTES, ModelHttp

URL = "http://model.example/v1/responses"
KEY = "sk-very-secret"


def http(url=URL, waits=None, **fields):
    endpoint = Endpoint(url, "m", **{"api_key": KEY, **fields})
    return ModelHttp(endpoint, wait=(waits if waits is not None else []).append)


def post(client, seconds=30.0):
    return client.post({"model": "m"}, Deadline.after(seconds))


def failure(client, seconds=30.0):
    with pytest.raises(ModelError) as raised:
        post(client, seconds)
    return raised.value


@responses.activate
def test_the_body_and_the_key_are_sent_and_the_json_comes_back():
    sent = responses.post(URL, json={"a": 1})

    assert post(http()) == {"a": 1}
    request = sent.calls[0].request
    assert request.body == b'{"model":"m"}'
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["Accept-Encoding"] == "identity"


@responses.activate
def test_without_a_key_none_is_sent():
    sent = responses.post(URL, json={})

    post(http(api_key=None))

    assert "Authorization" not in sent.calls[0].request.headers


@responses.activate
def test_azure_gets_its_key_in_its_own_header():
    url = "https://me.openai.azure.com/openai/v1/chat/completions"
    sent = responses.post(url, json={})

    post(http(url))

    headers = sent.calls[0].request.headers
    assert (headers["api-key"], "Authorization" in headers) == (KEY, False)


def test_the_key_shows_in_no_representation():
    assert KEY not in repr(http())


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (301, "the model endpoint redirects (301), which is not followed: check LLM_ENDPOINT"),
        (400, "the model endpoint did not take the request (400): too … long"),
        (401, "the model endpoint refused the key: check OPENAI_API_KEY"),
        (403, "the model endpoint forbids this: check OPENAI_API_KEY and what it may use"),
        (
            404,
            "the model endpoint has no such path or model: check LLM_ENDPOINT and OPENAI_MODEL",
        ),
        (405, "the model endpoint takes no POST at this path: check LLM_ENDPOINT"),
        (413, "the model endpoint takes no request of this size: check its limits"),
        (418, "the model endpoint refused the request (418): check LLM_ENDPOINT"),
        (422, "the model endpoint did not take the request (422): too … long"),
    ],
)
@responses.activate
def test_a_refusal_says_what_to_check_and_is_not_repeated(status, message):
    sent = responses.post(
        URL,
        status=status,
        json={"error": {"message": f"too\n{KEY}\tlong"}},
        headers={"Location": "http://elsewhere.example/"},
    )

    error = failure(http())

    assert str(error) == message
    assert (error.status, error.error_type) == (503, "unavailable")
    assert sent.call_count == 1


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b'{"error": {"message": "No Format", "param": "text"}}', "no format text"),
        (b'{"error": "bad Schema"}', "bad schema"),
        (b'{"detail": [{"loc": ["response_format"]}]}', '[{"loc":["response_format"]}]'),
        (b'{"message": "no", "error": null}', "no"),
        (b'{"object": "error", "message": "no"}', "no"),
        (b"<html>", ""),
        (b"", ""),
    ],
)
@responses.activate
def test_the_complaint_is_read_from_any_error_shape(body, complaint):
    responses.post(URL, status=400, body=body)

    error = failure(http())

    assert isinstance(error, RequestRefusedError)
    assert error.complaint == complaint


@responses.activate
def test_of_a_long_complaint_200_characters_are_told():
    responses.post(URL, status=400, json={"error": "x" * 5000})

    assert str(failure(http())) == f"the model endpoint did not take the request (400): {'x' * 200}"


@pytest.mark.parametrize("status", [429, 500, 502, 503])
@responses.activate
def test_what_may_pass_is_tried_once_more(status):
    responses.post(URL, status=status, headers={"Retry-After": "3"})
    responses.post(URL, json={"a": 1})
    waits = []

    assert post(http(waits=waits)) == {"a": 1}
    assert waits == [3.0]


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (
            429,
            "the model endpoint is over its quota or rate limit (429): check the account, or wait",
        ),
        (503, "the model endpoint failed (503): it may be overloaded or still loading"),
    ],
)
@responses.activate
def test_a_second_failure_is_the_answer(status, message):
    sent = responses.post(URL, status=status)
    waits = []

    assert str(failure(http(waits=waits))) == message
    assert (sent.call_count, waits) == (2, [1.0])


@responses.activate
def test_nobody_waits_longer_than_the_deadline():
    sent = responses.post(URL, status=429, headers={"Retry-After": "31"})
    waits = []

    failure(http(waits=waits), seconds=30.0)

    assert (sent.call_count, waits) == (1, [])


@responses.activate
def test_after_the_deadline_nothing_is_sent():
    error = failure(http(), seconds=0.0)

    assert isinstance(error, ModelTimedOutError)
    assert error.body() == {
        "status": "error",
        "errorType": "timeout",
        "error": "the model did not answer in time",
    }


@pytest.mark.parametrize(
    ("raised", "message"),
    [
        (requests.ReadTimeout(KEY), "the model did not answer in time"),
        (
            requests.ConnectTimeout(KEY),
            "the model endpoint does not accept connections: check LLM_ENDPOINT and the network",
        ),
        (
            requests.ConnectionError(KEY),
            "the model endpoint cannot be reached (ConnectionError): "
            "check LLM_ENDPOINT and that the server runs",
        ),
        (
            requests.exceptions.SSLError(KEY),
            "the model endpoint's certificate cannot be verified: check LLM_ENDPOINT and its CA",
        ),
        (requests.exceptions.InvalidURL(KEY), "LLM_ENDPOINT is no usable URL: check it"),
    ],
)
@responses.activate
def test_an_endpoint_out_of_reach_says_what_to_check(raised, message):
    responses.post(URL, body=raised)

    assert str(failure(http())) == message


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            b"<html>",
            "the model endpoint answered something that is not JSON: check LLM_ENDPOINT",
        ),
        (b"", "the model endpoint answered something that is not JSON: check LLM_ENDPOINT"),
        (b"[1]", "the model endpoint answered an unknown shape: check LLM_PROVIDER"),
        (
            b" " * (MAX_ANSWER_BYTES + 1),
            f"the model endpoint's answer is larger than {MAX_ANSWER_BYTES} bytes: "
            "check LLM_ENDPOINT",
        ),
    ],
)
@responses.activate
def test_an_unusable_answer_says_what_to_check(body, message):
    responses.post(URL, body=body)

    assert str(failure(http())) == message


def test_a_closed_port_cannot_be_reached():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

    assert "cannot be reached (ConnectionError)" in str(failure(http(f"http://127.0.0.1:{port}/")))


@contextmanager
def dripping_server(head):
    """Answer one request with `head`, then one byte after another until the client leaves."""
    done = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def drip():
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(head)
            for _ in range(500):
                if done.wait(0.01):
                    return
                try:
                    connection.sendall(b" ")
                except OSError:
                    return

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        done.set()
        thread.join()
        listener.close()


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
    ],
)
def test_a_body_that_never_ends_ends_at_the_deadline(head):
    with dripping_server(head) as url:
        assert isinstance(failure(http(url), seconds=0.3), ModelTimedOutError)


def test_a_body_shorter_than_promised_is_no_answer():
    with dripping_server(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{") as url:
        assert "is not JSON" in str(failure(http(url)))


def test_the_endpoints_own_timeout_counts_too():
    with dripping_server(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n") as url:
        error = failure(http(url, timeout_seconds=0.3))

    assert isinstance(error, ModelTimedOutError)
