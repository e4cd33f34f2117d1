"""How sure the translator is of a reading: a sum of what speaks for and against it.

The sum goes through the logistic function, which makes a share of it: of readings that are called
0.8 sure, four in five were right when the weights were fitted. `python -m bench.sureness` measures
that anew. The weights are fixed; nothing is learned while the service runs.
"""

import math
from dataclasses import dataclass, fields

# Below this a reading is offered, not taken.
SURE = 0.7


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a reading and against it; a sign that is a yes or no is 1 or 0.

    `covered`: share of the question's words that the metric speaks of, the telling ones more.
    `place`: where retrieval, which reads by other rules, ranks the metric: 1 for first, 0 for none.
    `ahead`: by how much its score is above that of the next metric, -0.4 to 0.4.
    `fits`: how well type and unit suit what is to be done (`app.pipeline.reading.fit`).
    `missing`: weight of the telling words that it does not speak of, 0 to 3.
    `unknown`: how many of these no metric here speaks of, 0 to 3.
    `left_over`: how many weak words, such as running, it does not speak of.
    `surplus`: weight of the words in its name that nobody asked for, 0 to 4.
    `behind`: by how much its score is below that of the best, which could not be built.
    `tie`: another metric has all but the same score; 2 where a reviewer rejected yet another.
    `lost`: how many nouns to group by it has no label for.
    `undone`: how many things the question wants done that the PromQL does not do.
    `unlisted`: things in a state are asked for, and all come back, whatever their state.
    `unpaired`: two things are compared, and the reading has one of them.
    `untimed`: a length of time is asked for, and the metric holds none.
    `denied`: something is denied (cannot, missing, nobody), and the reading does not say so.
    `speechless`: hardly a word was understood at all.
    `no_number`: asks why, who or how to, or gives an order: no number is the answer.
    `nameless`: a value is named of a label, and no series has it.
    `stranger`: a product is named, and the metric is one of another.
    `vague`: one word is all that is said, and metrics of several products fit it.
    `again`: the checks refused another reading of the question before.
    """

    covered: float = 0.0
    place: float = 0.0
    ahead: float = 0.0
    fits: float = 0.0
    missing: float = 0.0
    unknown: float = 0.0
    left_over: float = 0.0
    surplus: float = 0.0
    behind: float = 0.0
    tie: float = 0.0
    lost: float = 0.0
    undone: float = 0.0
    unlisted: float = 0.0
    unpaired: float = 0.0
    untimed: float = 0.0
    denied: float = 0.0
    speechless: float = 0.0
    no_number: float = 0.0
    nameless: float = 0.0
    stranger: float = 0.0
    vague: float = 0.0
    again: float = 0.0


_BIAS = -4.75
# Fitted on the questions of `bench/` and others, then rounded. `lost`, `denied`, `nameless`,
# `stranger`, `vague` and `again` are rarer there than they matter, and set by hand.
_WEIGHTS = Signs(
    covered=2.75,
    place=4.0,
    ahead=6.0,
    fits=2.5,
    missing=-1.0,
    unknown=-1.0,
    left_over=-0.75,
    surplus=-0.15,
    behind=-3.0,
    tie=-0.75,
    lost=-3.0,
    undone=-4.0,
    unlisted=-2.75,
    unpaired=-2.75,
    untimed=-3.5,
    denied=-2.75,
    speechless=-3.5,
    no_number=-5.5,
    nameless=-6.0,
    stranger=-4.0,
    vague=-3.0,
    again=-1.0,
)


def sureness(signs: Signs) -> float:
    """Return how surely a reading with these signs is what is meant, 0 to 1."""
    total = sum(getattr(_WEIGHTS, sign.name) * getattr(signs, sign.name) for sign in fields(Signs))
    return 1 / (1 + math.exp(-(_BIAS + total)))
