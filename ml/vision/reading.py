"""Reading what a model said: the structured answer, or names found in prose by the parser of names."""

import json
import math
import re
from typing import Any

from ml.vision.answers import Animal, Guess, VisionError
from processing.taxonomy.names import find_names, parse_name

MAX_ANIMALS = 20
"""Animals kept of one answer; flocks are one animal with a count."""

MAX_LOOK_ALIKES = 4
"""Further names kept for one animal."""

MAX_COUNT = 100_000
"""Individuals; larger counts are mistakes."""

NO_ANIMAL = re.compile(r"\b(no|not any|without)\s+(visible\s+)?(animals?|wildlife|creatures?|birds?)\b", re.IGNORECASE)
"""How prose says that there is nothing to be named."""

PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*%")

FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL)

_NAME = {"type": "string", "description": "Scientific name without author, as far down as you are sure"}
_CONFIDENCE = {"type": ["number", "null"], "description": "Your own certainty, 0 to 1; null if you have none"}

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["animals"],
    "properties": {
        "animals": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": [
                    "scientific_name", "common_name", "rank", "count", "box", "confidence", "reason", "look_alikes",
                ],
                "properties": {
                    "scientific_name": _NAME,
                    "common_name": {"type": "string", "description": "English name; empty if there is none"},
                    "rank": {"type": "string", "description": "Rank of the name: species, genus, family …"},
                    "count": {"type": "integer", "description": "How many individuals of it there are"},
                    "box": {
                        "type": ["array", "null"],
                        "items": {"type": "number"},
                        "description": "Left, top, right, bottom as fractions of the picture; null if unknown",
                    },
                    "confidence": _CONFIDENCE,
                    "reason": {"type": "string", "description": "Field marks seen, in one sentence"},
                    "look_alikes": {
                        "type": "array",
                        "description": "What else it could be, the likeliest first",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["scientific_name", "common_name", "confidence"],
                            "properties": {
                                "scientific_name": _NAME,
                                "common_name": {"type": "string"},
                                "confidence": _CONFIDENCE,
                            },
                        },
                    },
                },
            },
        }
    },
}  # fmt: skip
"""What a structured answer looks like (JSON Schema, the subset that strict answers take)."""


def read_answer(text: str) -> tuple[Animal, ...]:
    """The animals of an answer; none when it says that there is none.

    JSON of the schema is read as such, also within a fence; anything else is searched for scientific names.
    Raises VisionError("vision-unreadable") when neither gives anything.
    """
    document = _json_of(text)
    if isinstance(document, dict) and isinstance(document.get("animals"), list):
        return _structured(document["animals"])
    animals = _in_prose(text)
    if not animals and not NO_ANIMAL.search(text):
        detail = f"The answer names no animal and does not say that there is none: {text.strip()[:200]!r}."
        raise VisionError("vision-unreadable", detail, raw=text)
    return animals


def _json_of(text: str) -> Any:
    fenced = FENCE.search(text)
    try:
        return json.loads(fenced[1] if fenced else text)
    except (ValueError, RecursionError):
        return None


def _structured(items: list[Any]) -> tuple[Animal, ...]:
    found = [_animal(item) for item in items[:MAX_ANIMALS] if isinstance(item, dict)]
    return tuple(animal for animal in found if animal is not None)


def _animal(item: dict[str, Any]) -> Animal | None:
    """None for an item in which neither name is one."""
    others = item.get("look_alikes")
    candidates = [_guess(item), *(_guess(one) for one in _dicts(others)[:MAX_LOOK_ALIKES])]
    named: dict[str, Guess] = {}
    for guess in candidates:
        if guess is not None:
            named.setdefault(guess.scientific_name or guess.common_name.lower(), guess)
    if not named:
        return None
    return Animal(tuple(named.values()), _count(item.get("count")), _box(item.get("box")))


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _guess(item: dict[str, Any]) -> Guess | None:
    """Only what the parser takes for a name is one; a common name alone is kept to be looked up."""
    name = parse_name(_words(item.get("scientific_name"), 300))
    common = _words(item.get("common_name"), 150)
    if name is None and not common:
        return None
    rank = str(name.rank) if name is not None else "unknown"
    canonical = name.canonical if name is not None else ""
    if name is not None and name.qualifier and name.genus:
        canonical, rank = name.genus, "genus"
    reason = _words(item.get("reason"), 1000)
    return Guess(canonical, common, rank, _confidence(item.get("confidence")), reason)


def _words(value: Any, limit: int) -> str:
    return " ".join(value.split())[:limit] if isinstance(value, str) else ""


def _confidence(value: Any) -> float | None:
    """As stated; what is no number from 0 to 1 counts as not stated."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) and 0 <= value <= 1 else None


def _count(value: Any) -> int:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 1 <= value <= MAX_COUNT else 1


def _box(value: Any) -> tuple[float, float, float, float] | None:
    if not isinstance(value, list) or len(value) != 4:
        return None
    numbers = [_confidence(part) for part in value]
    left, top, right, bottom = numbers
    if left is None or top is None or right is None or bottom is None or left >= right or top >= bottom:
        return None
    return left, top, right, bottom


def _in_prose(text: str) -> tuple[Animal, ...]:
    """Each line's first name is an animal; a percentage counts only where it stands on the same line."""
    found: dict[str, Animal] = {}
    for line in text.splitlines():
        for name in find_names(line)[:1]:
            stated = PERCENT.search(line)
            confidence = _confidence(float(stated[1]) / 100) if stated else None
            canonical, rank = (name.genus, "genus") if name.qualifier and name.genus else (name.canonical, name.rank)
            guess = Guess(canonical, "", str(rank), confidence, " ".join(line.split())[:1000])
            found.setdefault(canonical, Animal((guess,)))
    return tuple(found.values())[:MAX_ANIMALS]
