"""Texts from outside: what no database can hold."""

import re

# PostgreSQL cannot store a zero byte, and UTF-8 not half of a surrogate pair, which
# JSON can spell.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def holds_unstorable(value):
    """Tell whether a text, or a text anywhere in nested lists, cannot be stored.

    >>> holds_unstorable([["name", "=", "a" + chr(0)]])
    True
    """
    if isinstance(value, str):
        return bool(UNSTORABLE.search(value))
    if isinstance(value, (list, tuple)):
        return any(map(holds_unstorable, value))
    return False


def storable(text):
    """Return a text without what cannot be stored.

    >>> storable("a" + chr(0) + "b")
    'ab'
    """
    return UNSTORABLE.sub("", text)
