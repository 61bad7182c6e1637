"""Keys that names are searched and compared by: without case, accents and decoration."""

import re
import unicodedata

_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"}
)
"""Letters that Unicode does not take apart into a plain one and a mark."""

_APOSTROPHES = re.compile("[’‘ʼ`´']")
_DASHES = re.compile("[\u2010-\u2015\u2212-]+")


def fold(text: str) -> str:
    """Lower case without accents, blanks made single; ASCII where the script is Latin."""
    lower = text.casefold()
    if not lower.isascii():
        parts = unicodedata.normalize("NFKD", lower)
        lower = "".join(c for c in parts if not unicodedata.combining(c)).translate(_LETTERS)
    return " ".join(lower.split())


def scientific_key(name: str) -> str:
    """The key of a scientific name without author: hyphens stay, the hybrid sign is `x`."""
    return fold(_DASHES.sub("-", name).replace("×", " x "))


def common_key(name: str) -> str:
    """The key of a common name: `Cuvier’s Gazelle` and `cuviers gazelle` are one, so are hyphens and blanks."""
    return fold(_DASHES.sub(" ", _APOSTROPHES.sub("", name)))
