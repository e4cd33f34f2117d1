"""Questions are found wherever PromQL may hold a selector, and nowhere else."""

import pytest

from app.errors import BadRequestError, ExecutionError
from app.pipeline.asked import find_questions, free_text, is_free_text
from app.pipeline.parse import ParseError

METRIC = "llm_dashboard_metric"
ASKED = 'llm_dashboard_metric{query="cpu use"}'

COMPOSED = [
    (ASKED, "sum by (a) (up)"),
    ("llm_dashboard_metric{query='cpu use'}", "sum by (a) (up)"),
    ("llm_dashboard_metric{query=`cpu use`}", "sum by (a) (up)"),
    ('llm_dashboard_metric{ query = " cpu use ", } # why', "sum by (a) (up)"),
    ('{__name__="llm_dashboard_metric",query="cpu use"}', "sum by (a) (up)"),
    ("{'llm_dashboard_metric',query='cpu use'}", "sum by (a) (up)"),
    (f"({ASKED})", "((sum by (a) (up)))"),
    (f"-{ASKED}", "-(sum by (a) (up))"),
    (f"topk(3, {ASKED}) > 0", "topk(3, (sum by (a) (up))) > 0"),
    (f"sum({ASKED}) without (query)", "sum without (query) ((sum by (a) (up)))"),
    (f'count_values("v", {ASKED})', 'count_values("v", (sum by (a) (up)))'),
    (f"rate(x[5m]) / on (a) {ASKED}", "rate(x[5m]) / on (a) (sum by (a) (up))"),
    (f"{ASKED} ^ {ASKED}", "(sum by (a) (up)) ^ (sum by (a) (up))"),
    (f"max_over_time({ASKED}[1h:5m])", "max_over_time((sum by (a) (up))[1h:5m])"),
    (
        f'label_replace({ASKED}, "a", "$1", "b", "llm_dashboard_metric{{(.*)}}")',
        'label_replace((sum by (a) (up)), "a", "$1", "b", "llm_dashboard_metric{(.*)}")',
    ),
]

PLAIN = [
    "up",
    'up{a="llm_dashboard_metric"}',
    "up{a=\"llm_dashboard_metric{query='x'}\"}",
    "up # llm_dashboard_metric{query='x'}",
    "llm_dashboard_metric_2{query='x'}",
    "my:llm_dashboard_metric{query='x'}",
    '{__name__=~"llm_dashboard_metric"}',
    'label_replace(up, "llm_dashboard_metric", "b", "c", "d")',
    "sum by (llm_dashboard_metric) (up)",
    'x{broken="llm_dashboard_metric_2',
]

REFUSED = [
    (f"{ASKED}[5m]", BadRequestError, "cannot take a range such as [5m]"),
    (f"rate({ASKED}[5m])", BadRequestError, "cannot take a range such as [5m]"),
    (f"{ASKED} offset 1h", ExecutionError, "cannot take offset or @"),
    (f"{ASKED} @ start()", ExecutionError, "cannot take offset or @"),
    ('llm_dashboard_metric{query=~"cpu"}', BadRequestError, "use = and plain words"),
    ('llm_dashboard_metric{query="a",query="b"}', BadRequestError, "takes one question"),
    ('llm_dashboard_metric{query="a" or query="b"}', BadRequestError, '"or" cannot stand'),
    (
        'llm_dashboard_metric{query="a",job="b"}',
        ExecutionError,
        'llm_dashboard_metric cannot be filtered by the label "job": leave it out, and say in the'
        " question what to filter by",
    ),
    (
        'llm_dashboard_metric{query="a"',
        BadRequestError,
        "the query around llm_dashboard_metric does not parse: unexpected end of input inside"
        " braces",
    ),
    (
        "llm_dashboard_metric{query='a}",
        BadRequestError,
        "the query around llm_dashboard_metric does not parse: the quote at character 28 never"
        " ends",
    ),
    (
        f'llm_dashboard_metric{{query="{"x" * 1_000_000}"}}',
        BadRequestError,
        "the query around llm_dashboard_metric does not parse: the query is longer than 16384"
        " bytes",
    ),
]


