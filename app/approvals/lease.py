"""The right to translate a question, held by one thread of one worker of one replica at a time."""

import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from app.approvals.store import Store
from app.domain import Question
from app.errors import ProxyError

LEASE_SECONDS = 15.0


@contextmanager
def lease(store: Store, question: Question) -> Iterator[bool]:
    """Hold the question's lease inside the block; yields False where somebody else has it.

    The lease is renewed while the block runs; a holder that dies loses it after `LEASE_SECONDS`.
    """
    holder = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    if not store.acquire_lease(question.tenant, question.hash, holder, LEASE_SECONDS):
        yield False
        return
    done = threading.Event()
    renewal = threading.Thread(
        target=_renew, args=(store, question, holder, done), name="lease", daemon=True
    )
    renewal.start()
    try:
        yield True
    finally:
        done.set()
        renewal.join()
        store.release_lease(question.tenant, question.hash, holder)


def _renew(store: Store, question: Question, holder: str, done: threading.Event) -> None:
    while not done.wait(LEASE_SECONDS / 3):
        try:
            store.acquire_lease(question.tenant, question.hash, holder, LEASE_SECONDS)
        except ProxyError:
            continue  # the store is away: the next round may reach it before the lease ends
