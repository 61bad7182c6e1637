"""Numbers as the world writes them: decimal and thousands marks decided per column from all rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from processing.arrays import FloatArray, IndexArray

MISSING = ("", "na", "n/a", "n.a.", "nan", "null", "none", "nil", "-", "--", "---", "#n/a", "#nv", "?")
"""What instruments and spreadsheets write for "no value", in lower case."""

SPACES = " \u00a0\u202f\u2009"
"""Spaces that group thousands: plain, no-break, narrow no-break, thin."""


class Marks(NamedTuple):
    """How a column writes numbers: decimal mark, thousands mark ("" for none; " " for any space)."""

    decimal: str
    thousands: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of cells as numbers.

    values : float64, NaN where missing or not a number.
    blank : rows that are empty or say "no value".
    wrong : rows that hold something else; words : what.
    """

    values: FloatArray
    blank: IndexArray
    wrong: IndexArray
    words: tuple[str, ...]


def convert(cells: pa.StringArray | pa.DoubleArray, marks: Marks) -> Numbers:
    """Read cells as numbers by the column's marks; nothing that needs another mark is taken.

    cells : text, or numbers the parser has read by the same marks.
    """
    is_read = pa.types.is_floating(cells.type)
    values = cells.to_numpy(zero_copy_only=False) if is_read else _at_once(cells, marks)
    if values is None:
        return _with_care(cells, marks)
    blank = np.flatnonzero(np.isnan(values))
    return Numbers(values, blank, np.zeros(0, np.int64), ())


