from collections.abc import Iterator

import pytest

from bench.world.asking import ask
from bench.world.checking import report
from bench.world.running import running_world
from bench.world.state import State
from scripts.processes import free_port
from tests.servers import BINARIES, binary

pytestmark = pytest.mark.prometheus


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    """Return a world that is up: it takes half a minute."""
    for name in ("prometheus-3.5", "promtool-3.5"):
        binary(name)
    folder = tmp_path_factory.mktemp("world") / "here"
    with running_world(folder, servers=BINARIES, preferred_port=free_port()) as state:
        yield state
    assert not folder.exists()


def test_every_question_is_right(state: State) -> None:
    told, is_right = report(state)
    assert is_right, told


def test_all_targets_but_one_are_up(state: State) -> None:
    down = ask(state, "up == 0")
    assert [line.labels["job"] for line in down] == ["catalog"]
    assert ask(state, "count(up)")[0].points[0][1] == state.targets


def test_the_history_has_no_hole(state: State) -> None:
    fewest = ask(state, "min(count_over_time(up[3h]))")
    assert fewest[0].points[0][1] == 3 * 3600 / 15
