"""What makes training material unusable, and what a person should know about it."""

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from processing.arrays import IndexArray
from processing.audio.features import FeatureTable
from processing.errors import ModelError

LEAST_CALLS = 5
"""Usable calls without which nothing is trained."""

LEAST_PER_CLASS = 2
"""Calls of a class without which it cannot be trained."""

TINY_CLASS = 10
"""Calls below which a class's own scores are mostly chance."""

IMBALANCE = 20
"""Ratio of the largest to the smallest class from which it is mentioned."""


class Code(StrEnum):
    """Kinds of warning."""

    TINY_CLASSES = "tiny-classes"
    DUPLICATES = "duplicates"
    CONFLICTING_DUPLICATES = "conflicting-duplicates"
    UNKNOWN_LABELS = "unknown-labels"
    IMBALANCE = "imbalance"
    UNUSABLE_CALLS = "unusable-calls"
    ONE_GROUP = "not-grouped"
    CLASSES_IN_ONE_GROUP = "classes-in-one-group"
    NEVER_UNKNOWN = "never-unknown"


@dataclass(frozen=True)
class TrainingWarning:
    """Something about the material that lowers the worth of a model or its scores."""

    code: Code
    message: str
    labels: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class Material:
    """Usable calls of a training set, exact copies removed.

    kept : positions in the table that was given; the other fields follow it.
    n_copies : calls dropped because their measures equal those of an earlier call.
    """

    kept: IndexArray
    labels: tuple[str, ...]
    classes: IndexArray
    groups: tuple[str, ...]
    n_copies: int
    warnings: tuple[TrainingWarning, ...]


def usable_material(
    table: FeatureTable,
    labels: Sequence[str],
    groups: Sequence[str],
    *,
    call_types: Collection[str] | None = None,
) -> Material:
    """Leave out calls that cannot be measured, unlabelled ones and exact copies; check what remains.

    labels, groups : one per row of the table; an empty label is no label.
    call_types : names of the repertoire, for a warning about labels that are not in it.
    Raises ModelError("length-mismatch"), ("too-few-calls"), ("one-class"), ("too-few-per-class").
    """
    if not len(table.values) == len(labels) == len(groups):
        lengths = f"{len(table.values)} calls, {len(labels)} labels, {len(groups)} groups"
        raise ModelError("length-mismatch", f"expected as many labels and groups as calls, got {lengths}")
    has_label = np.array([bool(label) for label in labels], dtype=np.bool_)
    wanted = np.flatnonzero(table.is_measurable & has_label)
    first_of, kept = first_copies(table, wanted)
    chosen = [labels[i] for i in kept]
    check_counts(chosen)
    names = tuple(sorted(set(chosen)))
    classes = np.searchsorted(np.array(names), np.array(chosen))
    warnings = _warnings(labels, groups, first_of, kept, call_types)
    return Material(kept, names, classes, tuple(groups[i] for i in kept), len(wanted) - len(kept), warnings)


def first_copies(table: FeatureTable, wanted: IndexArray) -> tuple[dict[int, int], IndexArray]:
    """For each wanted row the first row with the same measures, and those first rows."""
    seen: dict[bytes, int] = {}
    first_of: dict[int, int] = {}
    for row in wanted:
        digest = hashlib.blake2b(table.values[row].tobytes(), digest_size=16).digest()
        first_of[int(row)] = seen.setdefault(digest, int(row))
    return first_of, np.array(sorted(seen.values()), dtype=np.int64)


def check_counts(labels: Sequence[str]) -> None:
    """Refuse what nothing can be learned from, with the reason."""
    counts = Counter(labels)
    if len(labels) < LEAST_CALLS:
        raise ModelError("too-few-calls", f"expected at least {LEAST_CALLS} usable calls, got {len(labels)}")
    if len(counts) < 2:
        raise ModelError("one-class", f"expected at least 2 call types, got only {next(iter(counts))!r}")
    scarce = sorted(label for label, count in counts.items() if count < LEAST_PER_CLASS)
    if scarce:
        names = ", ".join(scarce)
        raise ModelError(
            "too-few-per-class",
            f"expected at least {LEAST_PER_CLASS} calls of each type, got 1 of: {names}",
            labels=scarce,
        )


def _warnings(
    labels: Sequence[str],
    groups: Sequence[str],
    first_of: dict[int, int],
    kept: IndexArray,
    call_types: Collection[str] | None,
) -> tuple[TrainingWarning, ...]:
    counts = Counter(labels[i] for i in kept)
    n_unusable = len(labels) - len(first_of)
    conflicts = sorted({labels[i] for i, first in first_of.items() if labels[i] != labels[first]})
    found = [
        _count(Code.UNUSABLE_CALLS, "calls without label, silent or too short were left out", n_unusable),
        _count(Code.DUPLICATES, "exact copies of other calls were left out", len(first_of) - len(kept)),
        _named(Code.CONFLICTING_DUPLICATES, "the same call carries different labels", conflicts),
        _named(
            Code.TINY_CLASSES,
            f"fewer than {TINY_CLASS} calls",
            [k for k, n in counts.items() if n < TINY_CLASS],
        ),
        _imbalance(counts),
        _named(Code.UNKNOWN_LABELS, "not a call type of the species", _outside(counts, call_types)),
        *_group_warnings([labels[i] for i in kept], [groups[i] for i in kept]),
    ]
    return tuple(warning for warning in found if warning is not None)


def _outside(counts: Counter[str], call_types: Collection[str] | None) -> list[str]:
    return [] if call_types is None else [label for label in counts if label not in call_types]


def _count(code: Code, text: str, count: int) -> TrainingWarning | None:
    return TrainingWarning(code, f"{count} {text}", count=count) if count else None


def _named(code: Code, text: str, labels: Collection[str]) -> TrainingWarning | None:
    names = tuple(sorted(labels))
    return TrainingWarning(code, f"{text}: {', '.join(names)}", names, len(names)) if names else None


def _imbalance(counts: Counter[str]) -> TrainingWarning | None:
    largest, smallest = max(counts, key=counts.__getitem__), min(counts, key=counts.__getitem__)
    if counts[largest] < IMBALANCE * counts[smallest]:
        return None
    text = f"{counts[largest]} calls of {largest} but {counts[smallest]} of {smallest}"
    return TrainingWarning(Code.IMBALANCE, text, (largest, smallest))


def _group_warnings(labels: list[str], groups: list[str]) -> list[TrainingWarning | None]:
    if len(set(groups)) < 2:
        text = "not grouped: all calls are of one recording, so scores say nothing about other recordings"
        return [TrainingWarning(Code.ONE_GROUP, text)]
    places: dict[str, set[str]] = {}
    for label, group in zip(labels, groups, strict=True):
        places.setdefault(label, set()).add(group)
    lonely = [label for label, found in places.items() if len(found) == 1]
    return [_named(Code.CLASSES_IN_ONE_GROUP, "occurs in one recording only, so it cannot be tested", lonely)]
