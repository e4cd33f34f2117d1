"""What an operator can set about prompts."""

from pathlib import Path

from pydantic import BaseModel, Field, PrivateAttr, field_validator, model_validator

from app.pipeline.prompt_options import (
    DEFAULT_TEMPLATE,
    PromptOptions,
    SendValues,
    write_instructions,
)


class PromptSettings(BaseModel):
    """A part of the settings; see `app.settings.Settings`."""

    _instructions: str = PrivateAttr("")

    prompt_template_file: Path | None = Field(
        None,
        description="Jinja template of a model's instructions, with `{{ instructions }}` and"
        " `{{ site_notes }}`.",
    )
    site_notes_file: Path | None = Field(
        None, description="Plain text for the model: what your labels and names mean."
    )
    prompt_examples: int = Field(
        5, ge=0, le=20, description="Approved questions at most that a model is shown as examples."
    )
    prompt_send_help: bool = Field(True, description="Whether a model is sent help texts.")
    prompt_send_labels: bool = Field(
        True, description="Whether a model is sent label names and values."
    )
    prompt_send_values: SendValues | None = Field(
        None,
        description="Label values that a model is sent: `all` where there are few, those `matching`"
        " words of the question, `none`; by default `all` for a model on this host, else"
        " `matching`.",
    )

    @field_validator("prompt_template_file", "site_notes_file")
    @classmethod
    def _readable(cls, value: Path | None) -> Path | None:
        """Take files of text."""
        if value is not None:
            _text(value)
        return value

    @model_validator(mode="after")
    def _renders(self) -> "PromptSettings":
        """Take a template and notes that make instructions; they are read here, and no more."""
        notes = _text(self.site_notes_file) if self.site_notes_file else ""
        self._instructions = _written("SITE_NOTES_FILE", DEFAULT_TEMPLATE, notes)
        if self.prompt_template_file:
            template = _text(self.prompt_template_file)
            self._instructions = _written("PROMPT_TEMPLATE_FILE", template, notes)
        return self

    def prompt_options(self, *, on_this_host: bool) -> PromptOptions:
        """Return what was decided, for a model on this host or elsewhere."""
        by_place = SendValues.ALL if on_this_host else SendValues.MATCHING
        return PromptOptions(
            instructions=self._instructions,
            examples=self.prompt_examples,
            send_help=self.prompt_send_help,
            send_labels=self.prompt_send_labels,
            send_values=self.prompt_send_values or by_place,
        )


def _written(name: str, template: str, notes: str) -> str:
    try:
        return write_instructions(template, notes)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from error
