"""Estimates what a generated query would take, before it runs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.domain import Cost, SeriesCount, Window
from app.pipeline.cost import excess
from app.pipeline.cost.answer_size import answer_bytes, labels_bytes
from app.pipeline.cost.evaluation import load_of
from app.pipeline.cost.label_sets import Labels
from app.pipeline.cost.limits import Limits
from app.pipeline.cost.load import Load, Steps
from app.pipeline.cost.probe import Budget, Probe, Seen
from app.pipeline.parse import Expr
from app.pipeline.reach import reaches

# What it is where nobody set another; the server does not tell.
_EVALUATION_SECONDS = 60.0


@dataclass
class Known:
    """What was found out about the selectors of one query, each once."""

    probe: Probe
    tenant: str
    budget: Budget
    windows: Mapping[str, Window]
    default_interval_seconds: float
    before_3: bool
    _seen: dict[str, Seen] = field(default_factory=dict)
    _intervals: dict[str, float] = field(default_factory=dict)
    _groups: dict[tuple[str, str, Labels], int | None] = field(default_factory=dict)

    @property
    def default_step_seconds(self) -> float:
        """Return the step of a subquery that names none: the server's evaluation interval."""
        return _EVALUATION_SECONDS

    def seen(self, selector: str) -> Seen:
        """Return what a selector matches."""
        if selector not in self._seen:
            window = self.windows[selector]
            self._seen[selector] = self.probe.look(selector, window, self.tenant, self.budget)
        return self._seen[selector]

    def interval_seconds(self, selector: str) -> float:
        """Return how far its samples lie apart."""
        if selector not in self._intervals:
            window, seen = self.windows[selector], self.seen(selector)
            found = self.probe.interval_seconds(selector, seen, window, self.tenant, self.budget)
            self._intervals[selector] = found or self.default_interval_seconds
        return self._intervals[selector]

    def groups(self, selector: str, labels: Labels) -> int | None:
        """Return into how many groups labels divide what it matches."""
        if self.seen(selector).at_once is None:
            return self.groups_at_once(selector, labels)
        return self._once("all", self.probe.all_groups, selector, labels)

    def groups_at_once(self, selector: str, labels: Labels) -> int | None:
        """Return how many of these groups are there at any one time."""
        return self._once("at once", self.probe.groups, selector, labels)

    def _once(
        self, key: str, ask: Callable[..., int | None], selector: str, labels: Labels
    ) -> int | None:
        if (key, selector, labels) not in self._groups:
            window = self.windows[selector]
            self._groups[key, selector, labels] = ask(
                selector, labels, window, self.tenant, self.budget
            )
        return self._groups[key, selector, labels]

    def largest(self, selector: str, label: str) -> int | None:
        """Return how many series the largest group by one label has.

        None where they come and go: those that ended would be missed.
        """
        if self.seen(selector).at_once is not None:
            return None
        window = self.windows[selector]
        return self.probe.largest(selector, label, window, self.tenant, self.budget)


def estimate(expr: Expr, window: Window, known: Known, limits: Limits) -> Cost:
    """Return what the parsed query would take over the window, with a problem a limit it breaks.

    What cannot be found out is None, never zero, and a problem too.
    """
    too_many = excess.points(window)
    if too_many is not None:
        return Cost(window.points, (), None, problems=(too_many,))
    many = excess.selectors(known.windows)
    if many is not None:
        return Cost(window.points, (), None, problems=(many,))
    steps = Steps(window.points, window.end_seconds - window.start_seconds)
    load = load_of(expr, steps, known)
    counts = tuple(_counts(known))
    whole = all(count.series is not None for count in counts)
    cost = Cost(
        points=window.points,
        selectors=counts,
        returned_series=load.series,
        touched_samples=round(load.touched) if whole else None,
        peak_samples=round(load.peak) if whole else None,
        read_samples=round(load.read) if whole else None,
        answer_bytes=_answer_bytes(expr, load, window, known),
    )
    return replace(cost, problems=tuple(excess.problems(expr, window, known, limits, cost)))


def selector_windows(expr: Expr, window: Window) -> dict[str, Window]:
    """Return for each distinct selector the times at which it looks."""
    windows: dict[str, Window] = {}
    for reach in reaches(expr, window):
        looks, other = reach.window, windows.get(reach.text, reach.window)
        windows[reach.text] = Window(
            min(looks.start_seconds, other.start_seconds),
            max(looks.end_seconds, other.end_seconds),
            looks.step_seconds,
        )
    return windows


def _counts(known: Known) -> Iterator[SeriesCount]:
    for selector in known.windows:
        seen = known.seen(selector)
        yield SeriesCount(selector, seen.series, seen.at_least)


def _answer_bytes(expr: Expr, load: Load, window: Window, known: Known) -> int | None:
    if load.series is None:
        return None
    sets = load.sets
    if not sets:
        example = known.seen(load.source).example if load.source else None
        sets = frozenset({example}) if example else frozenset()
    points = window.points * load.presence if window.step_seconds is not None else 1
    return answer_bytes(expr, load.series, labels_bytes(sets), points)
