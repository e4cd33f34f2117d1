"""The words of the invented metrics: some that every service speaks, and very many of its own."""

from itertools import product
from random import Random

SUBJECTS = tuple(
    """
    account archive auction backup balance batch billing bucket cache campaign channel claim
    command connection consumer contract coupon customer database delivery deployment device disk
    document driver email endpoint event export feed file filter gateway heap host image import
    index inventory invoice job journal key lease ledger license listener log mailbox memory merge
    message migration model network node notification object offer order packet page parcel
    partition payment peer pipeline playlist policy pool price process producer product profile
    proxy query queue quota record refund region replica report request response retry role route
    row rule sample schedule schema search segment sensor server session shard shipment snapshot
    socket stream subscription table task tenant thread ticket token topic trace transaction
    transfer tunnel upload user vehicle voucher wallet warehouse webhook worker zone
    """.split()
)
ACTIONS = tuple(
    """
    aborted accepted acknowledged cancelled created deleted delivered dropped evicted expired failed
    fetched flushed ignored opened processed published received rejected retried scheduled sent
    skipped started updated validated
    """.split()
)
STATES = tuple(
    """
    active available blocked buffered capacity depth free idle lag limit open pending queued size
    stale used waiting
    """.split()
)

_ONSETS = "b br c cl d dr f fl g gr h j k l m n p pl qu r s sh sk st t tr v w z".split()
_VOWELS = "a e i o u ai ea oo".split()
_CODAS = "l m n r x nd lt rk st".split()


def own_words(count: int, random: Random) -> tuple[str, ...]:
    """Return so many different words that can be pronounced, and mean nothing."""
    syllables = ["".join(parts) for parts in product(_ONSETS, _VOWELS)]
    words: dict[str, None] = {}
    while len(words) < count:
        middle = random.choice(syllables) if random.random() < 0.5 else ""
        word = random.choice(syllables) + middle + random.choice(syllables) + random.choice(_CODAS)
        words[word] = None
    return tuple(words)
