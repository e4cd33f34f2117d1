"""What can be read out of the texts that models write."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain import Usage
from app.pipeline.llm.base import Reply
from app.pipeline.llm.extract import NoReplyError, Output, extract, read_reply
from app.pipeline.parse import is_promql

CPU = "sum by (mode) (rate(node_cpu_seconds_total[5m]))"


def read(text, **fields):
    return read_reply(Output(text, "m", Usage(1, 2, 3), **fields), is_promql)


def in_json(promql, explanation="", assumptions=(), refusal=None):
    return json.dumps(
        {
            "promql": promql,
            "explanation": explanation,
            "assumptions": list(assumptions),
            "refusal": refusal,
        }
    )


@pytest.mark.parametrize(
    "text",
    [
        in_json(CPU, "CPU time by mode."),
        f"```json\n{in_json(CPU, 'CPU time by mode.')}\n```",
        f"Sure! Here it is: {in_json(CPU, 'CPU time by mode.')} Hope {{that}} helps.",
        f'{{"a": 1}} {in_json(CPU, "CPU time by mode.")}',
        f'{{"answer": {in_json(CPU, "CPU time by mode.")}}}',
        f"<think>maybe {in_json('up')}?</think>\n{in_json(CPU, 'CPU time by mode.')}",
        in_json(f"```promql\n{CPU}\n```", "CPU time by mode."),
        in_json(f"PromQL: `{CPU}`", "CPU\ntime by mode."),
        '{"promql": "sum by (mode) (\n  rate(node_cpu_seconds_total[5m]))",'
        ' "explanation": "CPU time by mode."}',
    ],
)
def test_our_json_is_read_wherever_it_stands(text):
    found = extract(text, is_promql)

    assert found is not None
    assert found.promql.replace("( ", "(") == CPU
    assert found.refusal is None
    assert found.explanation == "CPU time by mode."


def test_assumptions_are_told_with_the_explanation():
    text = in_json("up", "What is up.", ["all jobs", " ", "now"])

    assert read(text) == Reply(
        "up", None, "What is up. Assumed: all jobs; now", "m", Usage(1, 2, 3)
    )


@pytest.mark.parametrize("promql", [None, "", "null", "up"])
def test_a_refusal_counts_more_than_promql(promql):
    text = in_json(promql, refusal="No metric tells the weather.")

    assert read(text) == Reply(
        None, "No metric tells the weather.", model="m", usage=Usage(1, 2, 3)
    )


@pytest.mark.parametrize("nothing", [None, "", "None", "null", "N/A", " - "])
def test_a_refusal_that_says_nothing_is_none(nothing):
    assert read(in_json("up", refusal=nothing)).promql == "up"


@pytest.mark.parametrize(
    ("text", "promql"),
    [
        ("up", "up"),
        ("a and b", "a and b"),
        ("node_load1 > bool 2", "node_load1 > bool 2"),
        (f"```promql\n{CPU}\n```", CPU),
        (f"```\n{CPU}\n```\nThis shows the CPU.", CPU),
        (f"```PromQL\n# all modes\n{CPU}\n", CPU),
        ("```rate(x_total[5m])```", "rate(x_total[5m])"),
        ("```promql up```", "up"),
        ("```sql\nselect 1 from x\n```\nor rather\n```\nup\n```", "up"),
        (
            "```promql\nsum by (mode) (\n  rate(node_cpu_seconds_total[5m])\n)\n```",
            "sum by (mode) ( rate(node_cpu_seconds_total[5m]) )",
        ),
        (
            "Sum it:\n\nsum by (mode) (\n  rate(node_cpu_seconds_total[5m])\n)\nIt shows the CPU.",
            "sum by (mode) ( rate(node_cpu_seconds_total[5m]) )",
        ),
        ("```\nrate(x_total[5m])\nThis is the rate.\n```", "rate(x_total[5m])"),
        (
            "You can use `rate(x_total[$__rate_interval])` for it.",
            "rate(x_total[$__rate_interval])",
        ),
        (f"The metric `node_cpu_seconds_total` goes into `{CPU}`.", CPU),
        ("The metric is `up`.", "up"),
        (f"PromQL: {CPU}", CPU),
        (f"**PromQL query:** `{CPU}`", CPU),
        (f"Query: {CPU}\nExplanation: the CPU.", CPU),
        (f"Answer:\n\n{CPU}\n\nThe end.", CPU),
        (f"- Query: {CPU}", CPU),
        ("Query: a and b", "a and b"),
        (f"Here is what you want: {CPU}", CPU),
        (f"Of course.\n{CPU};\nHave fun!", CPU),
        (f"<think>rate(wrong_total[5m])?\n`no(`</think>\n{CPU}", CPU),
        (f"rate(wrong_total[5m])</think>{CPU}", CPU),
        ("query:latency:p99", "query:latency:p99"),
        ('x{a="b # c"} # note', 'x{a="b # c"} # note'),
        ("x{a=`b`}", "x{a=`b`}"),
    ],
)
def test_promql_is_found_in_prose(text, promql):
    assert read(text) == Reply(promql, None, model="m", usage=Usage(1, 2, 3))


@pytest.mark.parametrize("name", ["query:latency:p99", "answer:total", "up"])
def test_a_metric_name_is_no_label(name):
    assert read(in_json(name)).promql == name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the model's answer is empty"),
        (" \n ", "the model's answer is empty"),
        (
            "Sorry,\x1b[31m I\ncannot.",
            "the model's answer holds no PromQL; it began: Sorry, [31m I cannot.",
        ),
        ("none", "the model's answer holds no PromQL; it began: none"),
        ("n/a", "the model's answer holds no PromQL; it began: n/a"),
        (in_json("…"), f"the model's answer holds no PromQL; it began: {in_json('…')}"),
        ("Sorry", "the model's answer holds no PromQL; it began: Sorry"),
        (
            "There is no such metric; the closest is `node_load1`.",
            "the model's answer holds no PromQL; it began: "
            "There is no such metric; the closest is `node_load1`.",
        ),
        ("<think>up{}", "the model's answer holds no PromQL; it began: <think>up{}"),
        ("(((" * 10, "the model's answer holds no PromQL; it began: " + "(((" * 10),
    ],
)
def test_nothing_usable_is_an_error_with_the_start_of_it(text, message):
    with pytest.raises(NoReplyError) as raised:
        read(text)

    assert str(raised.value) == message
    assert raised.value.usage == Usage(1, 2, 3)
    assert raised.value.status == 422


def test_no_more_than_200_characters_of_the_text_are_shown():
    with pytest.raises(NoReplyError) as raised:
        read("Hm. " * 10_000)

    assert str(raised.value) == f"the model's answer holds no PromQL; it began: {('Hm. ' * 50)}"


def test_of_a_cut_answer_only_whole_promql_is_used():
    cut = in_json("sum(up)", "What is up and")[:40]

    assert read(cut, cut="length").promql == "sum(up)"
    with pytest.raises(NoReplyError, match=r"was cut off \(length\)"):
        read("sum(up)", cut="length")


def test_the_endpoints_own_refusal_is_a_refusal():
    assert read("", refusal="I will\nnot.") == Reply(
        None, "I will not.", model="m", usage=Usage(1, 2, 3)
    )


@given(st.text() | st.text(alphabet='{}[]()"`\\:# \nabupquery,think<>/promql$_', max_size=400))
@example('{"promql": "\\ud800"}')
@example('{"promql": 5, "refusal": [], "assumptions": 3}')
@example("```" * 2000)
@example('{"a":' * 5000)
@example('{"' * 20_000)
@example("[" * 60_000)
@example('"promql":"' * 6000)
@example("<think>" * 9000)
@example("`" * 65_536)
@example(" " * 70_000 + "{")
@example("Query:\n" * 9000)
@example("a_b\n" * 16_000)
@example("up or\n" * 10_000)
def test_any_text_is_a_reply_or_that_error(text):
    try:
        reply = read(text)
    except NoReplyError as error:
        reply = Reply(None, str(error))
    assert (reply.promql is None) != (reply.refusal is None)
    assert (reply.promql or reply.refusal).encode()


def test_the_parser_is_asked_a_bounded_number_of_times():
    asked = []

    def never(text):
        asked.append(len(text))
        return False

    assert extract("a_b(\n" * 12_000 + "`x{}`" * 2000, never) is None
    assert len(asked) <= 200
    assert max(asked) <= 4000


def test_a_tag_inside_our_json_is_part_of_its_string():
    assert read(in_json('x{a="<think>"}')).promql == 'x{a="<think>"}'
