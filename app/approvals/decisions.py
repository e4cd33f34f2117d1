"""What each decision makes of a question: which version is live, which is the draft, or why not."""

from dataclasses import dataclass, replace

from app.approvals.acceptance import check_acceptable, covered, refusing, way_out
from app.approvals.records import Accepted, Record, State, Version
from app.domain import Failure, FailureKind, Problem
from app.errors import ConflictError


@dataclass(frozen=True, slots=True)
class Standing:
    """Which of a question's versions count, and how: all that a decision can change."""

    live: int | None = None
    approved_by: str = ""
    draft: int | None = None
    draft_state: State | None = None
    draft_at: float | None = None
    failure: Failure | None = None
    final: bool = False
    accepted: tuple[Accepted, ...] = ()


def standing(record: Record) -> Standing:
    """Return how the question stands now."""
    return Standing(
        live=record.live.number if record.live else None,
        approved_by=record.approved_by,
        draft=record.draft.number if record.draft else None,
        draft_state=record.draft_state,
        draft_at=record.draft_at,
        failure=record.failure,
        final=record.final,
        accepted=record.accepted,
    )


def approve(
    record: Record, version: int | None, who: str, accept: tuple[Accepted, ...] | None
) -> Standing:
    """Return the standing after an approval by `who`; the present one where nothing waits for it.

    `accept` None: what is live already keeps what was accepted, and a draft accepts nothing.
    Raises `ConflictError` for a draft with errors that are not accepted, for findings that cannot
    be, and when `version` is not the one to approve.
    """
    target = to_approve(record)
    _check_version(target, version)
    accepted = accept or ()
    check_acceptable(accepted)
    after = run(record, target, who, accept)
    if after != standing(record):
        _check_accepted(record, target, accepted)
    return after


def run(record: Record, target: Version, who: str, accept: tuple[Accepted, ...] | None) -> Standing:
    """Return the standing in which a version runs, approved by `who` if that changes anything."""
    accepted = accept or ()
    if target is not record.live:
        return Standing(live=target.number, approved_by=who, accepted=accepted)
    if accept is None or accepted == record.accepted:
        return standing(record)
    return replace(standing(record), approved_by=who, accepted=accepted)


def worded_so(record: Record, promql: str) -> Version | None:
    """Return the version that holds this very text and counts: live, or a pending draft."""
    pending = record.draft if record.draft_state is State.PENDING else None
    return next((each for each in (record.live, pending) if each and each.promql == promql), None)


def check_reviewed(record: Record | None, version: int | None) -> None:
    """Raise `ConflictError` when `version` is not the one that a person's text comes after."""
    if record is not None:
        _check_version(to_approve(record), version)
    elif version is not None:
        raise ConflictError(
            f"version {version} was reviewed, but nothing is known for this question: leave the"
            " version out"
        )


def rejected_before(record: Record) -> bool:
    """Say whether the draft is PromQL that a person rejected, so that this can be undone."""
    return record.draft is not None and record.draft.promql in {
        rejection.promql for rejection in record.rejections
    }


def to_approve(record: Record) -> Version:
    """Return the version an approval is about: the draft, unless it failed beside a live one."""
    if record.draft and not (record.live and record.failure):
        return record.draft
    return _present(record)


def reject(record: Record, version: int | None, *, final: bool) -> Standing:
    """Return the standing after a rejection, which without a pending draft revokes the live one.

    Raises `ConflictError` when `version` is not the one to reject.
    """
    target = to_reject(record)
    _check_version(target, version)
    final = final or record.final
    if record.live and target is not record.live:
        return replace(_only_live(record), final=final)
    return Standing(
        draft=target.number,
        draft_state=State.REJECTED,
        draft_at=target.created_at if target is record.live else record.draft_at,
        final=final,
    )


def to_reject(record: Record) -> Version:
    """Return the version a rejection is about: the pending draft, else the live one."""
    if record.draft and record.draft_state is State.PENDING:
        return record.draft
    return _present(record)


def write(
    record: Record | None,
    number: int,
    now: float,
    approved_by: str,
    accepted: tuple[Accepted, ...] = (),
) -> Standing:
    """Return the standing after a person wrote version `number`, to run at once if approved."""
    if approved_by:
        return Standing(live=number, approved_by=approved_by, accepted=accepted)
    return draft(record, number, now, None)


def draft(record: Record | None, number: int, now: float, failure: Failure | None) -> Standing:
    """Return the standing with version `number` as the draft; the live one runs on."""
    return replace(
        _only_live(record),
        draft=number,
        draft_state=State.FAILED if failure else State.PENDING,
        draft_at=now,
        failure=failure,
    )


def _only_live(record: Record | None) -> Standing:
    if record is None or record.live is None:
        return Standing()
    return Standing(
        live=record.live.number, approved_by=record.approved_by, accepted=record.accepted
    )


def _present(record: Record) -> Version:
    version = record.live or record.draft
    if version is None:
        raise AssertionError("a stored question has a live version or a draft")
    return version


def _check_version(current: Version, reviewed: int | None) -> None:
    if reviewed is not None and reviewed != current.number:
        raise ConflictError(
            f"version {reviewed} was reviewed, but version {current.number} is the current one: "
            "look at that, and decide again"
        )


def _check_accepted(record: Record, version: Version, accepted: tuple[Accepted, ...]) -> None:
    found = refusing(version)
    failed = (
        version is record.draft
        and record.draft_state is State.FAILED
        and not rejected_before(record)
    )
    acceptable = not failed or _refused_by_checks(record, version, found)
    if acceptable and covered(found, accepted):
        return
    why = (
        f"this question failed ({_reason(record)}): there is no checked PromQL to approve;"
        if failed
        else "the PromQL did not pass the checks:"
    )
    way = way_out(found) if acceptable else ""
    raise ConflictError(f"{why} edit it to give it PromQL of yours{way}")


def _refused_by_checks(record: Record, version: Version, found: tuple[Problem, ...]) -> bool:
    refused = record.failure is not None and record.failure.kind is FailureKind.REFUSED
    return refused and bool(version.promql and found)


def _reason(record: Record) -> str:
    return record.failure.message if record.failure else "no reason known"
