"""A metric of two targets, small enough to be written out."""

from bench.cost.metrics import Metric
from bench.cost.targets import START, Job, Target
from bench.cost.values import Kind

FIRST = Target({"instance": "a:80", "job": "small"}, phase_ms=250)
LATE = Target({"instance": "b:80", "job": "small"}, phase_ms=1000, begins_ms=(START + 31) * 1000)
SMALL = Metric("up", Kind.ONE, Job("small", 30, (FIRST, LATE)), {"zone": ("x", "y")})
