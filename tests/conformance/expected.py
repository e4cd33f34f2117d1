"""What the themes promise, so that a suite of empty answers cannot pass."""

from collections.abc import Callable, Sequence

from tests.conformance.exchange import Answer

Promise = Callable[[Sequence[Answer]], bool]


def keeps_its_promise(theme: str, answers: Sequence[Answer], *, of_3: bool) -> bool:
    """Say whether the answers to a query, instant and range, are such as its theme is about.

    Version 2 is held to what only it has: the queries are written for version 3.
    """
    if theme == "of_version_2":
        return of_3 or _any_found(answers)
    return not of_3 or _PROMISES.get(theme, _any_found)(answers)


def _any_found(answers: Sequence[Answer]) -> bool:
    return any(answer.status == 200 and answer.json["data"]["result"] for answer in answers)


def _none_found(answers: Sequence[Answer]) -> bool:
    return not any(answer.json["data"]["result"] for answer in answers)


def _all_refused(answers: Sequence[Answer]) -> bool:
    return all(answer.json["status"] == "error" for answer in answers)


def _range_refused(answers: Sequence[Answer]) -> bool:
    return [answer.json["status"] for answer in answers] == ["success", "error"]


def _noticed(answers: Sequence[Answer]) -> bool:
    return any({"warnings", "infos"} & answer.json.keys() for answer in answers)


_PROMISES: dict[str, Promise] = {
    "empty": _none_found,
    "errors": _all_refused,
    "range_errors": _range_refused,
    "notices": _noticed,
}
