"""What a question asks for, read from its words alone."""

from dataclasses import dataclass
from enum import StrEnum, auto

from app.pipeline.reading.denial import Denial

# What words count that only say what is done, such as average or increase.
OPERATION_WEIGHT = 0.1


class Operation(StrEnum):
    """What is done with the measured thing."""

    VALUE = auto()
    RATE = auto()
    INCREASE = auto()
    OVER_TIME = auto()
    QUANTILE = auto()
    RATIO = auto()
    COUNT = auto()
    AGE = auto()
    UNTIL = auto()
    CHANGE = auto()
    FLAPS = auto()
    SLOPE = auto()
    PREDICT = auto()


class Mood(StrEnum):
    """Which side of a state is meant: up, ready, working, or the other one."""

    GOOD = auto()
    BAD = auto()


class PastBound(StrEnum):
    """What a share is of, of which some is past a bound."""

    THINGS = auto()
    TIME = auto()


@dataclass(frozen=True, slots=True)
class Top:
    """The `count` largest, or smallest, of something."""

    count: int
    smallest: bool = False


@dataclass(frozen=True, slots=True)
class Threshold:
    """A bound in base units (seconds, bytes, ratio), or bare as written (`unit` is empty)."""

    op: str
    value: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A word that tells what is meant; `weight` says how much it matters that it is found."""

    text: str
    stem: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A question taken apart; durations are in seconds.

    `groups` are the nouns after by, per, each; `entity` the noun after which or top; `terms` all
    that is left to find in the catalogue, the nouns of grouping included; `scale` multiplies a
    rate (60 for per minute); `rate_window_seconds` is the window of a rate that is looked at over
    a longer one; `errors` and `succeeded` say which of what ended is meant; `unit` is
    the unit that the answer is wanted in; `listing` asks for those that are so; `at_limit` and
    `none` compare with the limit and with zero, `some` wants only those there is any of;
    `calendar` is a date that cannot be kept; `share`
    asks for a part of a whole, of which `part` are the words that only the part is told by, `kind`
    those that may tell it where a label has them, and `thing` is the noun of the whole;
    `past_bound` where a bound tells the part; `divided`
    wants the whole divided among the groups; `denied` is what must not be so, `vanished` asks for
    what was there at another time only; `compared` is the quantile or share that is compared with
    the one at the offset; `rated` says that so much a second is spoken of, whatever is done with
    it; `beside` are the nouns that are to stand beside each value: "with its kernel release";
    `apart` those of `groups` of which each one is asked for: every container; `lifelong`
    wants all there was since counting began.
    """

    operation: Operation = Operation.VALUE
    aggregate: str | None = None
    groups: tuple[str, ...] = ()
    entity: str | None = None
    everything: bool = False
    window_seconds: float | None = None
    rate_window_seconds: float | None = None
    offset_seconds: float | None = None
    ahead_seconds: float | None = None
    quantile: float | None = None
    top: Top | None = None
    threshold: Threshold | None = None
    percent: bool = False
    errors: bool = False
    succeeded: bool = False
    mood: Mood | None = None
    scale: float = 1.0
    unit: str | None = None
    yes_no: bool = False
    at_limit: bool = False
    none: bool = False
    some: bool = False
    vanished: bool = False
    calendar: str | None = None
    share: bool = False
    divided: bool = False
    part: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    thing: str | None = None
    past_bound: PastBound | None = None
    compared: Operation | None = None
    rated: bool = False
    listing: bool = False
    beside: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    lifelong: bool = False
    terms: tuple[Term, ...] = ()
    words: tuple[str, ...] = ()
    denied: tuple[Denial, ...] = ()
