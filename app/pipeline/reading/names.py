"""Words that are what something is called, and no description of it: db-7, a.example.com, D4."""

import re

_NAMES = re.compile(
    r"[^\W\d_][\w-]*[.:@]\w.*|\w[\w-]*[.:@][^\W\d_].*"  # mail.outbound, 2.example.com
    r"|\d+(?:\.\d+){3}(?::\d+)?"  # 10.0.0.7:9100
    r"|/\w.*"  # /login
    r"|[^\W\d_][\w-]*[-_][^\W\d_]*\d+"  # worker-9, eu-w2
    r"|[^\W\d_]{1,3}\d{1,4}",  # d4, v101
    re.IGNORECASE,
)
# Protocols and the like, which are said of many things.
_TECHNICAL = frozenset("h2 ipv4 ipv6 s3 ec2 g1 l2 l3 l4 l7 x86 md5".split())


def is_name(word: str) -> bool:
    """Say whether a word of a question can only be the name of one thing."""
    return word not in _TECHNICAL and _NAMES.fullmatch(word) is not None
