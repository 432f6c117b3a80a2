"""How much of one text is in another, where PostgreSQL's trigrams are not at hand."""

import re

# A word of letters and digits, or a run of Chinese, Japanese or Korean characters, which
# have no spaces between words.
WORD = re.compile(r"[㐀-鿿豈-﫿぀-ヿ가-힯]+|[^\W_]+")
CJK = re.compile(r"[㐀-鿿豈-﫿぀-ヿ가-힯]")


def pieces(text):
    """Split a text into what is compared: words, and pairs of Chinese characters.

    >>> sorted(pieces("Sulphur 硫含量"))
    ['sulphur', '含量', '硫含']
    """
    found = set()
    for word in WORD.findall((text or "").lower()):
        if CJK.match(word) and len(word) > 2:
            found.update(word[at : at + 2] for at in range(len(word) - 1))
        else:
            found.add(word)
    return found


def coverage(text, document):
    """Return which part of the pieces of ``text`` is in ``document``, from 0 to 1.

    >>> coverage("sulphur too high", "High sulphur in the last stem")
    0.6666666666666666
    """
    wanted = pieces(text)
    if not wanted:
        return 0.0
    return len(wanted & pieces(document)) / len(wanted)
