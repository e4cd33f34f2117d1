"""The times of a look-up as its parameters."""

from app.domain import Window

# An instant selector reaches so far into the past.
LOOKBACK_SECONDS = 300.0


def series_times(window: Window) -> tuple[tuple[str, str], ...]:
    """Return `start` and `end` between which a series has a sample that the window sees."""
    return (
        ("start", f"{window.start_seconds - LOOKBACK_SECONDS:.3f}"),
        ("end", f"{window.end_seconds:.3f}"),
    )
