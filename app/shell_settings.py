"""The settings of commands in a shell: the environment's, with a cache in the user's home."""

from pathlib import Path
from typing import Any

from app.settings import Settings

_CACHE = Path(".cache", "prometheus-llm-proxy", "catalogue")


def settings_of_shell(**given: Any) -> Settings:
    """Return the settings, some of them given; raises `ValueError` that says what is wrong."""
    settings = Settings(**given)
    if "catalogue_dir" in settings.model_fields_set:
        return settings
    return settings.model_copy(update={"catalogue_dir": Path.home() / _CACHE})
