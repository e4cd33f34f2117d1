"""What an operator decides about prompts: the instructions, and what of Prometheus may be sent."""

from dataclasses import dataclass
from enum import StrEnum

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from app.pipeline.instructions import INSTRUCTIONS
from app.pipeline.token_count import estimated_tokens

# Beside these, question, metrics and examples still have room.
MAX_INSTRUCTIONS_TOKENS = 1400
DEFAULT_TEMPLATE = """\
{{ instructions }}
{%- if site_notes %}

What the people who run this Prometheus say about it:
{{ site_notes }}
{%- endif %}"""


class SendValues(StrEnum):
    """Which label values a model gets to see."""

    ALL = "all"
    MATCHING = "matching"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PromptOptions:
    """`instructions` as they are sent, how many `examples` at most, and what stands in the data."""

    instructions: str = INSTRUCTIONS
    examples: int = 5
    send_help: bool = True
    send_labels: bool = True
    send_values: SendValues = SendValues.MATCHING


DEFAULT_OPTIONS = PromptOptions()


def write_instructions(template: str = DEFAULT_TEMPLATE, site_notes: str = "") -> str:
    """Return the template with our instructions and the site's notes in it.

    Raises `ValueError` for what is no template, and for instructions that are too long.
    """
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    try:
        written = environment.from_string(template).render(
            instructions=INSTRUCTIONS, site_notes=site_notes.strip()
        )
    except (TemplateError, TypeError, ArithmeticError) as error:
        raise ValueError(f"it cannot be rendered: {error}") from error
    tokens = estimated_tokens(written)
    if tokens > MAX_INSTRUCTIONS_TOKENS:
        raise ValueError(
            f"with it the instructions take about {tokens} tokens, at most"
            f" {MAX_INSTRUCTIONS_TOKENS} leave room for question and metrics: write less"
        )
    if not written.strip():
        raise ValueError("it renders to nothing: use {{ instructions }}")
    return written