@pytest.mark.parametrize(("text", "composed"), COMPOSED)
def test_a_question_is_found_and_replaced_wherever_it_stands(text: str, composed: str) -> None:
    asked = find_questions(text, METRIC)
    assert asked is not None
    assert asked.questions == ("cpu use",)
    assert asked.compose({"cpu use": "sum(up) by (a) # done"}) == composed


def test_two_questions_stand_in_their_order_each_once() -> None:
    text = " or ".join(f'llm_dashboard_metric{{query="{word}"}}' for word in ("b", "a", "b"))
    asked = find_questions(text, METRIC)
    assert asked is not None
    assert asked.questions == ("b", "a")
    assert asked.compose({"a": "x", "b": "y"}) == "(y) or (x) or (y)"


@pytest.mark.parametrize("text", PLAIN)
def test_the_name_alone_makes_no_question(text: str) -> None:
    assert find_questions(text, METRIC) is None


def test_megabytes_are_not_scanned_for_a_question() -> None:
    long = "x " * 1_100_000
    assert find_questions(f"{long}{METRIC}_2", METRIC) is None
    with pytest.raises(BadRequestError):
        find_questions(f"{long}{METRIC}", METRIC)


@pytest.mark.parametrize(
    "text", [METRIC, f"{METRIC}{{}}", f'sum({METRIC}{{query=" "}})', f"{METRIC} + {ASKED}"]
)
def test_a_selector_without_words_asks_nothing(text: str) -> None:
    asked = find_questions(text, METRIC)
    assert asked is not None
    assert asked.questions == ()


@pytest.mark.parametrize(
    ("text", "error", "reason"), REFUSED, ids=[reason for _, _, reason in REFUSED]
)
def test_what_a_question_cannot_take_is_told(
    text: str, error: type[Exception], reason: str
) -> None:
    with pytest.raises(error) as caught:
        find_questions(text, METRIC)
    assert reason in str(caught.value)


@pytest.mark.parametrize("text", [ASKED, f"topk(3, {ASKED})"])
def test_an_answer_that_asks_again_is_refused(text: str) -> None:
    asked = find_questions(text, METRIC)
    assert asked is not None
    with pytest.raises(ParseError) as caught:
        asked.compose({"cpu use": f"sum({ASKED})"})
    assert str(caught.value) == "the PromQL of a question holds llm_dashboard_metric itself"


@pytest.mark.parametrize(
    ("text", "is_question"),
    [
        ("cpu usage per node", True),
        ("top 5 pods", True),
        ("  show\tme\nmemory  ", True),
        ("a and b or disk usage", True),
        ("сколько памяти свободно", True),
        ("what's up, doc?", True),
        ("Max CPU per node", True),
        ("# only a comment here", False),
        ("cpu usage", False),
        ("up", False),
        ("", False),
        ("a and b", False),
        ("sum by x", False),
        ("sum BY x", False),
        ("up offset 5m", False),
        ("a and b unless c", False),
        ("a + b", False),
        ("a / on b group_left c", False),
        ("rate of up[5m]", False),
        ("pods with cpu > 5", False),
        ('errors of job "x"', False),
        ("what {is} this thing", False),
    ],
)
def test_plain_words_are_three_with_two_neighbours_that_are_no_keywords(
    text: str, is_question: bool
) -> None:
    assert is_free_text(text) is is_question


def test_plain_words_become_the_question_they_are() -> None:
    asked = free_text("  what's \\up \n with node 5? ", METRIC)
    assert asked.questions == ("what's \\up with node 5?",)
    assert asked.compose({asked.questions[0]: "up"}) == "up"


def test_plain_words_without_end_are_refused() -> None:
    with pytest.raises(BadRequestError) as caught:
        free_text("word " * 200_000, METRIC)
    assert str(caught.value) == (
        "the question cannot be read: the query is longer than 16384 bytes"
    )


def test_one_query_cannot_buy_any_number_of_model_calls() -> None:
    query = " or ".join(f'{METRIC}{{query="q{number}"}}' for number in range(9))
    with pytest.raises(BadRequestError) as caught:
        find_questions(query, METRIC)
    assert str(caught.value) == "one query takes at most 8 questions: ask fewer"
