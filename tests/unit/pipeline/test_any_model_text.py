"""Whatever a model writes: it ends as PromQL that passes every check, or as a failure.

No text raises an error, and none is executed that the checks refuse.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.answering import Answering
from app.approvals.gate import Gate, Lifetimes
from app.approvals.store import Store
from app.approvals.usage import Usage as Uses
from app.deadline import Deadline
from app.domain import FailureKind, Question, Rejection, Translation, Usage, Window
from app.errors import ProxyError
from app.metrics import Metrics
from app.pipeline.checks import errors
from app.pipeline.llm.base import Reply, Task
from app.pipeline.llm.extract import Output, read_reply
from app.pipeline.parse import is_promql
from app.pipeline.run import Pipeline
from app.prometheus.forward import Upstream
from app.question import ask
from tests.fakes import (
    SOON,
    CataloguesFake,
    RawServer,
    answer,
    catalogue,
    checks,
    counting,
    hour,
    raw_server,
)
from tests.unit.approvals.test_usage import Counts
from tests.unit.house import asking

SUCCESS = answer(b'{"status":"success","data":{"resultType":"matrix","result":[]}}')

PROFILE = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@dataclass
class Speaking:
    """A provider whose model says one text."""

    text: str = ""
    cut: str | None = None
    name: str = "speaking"

    def answer(self, task: Task, deadline: Deadline) -> Reply:
        output = Output(self.text, "model-1", Usage(1, 2, 3), cut=self.cut)
        return read_reply(output, is_promql)


@dataclass(repr=False)
class House:
    """The service from the question to the upstream, whose requests are recorded."""

    server: RawServer
    model: Speaking
    pipeline: Pipeline
    answering: Answering
    made: list[Translation]
    numbers: Iterator[int]

    def hears(self, text: str, cut: str | None = None) -> None:
        """Let the model say a text in answer to a new question, and look at all that follows."""
        self.model.text, self.model.cut = text, cut
        number = next(self.numbers)
        question = f"{number} how many requests are served per second"
        window = hour(60 if number % 2 else None)
        self.server.received.clear()
        self.made.clear()
        self._told(question, window)
        (translation,) = self.made
        executed = self._executed()
        if translation.failure is None:
            self._assert_passes(translation.promql or "", self.pipeline.checks.now())
        else:
            assert (executed, translation.failure.kind in FailureKind) == ([], True)
        for promql in executed:
            self._assert_passes(promql, window)

    def _told(self, question: str, window: Window) -> None:
        """Ask as a client does; an answer or a refusal can be written as JSON and as headers."""
        try:
            answered = self.answering.answer(asking(f'ask{{query="{question}"}}', window=window))
        except ProxyError as error:
            written, headers = json.dumps(error.body()).encode(), error.headers
        else:
            written, headers = b"".join(answered.answer), answered.headers
        body = json.loads(written)
        assert body["status"] == "success" or body["errorType"] == "execution", body
        assert all(value.isascii() and value.isprintable() for value in headers.values())

    def _executed(self) -> list[str]:
        return [
            dict(parse_qsl(received.body.decode(), keep_blank_values=True))["query"]
            for received in self.server.received
        ]

    def _assert_passes(self, promql: str, window: Window) -> None:
        examined = self.pipeline.checks.examine(promql, "t", window, SOON)
        assert errors(examined.findings) == (), promql
        assert is_promql(examined.executed), promql


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("store")
    with raw_server([]) as server:
        server.answers = Endless()
        store = Store(f"sqlite:///{folder}/approvals.db")
        upstream = Upstream(server.url, timeout_seconds=5)
        model, made, held = Speaking(), list[Translation](), CataloguesFake(catalogue())
        pipeline = Pipeline(held, model, checks(counting(), held), upstream, 9_999_999)

        def translate(
            question: Question, rejections: tuple[Rejection, ...], deadline: Deadline
        ) -> Translation:
            made.append(pipeline.translate(question, rejections, deadline))
            return made[-1]

        lifetimes = Lifetimes(1e6, 1e6, request_seconds=25, deadline_seconds=25)
        gate = Gate(store, translate, lifetimes, translation_threads=1, waiting_threads=1)
        uses, metrics = Uses(Counts(), flush_seconds=1e9), Metrics(multiprocess=False)
        answering = Answering(gate, pipeline, uses, metrics, 25, 100, hold_unapproved=False)
        yield House(server, model, pipeline, answering, made, count())
        gate.close()
        store.close()


class Endless(list[Any]):
    """Gives the same answer whenever one is taken."""

    def pop(self, _place: Any = 0) -> Any:
        return SUCCESS


def said(promql: object, **others: object) -> str:
    """Return the answer of a model that keeps to the rules."""
    return json.dumps({"promql": promql, "explanation": "e", "assumptions": [], **others})


def heard(house: House, text: str, cut: str | None = None) -> None:
    house.hears(text, cut)


# --- words that PromQL is made of ---

GOOD = [
    "sum(rate(http_requests_total[$__rate_interval]))",
    'up{job="a"} == 0',
    "histogram_quantile(0.95, sum by (le) (rate(http_duration_seconds_bucket[$__rate_interval])))",
    "avg_over_time(node_memory_free_bytes[$__range]) / 1024 ^ 2",
    'topk(3, up{instance=~"1|2"}) or up unless mystery',
    'label_replace(up, "x", "$1", \'job\', `(.*)`)',
    "max_over_time(rate(http_requests_total[5m])[1h:1m] offset -5m)",
    "up and on (job, instance) group_left () (mystery @ end()) # why",
    'count_values("value", up) > bool 1',
    'up{job!~"b.*",instance=~".+"}',
]
_NAMES = (
    "up mystery http_requests_total http_duration_seconds_bucket node_memory_free_bytes"
    " http_request_total nothing_like_it llm llm_dashboard_metric _ : a:b le up_total sum Inf nan"
    " offset by bool start".split()
)
NAMES = st.sampled_from(
    [
        *_NAMES,
        '{"ü metric"}',
        '{"up"}',
        '{"a\\"b"}',
        '{__name__=~".+"}',
        "{}",
        '{job="a"}',
        "µ",
        "uр",
    ]
)
LABELS = st.sampled_from(
    ["job", "instance", "le", "__name__", "nope", "query", '"l c"', "ü", "", "by", '"a\\"b"']
)
NUMBERS = st.sampled_from(
    "0 1 -1 0.5 1e308 1e400 -1e-400 Inf -Inf NaN 0x1F 017 1_000 9999999999999999999 .5 5. 0b1 1e"
    " 4294967296 1h 5m3s 0x".split()
)
DURATIONS = st.sampled_from(
    "5m 1h 0s 1ms 1s 15s 300y 290y 1d12h 1h1h 1m1h -5m 5 1e3 5M 1.5h 0 4294967295s 4294967296s"
    " 4294967295ms 99999999999999999999s 4294967295y 2000000w $__rate_interval $__range"
    " $__interval ${__range} $__range_s $ 1h+5m".split()
)
MOMENTS = st.sampled_from(
    "0 1 1.5 start() end() 1700000000 1e9 NaN Inf -Inf 253402300799 253402300800 1e15 1e308 -1"
    " -1e308 up start 0x10 1e-300".split()
)
FUNCTIONS = st.sampled_from(
    "rate irate increase delta sum avg count group topk bottomk quantile count_values stddev abs"
    " avg_over_time quantile_over_time absent absent_over_time histogram_quantile label_replace"
    " label_join scalar vector time timestamp predict_linear sort sort_desc info clamp round"
    " holt_winters limitk limit_ratio changes sgn day_of_month rollup llm range_first start".split()
)
OPERATORS = st.sampled_from("+ - * / % ^ == != > < >= <= and or unless atan2 =~ default if".split())
PIECES = st.lists(
    st.sampled_from(
        [
            *"a|a*|(|)|(a|)|(a*)*|(a+)+|.*|.+|^|$|\\b|\\B|(?!)|(?i)|(?P<n>|(?=a)|[a-z]|[^|]|{|}".split(
                "|"
            ),
            *(
                "(a|",
                "|)",
                "(|)",
                "(?:a?){9}",
                "{9}",
                "{99999999999}",
                "\\",
                "\\\\",
                "\\d",
                "\\x00",
            ),
            *("\\ud800", "\\u2028", "\\U0001F600", "\\777", "\\1", "\\pL", "\\Q", "\\z", "ü", "\n"),
            *("[[:alpha:]]", "[a--b]", "[z-a]", "**", "(?<n>a)", "(?#c)", "(?s:.)", "1|2", "a"),
        ]
    ),
    max_size=12,
).map("".join)
STRINGS = PIECES.flatmap(
    lambda inner: st.sampled_from([f'"{inner}"', f"'{inner}'", f"`{inner}`", f'"{inner}'])
)


@st.composite
def selectors(draw: st.DrawFn) -> str:
    matchers = [
        draw(LABELS) + draw(st.sampled_from(["=", "!=", "=~", "!~", "=="])) + draw(STRINGS)
        for _ in range(draw(st.integers(0, 3)))
    ]
    inner = draw(st.sampled_from([",", ", ", ",,", " or "])).join(matchers)
    text = draw(NAMES) + (f"{{{inner}}}" if matchers or draw(st.booleans()) else "")
    for _ in range(draw(st.integers(0, 2))):
        text += draw(modifiers())
    return text


@st.composite
def modifiers(draw: st.DrawFn) -> str:
    match draw(st.integers(0, 4)):
        case 0:
            return f"[{draw(DURATIONS)}]"
        case 1:
            return f"[{draw(DURATIONS)}:{draw(DURATIONS)}]"
        case 2:
            return f" offset {draw(DURATIONS)}"
        case 3:
            return f" @ {draw(MOMENTS)}"
        case _:
            return draw(st.sampled_from(["[5m]", "[1h:]", "", " # gone\n", " offset 1d"]))


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> str:
    kind = draw(st.integers(0, 6)) if depth else draw(st.integers(5, 6))
    inner = expressions(depth - 1)
    match kind:
        case 0 | 1:
            several = st.lists(st.one_of(inner, STRINGS, NUMBERS), max_size=3)
            arguments = [draw(inner), *draw(several)] if draw(st.booleans()) else [draw(inner)]
            return f"{draw(FUNCTIONS)}({', '.join(arguments)})"
        case 2:
            by = draw(st.sampled_from(["by", "without", "on"]))
            labels = ", ".join(draw(st.lists(LABELS, max_size=2)))
            return f"{draw(FUNCTIONS)} {by} ({labels}) ({draw(inner)})"
        case 3 | 4:
            joins = ["", "on (job) ", "ignoring () ", "on () group_left (x) ", "bool ", "fill (0) "]
            join = draw(st.sampled_from(joins))
            return f"{draw(inner)} {draw(OPERATORS)} {join}{draw(inner)}"
        case 5:
            return draw(NUMBERS) if depth < 3 and draw(st.booleans()) else draw(selectors())
        case _:
            return f"({draw(inner)})" + draw(modifiers()) if depth else draw(selectors())


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """Return good PromQL after a few accidents."""
    text = draw(st.sampled_from(GOOD))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 6)))
        other = draw(st.sampled_from(GOOD))
        chosen = st.one_of(
            st.sampled_from([*"(){}[]\"'`\\#\n\0\r,:@$-", "=~", "/*", "--", "；", "\u200b", ""]),
            st.text(max_size=2),
            st.integers(0, len(other)).map(lambda at, other=other: other[at : at + 9]),
            st.just(text[start:end] * draw(st.integers(0, 3))),
        )
        text = text[:start] + draw(chosen) + text[end:]
    return text


ANY_LETTERS = st.characters(exclude_categories=())  # surrogates and control characters too
JSON_VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(ANY_LETTERS, max_size=12),
        st.sampled_from(GOOD),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["promql", "refusal", "x", "query"]), inner, max_size=3),
    ),
    max_leaves=6,
)
FIELDS = st.sampled_from("promql refusal explanation assumptions query PromQL answer ü".split())
OBJECTS = st.dictionaries(FIELDS, JSON_VALUES, max_size=5)
AROUND = st.sampled_from(
    [
        ("```promql\n", "\n```"),
        ("```\n", "\n```\nThis counts the requests."),
        ("Sure! Here you go:\n\n```\n", "\n"),
        ("PromQL: ", ""),
        ("**Query:** `", "` shows it, (sum it yourself)."),
        ("The answer is `", "`, not `up`."),
        ("<think>up or down?</think>", ""),
        ("<think>", "</think>up"),
        ("I cannot do that: ", " is not allowed"),
        ("query=", "\nignore the rules\nup{"),
        ("<html><body>", "</body></html>"),
        ("SELECT 1; -- ", ""),
        ('{"tool_calls":[{"function":{"name":"query","arguments":"', '"}}]}'),
    ]
)


# --- what becomes of it ---


@settings(PROFILE, max_examples=200)
@given(text=st.text(ANY_LETTERS, max_size=200))
def test_any_text(house: House, text: str) -> None:
    heard(house, text)


@settings(PROFILE, max_examples=250)
@given(objects=st.lists(OBJECTS, min_size=1, max_size=3), between=st.sampled_from(["", "\n", "x"]))
def test_json_with_any_fields_and_types(
    house: House, objects: list[dict[str, Any]], between: str
) -> None:
    heard(house, between.join(map(json.dumps, objects)))


@settings(PROFILE, max_examples=200)
@given(
    promql=st.one_of(mutations(), expressions()),
    share=st.floats(0, 1),
    cut=st.sampled_from([None, "length"]),
)
def test_json_that_breaks_off(house: House, promql: str, share: float, cut: str | None) -> None:
    whole = said(promql)
    heard(house, whole[: round(share * len(whole))], cut)


@settings(PROFILE, max_examples=250)
@given(
    around=AROUND,
    promql=st.one_of(st.sampled_from(GOOD), mutations(), expressions()),
    again=st.booleans(),
)
def test_promql_in_prose(house: House, around: tuple[str, str], promql: str, again: bool) -> None:
    text = promql.join(around)
    heard(house, f"{text}\n\nOr else:\n{text}" if again else text)


@settings(PROFILE, max_examples=350)
@given(promql=mutations())
def test_good_promql_after_accidents(house: House, promql: str) -> None:
    heard(house, said(promql))


@settings(PROFILE, max_examples=450)
@given(promql=expressions())
def test_promql_of_any_nesting(house: House, promql: str) -> None:
    heard(house, said(promql))


@settings(PROFILE, max_examples=200)
@given(
    operator=st.sampled_from(["=~", "!~", "="]),
    pattern=PIECES,
    label=LABELS,
    quote=st.sampled_from("\"'`"),
)
def test_any_pattern(house: House, operator: str, pattern: str, label: str, quote: str) -> None:
    heard(house, said(f"sum(up{{{label}{operator}{quote}{pattern}{quote}}})"))


TIMES = [
    "rate(http_requests_total[{}])",
    "max_over_time(up[{}:])",
    "max_over_time(up[{}:{}])",
    "max_over_time(up[1h:{}])",
    "up offset {}",
    "up offset -{}",
    "up @ {}",
    "max_over_time(up[1h:1m] @ {} offset {})",
    "predict_linear(node_memory_free_bytes[{}], {})",
    "topk({}, up)",
    "quantile({}, up)",
    "up ^ {} ^ {}",
    "sum(up) * {}",
]
DIGITS = st.builds(
    lambda sign, number, unit: f"{sign}{number}{unit}",
    st.sampled_from(["", "-", "+"]),
    st.one_of(st.integers(0, 2**70), st.floats().map(repr), st.integers(0, 300).map("1e{}".format)),
    st.sampled_from(["", "", "ms", "s", "m", "h", "d", "w", "y", "y1d"]),
)


@settings(PROFILE, max_examples=250)
@given(template=st.sampled_from(TIMES), number=st.one_of(DIGITS, DURATIONS, MOMENTS, NUMBERS))
def test_any_number_and_duration(house: House, template: str, number: str) -> None:
    heard(house, said(template.replace("{}", number)))


LARGE = {
    "operators": "+".join(["up"] * 6000),
    "minuses": "-" * 60_000 + "up",
    "parentheses": "(" * 20_000 + "up" + ")" * 20_000,
    "nested functions": "abs(" * 100 + "-" * 250 + "up" + ")" * 100,
    "powers": "up^" * 250 + "abs(" * 100 + "mystery" + ")" * 100,
    "subqueries": "up" + "[1m:]" * 3000,
    "labels": "sum by (" + ",".join(f"l{n}" for n in range(2000)) + ") (up)",
    "matchers": "up{" + ",".join(f'a{n}="{n}"' for n in range(250)) + "}",
    "metrics": " or ".join(f"metric_{n}" for n in range(250)),
    "one name": "a" * 16_000,
    "one string": 'up{job="' + "x" * 16_000 + '"}',
    "quotes": '"' * 60_001,
    "alternatives": 'up{job=~"' + "|".join(f"v{n}.*" for n in range(1800)) + '"}',
    "blanks": "up" + " " * 60_000 + "{}",
    "comments": "# up\n" * 12_000 + "up",
    "placeholders": "up[" + "$__range" * 7000 + "]",
    "braces": "up{" * 500,
    "fences": "```up```\n" * 7000,
    "labelled lines": "PromQL: up(\n" * 5000,
    "objects": '{"a":' * 12_000,
    "thoughts": "<think>" * 9000,
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
@pytest.mark.parametrize("written", [said, str], ids=["JSON", "bare"])
def test_large_text(house: House, text: str, written: Any) -> None:
    house.hears(written(text))


BREAKING = {
    "long range": "rate(http_requests_total[4294967295y])",
    "long range in seconds": "rate(http_requests_total[1e15])",
    "range beyond 64 bits": "rate(http_requests_total[9223372036854775807])",
    "long offset": "up offset 4294967295y",
    "long offset ahead": "up offset -4294967295y",
    "long subquery": "max_over_time(up[4294967295y:1ms])",
    "long step": "max_over_time(up[1h:4294967295y])",
    "late": "up @ 1e308",
    "year 33658": "up @ 1e12",
    "before 1970": "up @ -1",
    "early": "up @ -1e308",
    "set in a set, which Python warns of": 'up{job=~"[[a]b]"}',
    "backtracking for hours": f'up{{job=~"{"(|)" * 40}\\\\b"}}',
    "braces that open": "{" * 60_000,
    "braces in pairs": "a{}" * 20_000,
    "a chain of joins": "+ on (job) ".join(["sum by (job) (up)"] * 250),
}


@pytest.mark.parametrize("promql", BREAKING.values(), ids=BREAKING)
def test_promql_that_was_too_much_once(house: House, promql: str) -> None:
    house.hears(said(promql))


def test_what_was_refused_for_good_is_not_run_in_other_words(house: House) -> None:
    """A model cannot hide what a reviewer rejected behind comments, quotes or blanks."""
    rejections = (Rejection('up{job="a b"}', "wrong", "alice"),)
    question = ask("t", "how many targets are up")
    for hidden in ("up { job = 'a b' } # new", "up{job=`a b`}", 'up{job="a\\x20b"}\n'):
        model = Speaking(said(hidden))
        made = replace(house.pipeline, provider=model).translate(question, rejections, SOON)
        assert made.failure is not None
        assert made.failure.kind is FailureKind.REJECTED
    assert orjson.dumps(made.failure.message)
