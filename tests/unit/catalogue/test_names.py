from pathlib import Path

import pytest

from app.catalogue.names import MappedNames, write_names

NAMES = ["a", "b", "héhé", "line\nbreak", "z" * 1000]


def mapped(folder: Path, names: list[str]) -> MappedNames:
    write_names(names, folder / "names")
    return MappedNames.open(folder / "names")


def test_names_are_those_that_were_written(tmp_path: Path) -> None:
    found = mapped(tmp_path, NAMES)
    assert list(found) == NAMES
    assert (len(found), found[2], found[1:3], found[9:]) == (5, "héhé", NAMES[1:3], [])
    with pytest.raises(IndexError):
        found[5]


def test_there_may_be_none(tmp_path: Path) -> None:
    assert list(mapped(tmp_path, [])) == []


@pytest.mark.parametrize("kept", [0, 7, 20, -1])
def test_a_file_that_is_cut_off_is_told(tmp_path: Path, kept: int) -> None:
    write_names(NAMES, tmp_path / "names")
    (tmp_path / "names").write_bytes((tmp_path / "names").read_bytes()[:kept])
    with pytest.raises(ValueError, match=r"cut off|empty"):
        MappedNames.open(tmp_path / "names")
