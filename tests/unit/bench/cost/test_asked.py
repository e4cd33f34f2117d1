from bench.cost.asked import Actual, read

STATISTICS = (
    b',"stats":{"timings":{"evalTotalTime":0.1,"execTotalTime":0.2},'
    b'"samples":{"totalQueryableSamples":1200,"peakSamples":34}}'
)


def answer(result: bytes, kind: bytes) -> bytes:
    data = b'{"resultType":"' + kind + b'","result":' + result + STATISTICS + b"}"
    return b'{"status":"success","data":' + data + b"}"


def test_an_answer_is_as_long_as_it_is_without_statistics() -> None:
    result = b'[{"metric":{},"value":[1,"2"]},{"metric":{"a":"b"},"value":[1,"2"]}]'
    body = answer(result, b"vector")
    assert read(body) == Actual(
        touched_samples=1200,
        peak_samples=34,
        answer_bytes=len(body) - len(STATISTICS),
        returned_series=2,
    )


def test_a_scalar_is_one_series() -> None:
    assert read(answer(b'[1,"2"]', b"scalar")).returned_series == 1


def test_an_empty_answer_has_no_series() -> None:
    assert read(answer(b"[]", b"matrix")).returned_series == 0
