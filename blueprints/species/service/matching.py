"""Matching a name with the checklists: exact, synonym, common name, nearly spelt so, genus only.

Each match says how it was made and how sure it is. Only the first three settle anything by themselves; a name that
was spelt otherwise and one of which only the genus is known are proposals that a person has to confirm.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from blueprints.species.models import Species
from blueprints.species.service.checklists import ready_numbers
from blueprints.species.service.searching import Hit, Usage, exact, exact_common_name, fuzzy, numbered
from blueprints.species.service.species import find_species
from processing.taxonomy.keys import common_key, fold, scientific_key
from processing.taxonomy.names import ParsedName, parse_name

MOST_STEPS = 60
"""Steps from a name up to the root; real checklists have some 30. Stops at a circle."""


class How(StrEnum):
    """How a name was matched, the surest way first."""

    EXACT = "exact"
    SYNONYM = "synonym"
    COMMON_NAME = "common-name"
    FUZZY = "fuzzy"
    GENUS = "genus"
    STATION = "station"
    """No checklist knows the name, but the station has a species of it."""
    NONE = "none"


@dataclass(frozen=True)
class Match:
    """What a text is taken for."""

    text: str
    how: How
    confidence: float
    """0 to 1; see `needs_confirmation` for what may be relied on."""
    name: str = ""
    """The accepted scientific name."""
    usage: Usage | None = None
    """The accepted name in its checklist."""
    species: Species | None = None
    """The station's record of it, if there is one."""
    parsed: ParsedName | None = None
    alternatives: list[Usage] = field(default_factory=list)
    """Other accepted names it could be."""

    @property
    def needs_confirmation(self) -> bool:
        """Whether a person has to say that it is right."""
        return self.how in (How.FUZZY, How.GENUS, How.NONE) or bool(self.alternatives)


def match(text: str) -> Match:
    """The best match of a name; `How.NONE` with confidence 0 when there is none. Never raises."""
    parsed = parse_name(text)
    for one in _tries(text, parsed):
        if one is not None:
            return one
    present = find_species(parsed.canonical) if parsed is not None and not parsed.qualifier else None
    if parsed is not None and present is not None:
        return Match(text, How.STATION, 0.9, parsed.canonical, None, present, parsed)
    return Match(text, How.NONE, 0.0, parsed=parsed)


def _tries(text: str, parsed: ParsedName | None) -> Iterator[Match | None]:
    numbers = ready_numbers()
    is_settled = parsed is not None and (not parsed.qualifier or not parsed.epithet)
    if parsed is not None and is_settled:
        for number in numbers:
            yield _exact(number, text, parsed)
    for number in numbers:
        yield _common(number, text, parsed)
    if parsed is not None and is_settled:
        for number in numbers:
            yield _fuzzy(number, text, parsed)
    if parsed is not None and parsed.genus and parsed.epithet:
        for number in numbers:
            yield _genus(number, text, parsed)


def _exact(number: int, text: str, parsed: ParsedName) -> Match | None:
    found = exact(number, scientific_key(parsed.canonical))
    if not found:
        return None
    by_author = [usage for usage in found if parsed.authorship and _same_author(usage.authorship, parsed.authorship)]
    chosen = (by_author or found)[0]
    accepted = accepted_of(chosen)
    others = [other for usage in found if (other := accepted_of(usage)).number != accepted.number]
    if not chosen.is_synonym or by_author:
        # A name that is accepted is meant as such, whatever else was once called so.
        others = []
    how = How.SYNONYM if chosen.is_synonym else How.EXACT
    sure = {How.EXACT: 1.0, How.SYNONYM: 0.97}[how]
    return _made(text, how, sure if not others else 0.6, accepted, parsed, others)


def _same_author(first: str, second: str) -> bool:
    """Whether two authorships have a surname in common; `L.` is too short to be one."""
    names = [
        {word for word in re.findall("[a-z]{3,}", fold(text)) if word not in ("and", "von", "der")}
        for text in (first, second)
    ]
    return bool(names[0] & names[1])


def _common(number: int, text: str, parsed: ParsedName | None) -> Match | None:
    hits = exact_common_name(number, common_key(text))
    if not hits:
        return None
    accepted = list({one.number: one for one in (accepted_of(hit.usage) for hit in hits)}.values())
    return _made(text, How.COMMON_NAME, 0.9 if len(accepted) == 1 else 0.5, accepted[0], parsed, accepted[1:])


def _fuzzy(number: int, text: str, parsed: ParsedName) -> Match | None:
    key = scientific_key(parsed.canonical)
    hits: list[Hit] = fuzzy(number, key, 10)
    if not hits:
        return None
    accepted = list({one.number: one for one in (accepted_of(hit.usage) for hit in hits)}.values())
    nearest = hits[0].n_errors
    n_as_near = len({accepted_of(hit.usage).number for hit in hits if hit.n_errors == nearest})
    sure = max(0.3, 0.95 - 2.5 * nearest / max(len(key), 1)) / n_as_near
    return _made(text, How.FUZZY, round(sure, 3), accepted[0], parsed, accepted[1:])


def _genus(number: int, text: str, parsed: ParsedName) -> Match | None:
    found = [usage for usage in exact(number, scientific_key(parsed.genus)) if usage.rank in ("genus", "")]
    return _made(text, How.GENUS, 0.4, accepted_of(found[0]), parsed, []) if found else None


def _made(text: str, how: How, sure: float, accepted: Usage, parsed: ParsedName | None, others: list[Usage]) -> Match:
    return Match(text, how, sure, accepted.name, accepted, find_species(accepted.name), parsed, others)


def accepted_of(usage: Usage) -> Usage:
    """The accepted name of a usage: itself, or what it is a synonym of."""
    for _ in range(5):
        if not usage.is_synonym or usage.above is None:
            return usage
        found = numbered(usage.checklist, [usage.above])
        if not found:
            return usage
        usage = found[0]
    return usage


def lineage(usage: Usage) -> list[Usage]:
    """The taxa above a usage, the root first; empty for a root."""
    above: list[Usage] = []
    seen = {usage.number}
    step = accepted_of(usage)
    while step.above is not None and step.above not in seen and len(above) < MOST_STEPS:
        found = numbered(usage.checklist, [step.above])
        if not found:
            break
        step = found[0]
        seen.add(step.number)
        above.append(step)
    return above[::-1]