def _at_once(cells: pa.StringArray, marks: Marks) -> FloatArray | None:
    """All cells by one cast; None if any is not plain."""
    if marks.thousands:
        return None
    if marks.decimal == ",":
        plain = _comma_to_point(cells)
        if plain is None:
            return None
        cells = plain
    try:
        values = cells.cast(pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        return None
    return None if np.isinf(values).any() else values


def _comma_to_point(cells: pa.StringArray) -> pa.StringArray | None:
    """The cells with points for commas; None if there is a point already."""
    there, offsets, data = cells.buffers()
    if data is None:
        return cells
    letters = data.to_pybytes()
    if b"." in letters:
        return None
    letters = letters.translate(_COMMA_TO_POINT)
    return pa.Array.from_buffers(
        pa.string(), len(cells), [there, offsets, pa.py_buffer(letters)], offset=cells.offset
    )  # fmt: skip


_COMMA_TO_POINT = bytes.maketrans(b",", b".")


def pattern_of(marks: Marks) -> str:
    """The regular expression (RE2) of a number written with these marks, exponent allowed."""
    decimal = re.escape(marks.decimal)
    whole = r"\d+"
    if marks.thousands:
        group = f"[{SPACES}]" if marks.thousands == " " else "['\u2019]" if marks.thousands == "'" else None
        group = group or re.escape(marks.thousands)
        whole = rf"(?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)"
    return rf"^[+\-−]?(?:{whole}(?:{decimal}\d*)?|{decimal}\d+)(?:[eE][+\-]?\d+)?$"


def _with_care(cells: pa.StringArray, marks: Marks) -> Numbers:
    trimmed = pc.fill_null(pc.utf8_trim_whitespace(cells), "")
    is_number = pc.match_substring_regex(trimmed, pattern_of(marks))
    plain = trimmed
    if marks.thousands:
        grouping = f"[{SPACES}]" if marks.thousands == " " else "['\u2019]" if marks.thousands == "'" else None
        plain = pc.replace_substring_regex(plain, grouping or re.escape(marks.thousands), "")
    if marks.decimal == ",":
        plain = pc.replace_substring(plain, ",", ".")
    plain = pc.replace_substring(plain, "−", "-")
    values = pc.if_else(is_number, plain, None).cast(pa.float64()).to_numpy(zero_copy_only=False).copy()
    finite = np.isfinite(values)
    values[~finite] = np.nan
    is_blank = pc.is_in(pc.utf8_lower(trimmed), pa.array(MISSING)).to_numpy(zero_copy_only=False)
    wrong = np.flatnonzero(~finite & ~is_blank)
    words = tuple(trimmed.take(pa.array(wrong)).to_pylist())
    return Numbers(values, np.flatnonzero(is_blank), wrong, words)


class Evidence(NamedTuple):
    """How many cells of a column can only be read one way.

    point, comma : cells that must have this as their decimal mark.
    either : cells with one mark before exactly three digits, such as 1.234: `either_point` with a point,
        `either_comma` with a comma.
    grouped : the thousands marks seen in cells that cannot be read otherwise.
    number : cells that are numbers under some reading; other : neither number nor blank.
    ungrouped : whole numbers of five and more digits without any mark: nobody groups thousands here.
    """

    point: int = 0
    comma: int = 0
    either_point: int = 0
    either_comma: int = 0
    grouped: frozenset[str] = frozenset()
    number: int = 0
    other: int = 0
    ungrouped: int = 0

    def plus(self, more: Evidence) -> Evidence:
        """Both together."""
        return Evidence(
            self.point + more.point, self.comma + more.comma, self.either_point + more.either_point,
            self.either_comma + more.either_comma, self.grouped | more.grouped, self.number + more.number,
            self.other + more.other, self.ungrouped + more.ungrouped,
        )  # fmt: skip

    @property
    def is_contradictory(self) -> bool:
        return self.point > 0 and self.comma > 0

    @property
    def is_ambiguous(self) -> bool:
        """Whether every mark could be either."""
        if self.point or self.comma or (self.ungrouped and not (self.either_point and self.either_comma)):
            return False
        return bool(self.either_point or self.either_comma)


_EITHER = r"^[+\-]?[1-9]\d{0,2}{mark}\d{3}$"
_GROUPS = r"^[+\-]?\d{1,3}(?:{group}\d{3})+(?:{decimal}\d*)?(?:[eE][+\-]?\d+)?$"
_MANY_GROUPS = r"^[+\-]?\d{1,3}(?:{group}\d{3}){2,}$"
_WITH_FRACTION = r"^[+\-]?\d{1,3}(?:{group}\d{3})+{decimal}\d*(?:[eE][+\-]?\d+)?$"
_FRACTION = r"^[+\-−]?\d*{mark}\d*(?:[eE][+\-]?\d+)?$"


def weigh(cells: pa.StringArray) -> Evidence:
    """What the cells of a column say about its marks."""
    distinct = pc.drop_null(pc.unique(pc.utf8_trim_whitespace(cells)))
    blank = pc.is_in(pc.utf8_lower(distinct), pa.array(MISSING))
    distinct = distinct.filter(pc.invert(blank))
    point, comma, grouped = 0, 0, set()
    is_number = _matches(distinct, r"^[+\-−]?\d+(?:[eE][+\-]?\d+)?$")
    either = {}
    for mark, other in ((".", ","), (",", ".")):
        either[mark] = _matches(distinct, _EITHER.replace("{mark}", re.escape(mark)))
        fraction = _matches(distinct, _FRACTION.replace("{mark}", re.escape(mark))) & ~either[mark]
        fraction &= _matches(distinct, r"\d")
        many = _matches(distinct, _MANY_GROUPS.replace("{group}", re.escape(other)))
        both = _matches(distinct, _filled(_WITH_FRACTION, other, mark))
        spaced = _matches(distinct, _filled(_WITH_FRACTION, None, mark))
        proof = fraction | both | spaced | many
        point, comma = (point + int(proof.sum()), comma) if mark == "." else (point, comma + int(proof.sum()))
        if (both | many).any():
            grouped.add(other)
        is_number |= proof | either[mark]
    for group, signs in ((" ", f"[{SPACES}]"), ("'", "['\u2019]")):
        found = _matches(distinct, rf"^[+\-−]?\d{{1,3}}(?:{signs}\d{{3}})+(?:[.,]\d*)?$")
        if found.any():
            grouped.add(group)
        is_number |= found
    return Evidence(
        point, comma, int(either["."].sum()), int(either[","].sum()), frozenset(grouped), int(is_number.sum()),
        int((~is_number).sum()), int(_matches(distinct, r"^[+\-−]?\d{5,}$").sum()),
    )  # fmt: skip


def _filled(pattern: str, group: str | None, decimal: str) -> str:
    signs = f"[{SPACES}'\u2019]" if group is None else re.escape(group)
    return pattern.replace("{group}", signs).replace("{decimal}", re.escape(decimal))


def _matches(words: pa.StringArray, pattern: str) -> np.ndarray:
    return np.asarray(pc.match_substring_regex(words, pattern).to_numpy(zero_copy_only=False), bool)


def marks_from(evidence: Evidence) -> Marks:
    """The marks a column's evidence points to; with none, a decimal point.

    With contradictory evidence the marks of the majority, without a thousands mark, so that every cell
    written the other way, and every cell that could be, is reported instead of read.
    """
    if evidence.is_contradictory:
        return Marks("." if evidence.point >= evidence.comma else ",", "")
    decimal = "," if evidence.comma else "."
    if not evidence.point and not evidence.comma and evidence.either_comma and not evidence.either_point:
        decimal = ","
    thousands = next(iter(sorted(evidence.grouped)), "")
    other = "." if decimal == "," else ","
    seen_other = evidence.either_point if other == "." else evidence.either_comma
    if not thousands and seen_other and (evidence.point or evidence.comma):
        thousands = other
    return Marks(decimal, thousands)
