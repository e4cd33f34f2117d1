"""Snapshots replace one another whole, and no more than needed are kept."""

import os
from multiprocessing import get_context
from pathlib import Path
from threading import Thread

import pytest

from app.catalogue.fetch import Fetched
from app.catalogue.shelf import Shelf, Shelves
from app.catalogue.snapshot import write
from app.deadline import Deadline
from app.errors import CatalogueError, TimedOutError, UnavailableError


def build(shelf: Shelf, at: float, names: int = 10) -> Path:
    told = tuple(f"m{number}" for number in range(names))
    with shelf.alone(Deadline.after(5)):
        return shelf.build(lambda folder: write(Fetched(told, (), {}, at), folder), at)


def die_half_way(folder: Path) -> None:
    (folder / "half").touch()
    os._exit(9)


def test_a_shelf_is_empty_until_something_is_built(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "a" / "b")
    assert (shelf.current(), shelf.about(), shelf.settled(), shelf.tried_at()) == (
        None,
        None,
        False,
        0.0,
    )
    built = build(shelf, 100.0)
    assert (shelf.current(), shelf.tried_at()) == (built, 100.0)
    assert shelf.about() is not None


def test_the_last_two_snapshots_are_kept_and_only_their_owner_can_read_them(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "a")
    built = [build(shelf, float(number)) for number in range(3)]
    kept = sorted(path for path in shelf.folder.iterdir() if path.is_dir())
    assert kept == built[1:]
    assert built[-1].stat().st_mode & 0o077 == 0


def test_what_a_killed_process_left_goes_with_the_next_build_and_nothing_else(
    tmp_path: Path,
) -> None:
    shelf = Shelf(tmp_path / "a")
    before = build(shelf, 1.0)
    killed = get_context("spawn").Process(target=shelf.build, args=(die_half_way, 2.0))
    killed.start()
    killed.join()
    folders = [path for path in shelf.folder.iterdir() if path.is_dir()]
    assert (len(folders), shelf.current()) == (2, before)
    after = build(shelf, 3.0)
    assert sorted(path for path in shelf.folder.iterdir() if path.is_dir()) == [before, after]


def test_a_build_that_fails_changes_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "a")
    built = build(shelf, 1.0)

    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise UnavailableError("down")

    with pytest.raises(UnavailableError, match="down"), shelf.alone(Deadline.after(5)):
        shelf.build(fail, 50.0)
    assert (shelf.current(), shelf.tried_at(), shelf.trouble()) == (built, 50.0, "down")
    assert [path for path in shelf.folder.iterdir() if path.is_dir()] == [built]
    build(shelf, 60.0)
    assert (shelf.tried_at(), shelf.trouble()) == (60.0, "")


def test_what_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "a")
    (shelf.folder / "current" / "in the way").mkdir(parents=True)
    with pytest.raises(CatalogueError, match=f"cannot be built in {shelf.folder}: Is a directory"):
        build(shelf, 1.0)
    assert [path.name for path in shelf.folder.iterdir() if path.is_dir()] == ["current"]


def test_one_builds_at_a_time(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "a")
    raised: list[Exception] = []

    def other() -> None:
        try:
            with shelf.alone(Deadline.after(0.05)):
                pass
        except TimedOutError as error:
            raised.append(error)

    with shelf.alone(Deadline.after(5)):
        thread = Thread(target=other)
        thread.start()
        thread.join()
    assert [str(error) for error in raised] == ["another process still reads the catalogue"]


def test_a_server_has_settled_when_it_told_as_many_names_for_a_minute(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "a")
    told = []
    for at, names in [(0, 0), (70, 5), (80, 100), (85, 105), (139, 100), (141, 100), (500, 200)]:
        build(shelf, float(at), names)
        told.append(shelf.settled())
    assert told == [False, False, False, False, False, True, False]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    shelf = Shelf(tmp_path / "file" / "a")
    with (
        pytest.raises(CatalogueError, match="set CATALOGUE_DIR to a folder that can be written"),
        shelf.alone(Deadline.after(5)),
    ):
        pass


def test_tenants_and_servers_have_shelves_of_their_own(tmp_path: Path) -> None:
    one = Shelves.under(tmp_path, "http://one", 9)
    other = Shelves.under(tmp_path, "http://other", 9)
    folders = {one.of("a").folder, one.of("b").folder, other.of("a").folder, one.of("../a").folder}
    assert len(folders) == 4
    assert all(folder.parent.parent == tmp_path for folder in folders)


def test_shelves_beyond_the_bound_go_the_longest_untouched_first(tmp_path: Path) -> None:
    shelves = Shelves(tmp_path, max_tenants=2)
    for at, tenant in enumerate("abc"):
        build(shelves.of(tenant), 100.0 + at)
    shelves.sweep()
    assert [shelves.of(tenant).about() is not None for tenant in "abc"] == [False, True, True]


def test_what_is_told_is_about_shelves_in_use(tmp_path: Path) -> None:
    shelves = Shelves(tmp_path)
    assert shelves.abouts(0.0) == []
    build(shelves.of("old"), 100.0)
    build(shelves.of("new"), 100.0 + 86_400)
    (tmp_path / "other").mkdir()
    assert [about.fetched_at for about in shelves.abouts(100.0 + 86_401)] == [100.0 + 86_400]
    assert Shelves(tmp_path / "nowhere").abouts(0.0) == []
