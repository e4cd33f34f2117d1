"""A catalogue as files that every process of the machine maps into its memory."""

import errno
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import orjson

from app.catalogue.families import group
from app.catalogue.fetch import Fetched, Values
from app.catalogue.index import Index, build
from app.catalogue.lexicon import Lexicon
from app.catalogue.names import MappedNames, write_names
from app.catalogue.vocabulary import RELATED, SPELLINGS

_LAYOUT = 5
_LEAST_BYTES = 1_000_000
_ABOUT, _NAMES, _WORDS, _VALUES, _INDEX = (
    *("about.json", "names", "words.json", "values.json"),
    "index",
)


class SnapshotError(Exception):
    """The files are not there, are damaged, or were written by another version."""


@dataclass(frozen=True, slots=True)
class About:
    """When a snapshot was fetched, in Unix seconds, and how many families and names it has.

    `content` is the same for snapshots that hold the same.
    """

    fetched_at: float
    families: int
    names: int
    content: str = ""


@dataclass(frozen=True)
class Snapshot:
    """What lies in the files: `names` of series, sorted, the index, and values by label."""

    about: About
    names: Sequence[str]
    index: Index
    values: Values


def write(fetched: Fetched, folder: Path) -> None:
    """Write a snapshot into an empty folder; raises `OSError`."""
    names = sorted(set(fetched.names))
    families = group(names, fetched.metrics)
    path = folder / _INDEX
    path.mkdir()
    try:
        index = build(families, path)
    except ValueError as error:  # so the index tells what the system refused
        raise _unwritten(folder, error) from error
    lexicon = {"frequency": index.lexicon.frequency, "words": index.lexicon.words}
    about = {
        "form": _form(),
        "fetched_at": fetched.fetched_at,
        "families": len(families.all),
        "names": len(names),
        "content": _content(names, fetched),
    }
    write_names(names, folder / _NAMES)
    for name, content in (
        (_WORDS, lexicon),
        (_VALUES, fetched.values),
        (_ABOUT, about),
    ):
        (folder / name).write_bytes(orjson.dumps(content))


def read(folder: Path) -> Snapshot:
    """Return the snapshot in a folder; raises `SnapshotError`."""
    about = read_about(folder)
    try:
        words = orjson.loads((folder / _WORDS).read_bytes())
        lexicon = Lexicon.of(words["frequency"], words["words"])
        names = MappedNames.open(folder / _NAMES)
        values = orjson.loads((folder / _VALUES).read_bytes())
        values = {label: tuple(found) for label, found in values.items()}
        index = Index.open(folder / _INDEX, lexicon)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SnapshotError(f"the catalogue's files cannot be read: {error}") from error
    return Snapshot(about, names, index, values)


def read_about(folder: Path) -> About:
    """Return what is told about the snapshot in a folder; raises `SnapshotError`."""
    try:
        about = orjson.loads((folder / _ABOUT).read_bytes())
        form = about["form"]
        told = About(
            float(about["fetched_at"]),
            int(about["families"]),
            int(about["names"]),
            str(about["content"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotError(f"the catalogue's files cannot be read: {error}") from error
    if form != _form():
        raise SnapshotError("the catalogue's files were written by another version")
    return told


def _content(names: Sequence[str], fetched: Fetched) -> str:
    told = [f"{metric.name}\n{metric.type}\n{metric.help}" for metric in fetched.metrics]
    parts = (names, told, [repr(sorted(fetched.values.items()))])
    text = "\0".join("\n".join(part) for part in parts)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _unwritten(folder: Path, error: ValueError) -> OSError:
    """Return why an index could not be written; a full disk it does not always tell."""
    if shutil.disk_usage(folder).free < _LEAST_BYTES:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return OSError(str(error))


def _form() -> str:
    """Return what tells apart files whose words were stemmed by other rules."""
    rules = repr((_LAYOUT, sorted(SPELLINGS.items()), sorted(RELATED.items())))
    return blake2b(rules.encode(), digest_size=8).hexdigest()
