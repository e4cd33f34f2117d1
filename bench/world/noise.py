"""Numbers that look like chance and are the same on each machine."""

from hashlib import blake2b

SLOT_SECONDS = 15
_SIZE = 1024


def seed_of(*parts: str) -> int:
    """Return a number of 64 bits that belongs to these words."""
    return int.from_bytes(blake2b("\0".join(parts).encode(), digest_size=8).digest(), "big")


def unit(seed: int) -> float:
    """Return a number from 0 to 1 that belongs to a seed."""
    return (seed >> 11) / (1 << 53)


_TABLE = tuple(2 * unit(seed_of("noise", str(number))) - 1 for number in range(_SIZE))


def noise(seed: int, offset: float) -> float:
    """Return a number from -1 to 1 that changes every 15 s and is steady in between."""
    slot, inside = divmod(offset / SLOT_SECONDS, 1.0)
    stride = (seed >> 20) | 1
    place = int(slot) * stride + seed
    before = _TABLE[place % _SIZE]
    return before + inside * (_TABLE[(place + stride) % _SIZE] - before)
