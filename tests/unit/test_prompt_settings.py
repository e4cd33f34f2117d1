"""The instructions of a model are checked when the service starts."""

from pathlib import Path

import pytest

from app.pipeline.instructions import INSTRUCTIONS
from app.pipeline.prompt_options import PromptOptions, SendValues, write_instructions
from app.setting_errors import SettingsError
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
    assert noted.instructions.endswith('the rules above:\n"team= is the owner."')
    template = file(tmp_path, "Answer in PromQL. {{ site_notes }}", "template")
    both = Settings(site_notes_file=notes, prompt_template_file=template)
    options = both.prompt_options(on_this_host=False)
    assert options.instructions == 'Answer in PromQL. "team= is the owner."'


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{% if %}", "PROMPT_TEMPLATE_FILE: it cannot be rendered"),
        ("{{ nothing_known }}", "PROMPT_TEMPLATE_FILE: it cannot be rendered"),
        ("{{ ''.__class__.__mro__ }}", "PROMPT_TEMPLATE_FILE: it cannot be rendered"),
        ("{{ 1 / 0 }}", "PROMPT_TEMPLATE_FILE: it cannot be rendered"),
        ("{{ {}['a']['b'] }}", "PROMPT_TEMPLATE_FILE: it cannot be rendered"),
        ("{{ instructions.index('zz') }}", "PROMPT_TEMPLATE_FILE: "),
        ("{% include 'other' %}", "PROMPT_TEMPLATE_FILE: it cannot be rendered"),
        (
            "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
            "PROMPT_TEMPLATE_FILE: it cannot be rendered",
        ),
        ("", "PROMPT_TEMPLATE_FILE: it renders to nothing"),
        ("word " * 3000, "PROMPT_TEMPLATE_FILE: with it the instructions take about"),
    ],
)
def test_a_template_that_makes_no_instructions_is_refused(
    tmp_path: Path, template: str, told: str
) -> None:
    with pytest.raises(SettingsError, match=told):
        Settings(prompt_template_file=file(tmp_path, template))


def test_notes_that_are_too_long_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SITE_NOTES_FILE: the notes take about"):
        Settings(site_notes_file=file(tmp_path, "word " * 3000))


@pytest.mark.parametrize("name", ["prompt_template_file", "site_notes_file"])
def test_files_that_cannot_be_read_are_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        Settings(**{name: tmp_path / "none"})


def test_the_files_are_read_once(tmp_path: Path) -> None:
    notes = file(tmp_path, "team= is the owner.")
    settings = Settings(site_notes_file=notes)
    notes.unlink()
    assert "team= is the owner." in settings.prompt_options(on_this_host=True).instructions


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("prompt_examples", -1),
        ("prompt_examples", 21),
        ("prompt_send_values", "some"),
        ("prompt_send_help", "perhaps"),
        ("llm_temperature", "nan"),
        ("llm_temperature", 3),
        ("llm_max_output_tokens", 0),
        ("openai_model", " "),
        ("openai_model", "a\nb"),
    ],
)
def test_what_cannot_be_meant_is_refused(name: str, value: object) -> None:
    with pytest.raises(SettingsError, match=name.upper()):
        Settings(**{name: value})
