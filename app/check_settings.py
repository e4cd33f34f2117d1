"""What an operator can set about the catalogue, the lint rules, and the cost of queries."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, Field, field_validator, model_validator
from pydantic_settings import NoDecode

from app.pipeline.lint import RULES, Level
from app.pipeline.llm.builtin.recipe_book import recipe_book

_RULE_IDS = tuple(rule.id for rule in RULES)


class CheckSettings(BaseModel):
    """A part of the settings; see `app.settings.Settings`."""

    catalogue_dir: Path = Field(
        Path("data/catalogue"),
        description="Folder of what is known about Prometheus' metrics, shared by all workers.",
    )
    catalogue_ttl: float = Field(
        300, gt=0, description="Seconds after which names, types and help texts are fetched again."
    )
    catalogue_labels: int = Field(
        300, ge=0, description="Labels at most whose values are read with the catalogue."
    )
    catalogue_label_values: int = Field(
        500, ge=1, description="Values above which those of a label are not read."
    )
    recipes_dir: Path | None = Field(
        None, description="Folder of recipes of one's own, which win over those of the project."
    )
    lint_rules: Annotated[dict[str, Level], NoDecode] = Field(
        default_factory=dict,
        description="Lint rules set otherwise: `raw-counter=off,regex=warning`; `off`, `note`,"
        " `warning`, `error`.",
    )
    max_answer_bytes: int = Field(
        64 * 1024 * 1024, ge=1024, description="Largest answer to a question, in bytes."
    )
    warn_answer_bytes: int = Field(
        10_000_000, ge=1024, description="Estimated bytes above which an answer is warned about."
    )
    max_returned_series: int = Field(
        30_000, ge=1, description="Series in an answer above which generated PromQL is refused."
    )
    warn_returned_series: int = Field(
        5_000, ge=1, description="Series in an answer above which generated PromQL is warned about."
    )
    max_peak_samples: int = Field(
        40_000_000,
        ge=1,
        description="Samples held at once by Prometheus above which generated PromQL is refused.",
    )
    warn_peak_samples: int = Field(
        5_000_000,
        ge=1,
        description="Samples held at once by Prometheus above which generated PromQL is warned"
        " about.",
    )
    max_read_samples: int = Field(
        2_000_000_000,
        ge=1,
        description="Samples read by Prometheus above which generated PromQL is refused.",
    )
    warn_read_samples: int = Field(
        200_000_000,
        ge=1,
        description="Samples read by Prometheus above which generated PromQL is warned about.",
    )
    max_touched_series: int | None = Field(
        None, ge=1, description="Series read above which generated PromQL is refused; default none."
    )
    cost_seconds: float = Field(
        3, gt=0, description="Seconds that finding out the cost of a query may take."
    )
    cost_requests: int = Field(
        16, ge=1, description="Requests that finding out the cost of a query may take."
    )

    @field_validator("recipes_dir")
    @classmethod
    def _usable_recipes(cls, value: Path | None) -> Path | None:
        """Take a folder of recipes that can be applied."""
        if value is not None:
            recipe_book(value)
        return value

    @field_validator("lint_rules", mode="before")
    @classmethod
    def _read_rules(cls, value: object) -> object:
        """Read `rule=level,rule=level`."""
        if not isinstance(value, str):
            return value
        return dict(_rule_level(entry) for entry in value.split(",") if entry.strip())

    @model_validator(mode="after")
    def _warned_before_refused(self) -> Self:
        """Take limits of which the one that warns is reached first."""
        for what in ("returned_series", "peak_samples", "read_samples", "answer_bytes"):
            hard, soft = getattr(self, f"max_{what}"), getattr(self, f"warn_{what}")
            if hard < soft:
                name = what.upper()
                raise ValueError(
                    f"MAX_{name} ({hard}) must not be below WARN_{name} ({soft}): set both"
                )
        return self


def _rule_level(entry: str) -> tuple[str, Level]:
    """Return rule and level of `rule=level`; raises `ValueError`."""
    rule, _, level = (part.strip() for part in entry.partition("="))
    if rule not in _RULE_IDS:
        raise ValueError(f"names {rule}, which is no lint rule; there are {', '.join(_RULE_IDS)}")
    if level not in list(Level):
        raise ValueError(
            f"must be written as rule=level,rule=level; {rule} needs one of {', '.join(Level)}"
        )
    return rule, Level(level)
