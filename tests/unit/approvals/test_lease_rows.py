import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event

from app.approvals.store import Store
from tests.unit.approvals.asked import MADE, UPTIME
from tests.unit.approvals.conftest import Clock

PATIENCE_SECONDS = 30
T, H = UPTIME.tenant, UPTIME.hash


def acquire_in_eight_threads(url: str, name: str, together: Barrier, holders: "Queue[str]") -> None:
    """Be one of the processes that want one lease; report the threads that got it."""
    store = Store(url)

    def acquire(thread: int) -> None:
        holder = f"{name}-{thread}"
        together.wait(PATIENCE_SECONDS)
        if store.acquire_lease(T, H, holder, 600):
            holders.put(holder)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(acquire, range(8)))
    holders.put("")
    store.close()


def acquire_and_hang(url: str, acquired: Event) -> None:
    """Take a lease and never give it back."""
    store = Store(url)
    store.acquire_lease(T, H, "victim", 600)
    acquired.set()
    multiprocessing.Event().wait(PATIENCE_SECONDS)


def test_one_holder_at_a_time(store: Store) -> None:
    assert store.acquire_lease(T, H, "a", 15)
    assert not store.acquire_lease(T, H, "b", 15)
    assert store.acquire_lease("team-b", H, "b", 15)


def test_its_holder_can_take_a_lease_again_which_makes_it_longer(
    store: Store, clock: Clock
) -> None:
    store.acquire_lease(T, H, "a", 15)
    clock.now += 10
    renewed = store.acquire_lease(T, H, "a", 15)
    clock.now += 10
    assert (renewed, store.acquire_lease(T, H, "b", 15)) == (True, False)


def test_a_released_lease_is_free(store: Store) -> None:
    store.acquire_lease(T, H, "a", 15)
    store.release_lease(T, H, "a")
    assert store.acquire_lease(T, H, "b", 15)


def test_nobody_else_can_release_a_lease(store: Store) -> None:
    store.acquire_lease(T, H, "a", 15)
    store.release_lease(T, H, "b")
    assert not store.acquire_lease(T, H, "b", 15)


def test_a_lease_runs_out_and_its_old_holder_has_lost_it(store: Store, clock: Clock) -> None:
    store.acquire_lease(T, H, "a", 15)
    clock.now += 15
    assert store.acquire_lease(T, H, "b", 15)
    assert not store.acquire_lease(T, H, "a", 15)


def test_a_sweep_takes_away_leases_that_ran_out_and_no_others(store: Store, clock: Clock) -> None:
    store.acquire_lease(T, H, "a", 15)
    store.acquire_lease(T, "2", "a", 60)
    clock.now += 15
    store.sweep(pending_older_than_seconds=1, now=clock.now)
    assert store.acquire_lease(T, H, "b", 15)
    assert not store.acquire_lease(T, "2", "b", 15)


def test_a_question_can_be_stored_while_its_lease_is_held(store: Store) -> None:
    store.acquire_lease(T, H, "a", 15)
    store.save_translation(UPTIME, MADE)
    assert not store.acquire_lease(T, H, "b", 15)


def test_sixteen_threads_of_two_processes_make_one_holder(url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    together, holders = spawn.Barrier(16), spawn.Queue()
    workers = [
        spawn.Process(target=acquire_in_eight_threads, args=(url, name, together, holders))
        for name in ("one", "two")
    ]
    for worker in workers:
        worker.start()
    reported: list[str] = []
    while reported.count("") < len(workers):
        reported.append(holders.get(timeout=PATIENCE_SECONDS))
    for worker in workers:
        worker.join(PATIENCE_SECONDS)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert len([holder for holder in reported if holder]) == 1


def test_the_lease_of_a_killed_holder_runs_out(url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    acquired = spawn.Event()
    victim = spawn.Process(target=acquire_and_hang, args=(url, acquired))
    victim.start()
    assert acquired.wait(PATIENCE_SECONDS)
    victim.kill()
    victim.join(PATIENCE_SECONDS)
    now, later = Store(url), Store(url, clock=lambda: 4e9)
    early = now.acquire_lease(T, H, "heir", 15)
    late = later.acquire_lease(T, H, "heir", 15)
    now.close()
    later.close()
    assert (early, late) == (False, True)
