"""The sorted names of all series, in a file that all processes map instead of holding a copy."""

import mmap
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, overload

# 32 bits: names of 4 GiB together.
_OFFSET: Literal["I"] = "I"


class MappedNames(Sequence[str]):
    """Names that are decoded as they are asked for; safe to share between threads."""

    def __init__(self, text: bytes | mmap.mmap, ends: memoryview) -> None:
        self._text = text
        self._ends = ends

    @classmethod
    def open(cls, path: Path) -> "MappedNames":
        """Return the names that were written to a file; raises `OSError` and `ValueError`."""
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        number = int.from_bytes(mapped[:8], "little")
        start = 8 + 4 * number
        if start > len(mapped):
            raise ValueError(f"{path.name} is cut off")
        ends = memoryview(mapped)[8:start].cast(_OFFSET)
        if number and start + ends[-1] != len(mapped):
            raise ValueError(f"{path.name} is cut off")
        return cls(mapped, ends)

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> list[str]: ...

    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        text_start = 8 + 4 * len(self)
        start = self._ends[place - 1] if place else 0
        return self._text[text_start + start : text_start + self._ends[place]].decode()

    def __iter__(self) -> Iterator[str]:
        return (self[number] for number in range(len(self)))


def write_names(names: Iterable[str], path: Path) -> None:
    """Write names, which must be sorted."""
    encoded = [name.encode("utf-8", "surrogatepass") for name in names]
    ends, end = array(_OFFSET), 0
    for name in encoded:
        end += len(name)
        ends.append(end)
    if sys.byteorder == "big":
        ends.byteswap()
    count = len(encoded).to_bytes(8, "little")
    path.write_bytes(b"".join([count, ends.tobytes(), *encoded]))
