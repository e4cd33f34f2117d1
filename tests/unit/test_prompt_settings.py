"""The instructions of a model are checked when the service starts."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.pipeline.instructions import INSTRUCTIONS
from app.pipeline.prompt_options import PromptOptions, SendValues, write_instructions
from app.settings import Settings


def file(tmp_path: Path, text: str, name: str = "file") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def test_without_settings_the_instructions_are_ours() -> None:
    assert write_instructions() == INSTRUCTIONS
    assert Settings().prompt_options(on_this_host=False) == PromptOptions()


def test_a_model_on_this_host_may_see_all_values() -> None:
    assert Settings().prompt_options(on_this_host=True).send_values is SendValues.ALL
    decided = Settings(prompt_send_values="none")
    assert decided.prompt_options(on_this_host=True).send_values is SendValues.NONE


def test_site_notes_and_a_template_make_the_instructions(tmp_path: Path) -> None:
    notes = file(tmp_path, "\nteam= is the owner.\n", "notes")
    noted = Settings(site_notes_file=notes).prompt_options(on_this_host=False)
    assert noted.instructions.startswith(INSTRUCTIONS)
    assert noted.instructions.endswith("say about it:\nteam= is the owner.")
    template = file(tmp_path, "Answer in PromQL. {{ site_notes }}", "template")
    both = Settings(site_notes_file=notes, prompt_template_file=template)
    options = both.prompt_options(on_this_host=False)
    assert options.instructions == "Answer in PromQL. team= is the owner."


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{% if %}", "PROMPT_TEMPLATE_FILE: it cannot be rendered"),
        ("{{ nothing_known }}", "PROMPT_TEMPLATE_FILE: it cannot be rendered"),
        ("{{ ''.__class__.__mro__ }}", "PROMPT_TEMPLATE_FILE: it cannot be rendered"),
        ("{{ 1 / 0 }}", "PROMPT_TEMPLATE_FILE: it cannot be rendered"),
        ("", "PROMPT_TEMPLATE_FILE: it renders to nothing"),
        ("word " * 3000, "PROMPT_TEMPLATE_FILE: with it the instructions take about"),
    ],
)
def test_a_template_that_makes_no_instructions_is_refused(
    tmp_path: Path, template: str, told: str
) -> None:
    with pytest.raises(ValidationError, match=told):
        Settings(prompt_template_file=file(tmp_path, template))


def test_notes_that_are_too_long_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="SITE_NOTES_FILE: with it the instructions take"):
        Settings(site_notes_file=file(tmp_path, "word " * 3000))


@pytest.mark.parametrize("name", ["prompt_template_file", "site_notes_file"])
def test_files_that_cannot_be_read_are_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValidationError, match="cannot be read"):
        Settings(**{name: tmp_path / "none"})
