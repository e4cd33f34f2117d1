"""Reads languages out of a folder of YAML files."""

from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from app.pipeline.reading.languages.language import Language
from app.pipeline.reading.languages.translator import Translator, translator

_SHIPPED = Path(__file__).parent


class LanguagesError(ValueError):
    """A language file cannot be used; `str()` names the file, the entry and what to do."""


class _Loader(yaml.CBaseLoader):
    """Takes all scalars for text, so that `no` and `on` are words, and each key once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key!r} stands there twice", node.value[number][0].start_mark
                )
        return super().construct_mapping(node, deep)


@cache
def shipped() -> tuple[Translator, ...]:
    """Return the languages that come with the project, read once."""
    return load(_SHIPPED)


def load(folder: Path) -> tuple[Translator, ...]:
    """Return the languages of a folder, each ready to translate. Raises `LanguagesError`."""
    return tuple(translator(_of_file(path)) for path in sorted(folder.glob("*.yaml")))


def _of_file(path: Path) -> Language:
    try:
        found = yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506 - makes texts only
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise LanguagesError(f"{path} cannot be read: {' '.join(str(error).split())}") from error
    try:
        return Language.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        told = f"`{field}`: {first['msg']}" if field else first["msg"]
        raise LanguagesError(f"{path}, {told}") from error
