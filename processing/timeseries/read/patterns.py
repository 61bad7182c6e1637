"""Date and time patterns: directives of strptime, parsed for whole columns at once and strictly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from processing.arrays import IndexArray
from processing.errors import TableError
from processing.timeseries.table import US

NAMED = {
    "ISO 8601": "%Y-%m-%d %H:%M:%S",
    "ISO 8601, minutes": "%Y-%m-%d %H:%M",
    "ISO 8601 with T": "%Y-%m-%dT%H:%M:%S",
    "ISO 8601 with T and offset": "%Y-%m-%dT%H:%M:%S%z",
    "ISO 8601 with fraction and offset": "%Y-%m-%dT%H:%M:%S.%f%z",
    "ISO 8601 with fraction": "%Y-%m-%d %H:%M:%S.%f",
    "ISO 8601 with offset": "%Y-%m-%d %H:%M:%S%z",
    "ISO 8601, date only": "%Y-%m-%d",
    "Basic": "%Y%m%d%H%M%S",
    "Basic with T": "%Y%m%dT%H%M%S",
    "Year first, slashes": "%Y/%m/%d %H:%M:%S",
    "German": "%d.%m.%Y %H:%M:%S",
    "German, minutes": "%d.%m.%Y %H:%M",
    "German, two-digit year": "%d.%m.%y %H:%M",
    "German, date only": "%d.%m.%Y",
    "Day first, slashes": "%d/%m/%Y %H:%M:%S",
    "Day first, slashes, minutes": "%d/%m/%Y %H:%M",
    "Day first, dashes": "%d-%m-%Y %H:%M:%S",
    "Day first, AM/PM": "%d/%m/%Y %I:%M:%S %p",
    "Month first": "%m/%d/%Y %H:%M:%S",
    "Month first, minutes": "%m/%d/%Y %H:%M",
    "Month first, two-digit year": "%m/%d/%y %H:%M",
    "Month first, AM/PM": "%m/%d/%Y %I:%M:%S %p",
    "Month first, minutes, AM/PM": "%m/%d/%Y %I:%M %p",
    "Month by name": "%d %b %Y %H:%M:%S",
    "Month by name, dashes": "%d-%b-%Y %H:%M:%S",
    "Month by name first": "%b %d, %Y %H:%M:%S",
    "Unix seconds": "unix-s",
    "Unix milliseconds": "unix-ms",
    "Unix microseconds": "unix-us",
    "Excel serial day": "excel",
}
"""Patterns a person can choose by name; any other may be written."""

NUMERIC = {"unix-s": US, "unix-ms": 1000, "unix-us": 1}
"""Patterns of numbers since 1970, with the microseconds of one."""

EXCEL_EPOCH_DAYS = -25_569
"""Day 0 of Excel's 1900 calendar (1899-12-30) in days since 1970; correct from March 1900 on."""

_MONTHS = (
    "january|januar|janvier|enero|gennaio|jan|jän|jänner|janv|ene|gen",
    "february|februar|février|febrero|febbraio|feb|févr|fév|fev",
    "march|märz|maerz|mars|marzo|mar|mär|mrz",
    "april|avril|abril|aprile|apr|avr|abr",
    "may|mai|mayo|maggio|mag",
    "june|juni|juin|junio|giugno|jun|giu",
    "july|juli|juillet|julio|luglio|jul|juil|lug",
    "august|août|agosto|aug|aoû|ago",
    "september|septembre|septiembre|settembre|sep|sept|set",
    "october|oktober|octobre|octubre|ottobre|oct|okt|ott",
    "november|novembre|noviembre|nov",
    "december|dezember|décembre|diciembre|dicembre|dec|dez|déc|dic",
)
"""Names of the months in English, German, French, Spanish and Italian, full and short, lower case."""

MONTH_NAME = "(?:" + "|".join(sorted("|".join(_MONTHS).split("|"), key=len, reverse=True)) + r")\.?"
"""A regular expression of all of them."""

WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)[a-zäöü]*\.?,?\s+"
"""A weekday before a date; it says nothing the date does not."""


class Token(NamedTuple):
    """One directive or one sign between them; `width` is the fixed number of digits, 0 for one or two."""

    kind: str
    width: int = 0


def tokens(pattern: str) -> list[Token]:
    """The parts of a pattern.

    Raises TableError("bad-pattern") for a directive that is not known, or one that leaves the date open.
    """
    parts = re.findall(r"%.|[^%]", pattern, re.DOTALL)
    found = []
    for n, part in enumerate(parts):
        if len(part) == 1:
            found.append(Token(part))
            continue
        if part[1] not in "YymdHIMSfpbBz" + "j":
            raise TableError(
                "bad-pattern", f"{part} is not among the directives Y y m d j b H I M S f p z", pattern=pattern
            )
        touches = n + 1 < len(parts) and parts[n + 1] in ("%m", "%d", "%H", "%I", "%M", "%S", "%j", "%f", "%Y", "%y")
        touches |= n > 0 and parts[n - 1] in ("%Y", "%y", "%m", "%d", "%H", "%I", "%M", "%S", "%j")
        width = {"Y": 4, "y": 2, "j": 3}.get(part[1], 2 if touches else 0)
        found.append(Token("%m" if part[1] in "bB" else part, width))
    kinds = {token.kind for token in found}
    has_day = {"%m", "%d"} <= kinds or "%j" in kinds
    if not has_day or not kinds & {"%Y", "%y"} or ("%I" in kinds) != ("%p" in kinds):
        raise TableError("bad-pattern", "a pattern needs year, month and day; %I needs %p", pattern=pattern)
    return found


def check_pattern(pattern: str) -> None:
    """Raise TableError("bad-pattern") if the pattern cannot be used."""
    if pattern not in NUMERIC and pattern != "excel":
        tokens(pattern)


def has_offset(pattern: str) -> bool:
    """Whether times of this pattern are of no zone's clock: an offset is written or they count from 1970."""
    return pattern in NUMERIC or "%z" in pattern


@dataclass(frozen=True, slots=True)
class Times:
    """A column of cells as times.

    time : microseconds since 1970, of UTC if the pattern has an offset, else of the local clock; int64.
    is_read : rows that fit the pattern in full; the time of others is 0.
    """

    time: IndexArray
    is_read: np.ndarray


def parse(cells: pa.StringArray, pattern: str) -> Times:
    """Read cells by a pattern. Numbers of one or two digits are taken without padding; 24:00 ends a day."""
    if pattern in NUMERIC or pattern == "excel":
        return _counted(cells, pattern)
    quick = _at_once(cells, pattern)
    if quick is not None:
        return quick
    cells = _prepared(cells, pattern)
    return _Reading(cells).by(tokens(pattern))


def _counted(cells: pa.StringArray, pattern: str) -> Times:
    trimmed = pc.fill_null(pc.utf8_trim_whitespace(cells), "")
    is_number = pc.match_substring_regex(trimmed, r"^-?\d{1,17}(?:[.,]\d{0,12})?$")
    whole = pc.if_else(is_number, pc.replace_substring_regex(trimmed, r"[.,].*$", ""), "0").cast(pa.int64())
    part = pc.replace_substring_regex(pc.if_else(is_number, trimmed, "0"), r"^-?\d+[.,]?", "0.")
    fraction = part.cast(pa.float64()).to_numpy(zero_copy_only=False)
    negative = pc.starts_with(trimmed, "-").to_numpy(zero_copy_only=False)
    fraction = np.where(negative, -fraction, fraction)
    n = whole.to_numpy(zero_copy_only=False)
    ok = np.asarray(is_number.to_numpy(zero_copy_only=False), bool)
    if pattern == "excel":
        # Serial days carry about 10 digits after the point: milliseconds are what they can mean.
        ok = ok & (np.abs(n) < 2_958_466)
        time = (np.where(ok, n, 0) + EXCEL_EPOCH_DAYS) * 86_400 * US + np.rint(fraction * 86_400_000).astype(
            np.int64
        ) * 1000
    else:
        unit = NUMERIC[pattern]
        ok = ok & (np.abs(n) < 253_402_300_800 * US // unit)
        time = np.where(ok, n, 0) * unit + np.rint(fraction * unit).astype(np.int64)
    return Times(np.where(ok, time, 0), ok)


_IN_ISO = {"%Y": 0, "%m": 5, "%d": 8, "%H": 11, "%M": 14, "%S": 17}
"""Where each directive stands in `2021-12-31 23:59:59`."""

_ISO = b"0000-01-01 00:00:00"
"""What stands there when a pattern does not say."""


def _at_once(cells: pa.StringArray, pattern: str) -> Times | None:
    """Arrow's own reader of ISO 8601, for cells that are all of one padded layout; None if any is not exactly.

    Other layouts are brought into that of ISO first, digit by digit.
    """
    parts = tokens(pattern)
    if cells.null_count or len(cells) == 0 or not all(len(t.kind) == 1 or t.kind in _IN_ISO for t in parts):
        return None
    widths = [1 if len(part.kind) == 1 else 4 if part.kind == "%Y" else 2 for part in parts]
    offsets = np.frombuffer(cells.buffers()[1], np.int32)[cells.offset : cells.offset + len(cells) + 1]
    if "%b" in pattern or not pattern.isascii() or not (np.diff(offsets) == sum(widths)).all():
        return None
    letters = np.frombuffer(cells.buffers()[2], np.uint8)[offsets[0] : offsets[-1]].reshape(-1, sum(widths))
    iso = cells if pattern in _ISO_PATTERNS and _is_iso(letters) else _in_iso(letters, parts, widths)
    try:
        time = iso.cast(pa.timestamp("us")).cast(pa.int64()).to_numpy() if iso is not None else None
    except pa.ArrowInvalid:
        return None
    return None if time is None else Times(time, np.ones(len(time), bool))


_ISO_PATTERNS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")


def _is_iso(letters: npt.NDArray[np.uint8]) -> bool:
    """Whether day and clock have the space between them, all else of the layout being what Arrow asks for."""
    return bool((letters[:, 10] == ord(" ")).all())


def _in_iso(letters: npt.NDArray[np.uint8], parts: list[Token], widths: list[int]) -> pa.StringArray | None:
    """Cells of one layout as ISO 8601; None if a sign between the numbers is another."""
    written = np.empty((len(letters), len(_ISO)), np.uint8)
    written[:] = np.frombuffer(_ISO, np.uint8)
    at = 0
    for part, width in zip(parts, widths, strict=True):
        own = letters[:, at : at + width]
        if len(part.kind) == 1:
            if not (own == ord(part.kind)).all():
                return None
        else:
            # Letter by letter: four times quicker than pieces of two and four, which numpy copies row by row.
            for n in range(width):
                written[:, _IN_ISO[part.kind] + n] = own[:, n]
        at += width
    places = np.arange(0, len(_ISO) * (len(letters) + 1), len(_ISO), dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), len(letters), [None, pa.py_buffer(places), pa.py_buffer(written)])


def _prepared(cells: pa.StringArray, pattern: str) -> pa.StringArray:
    """Trimmed; month names as numbers, weekdays gone, AM and PM in two lower-case letters."""
    cells = pc.fill_null(pc.utf8_trim_whitespace(cells), "")
    if "%b" in pattern or "%B" in pattern:
        cells = pc.replace_substring_regex(pc.utf8_lower(cells), "^" + WEEKDAY, "")
        for n, names in enumerate(_MONTHS, 1):
            longest = "|".join(sorted(names.split("|"), key=len, reverse=True))
            name = rf"(^|[^a-zäöüéû])(?:{longest})\.?([^a-zäöüéû]|$)"
            cells = pc.replace_substring_regex(cells, name, rf"\1{n:02d}\2")
    if "%p" in pattern:
        cells = pc.replace_substring_regex(pc.utf8_lower(cells), r"([ap])\.? ?m\.?", r"\1m")
    return cells


_MONTH_STARTS = np.arange("0000-01", "10000-02", dtype="M8[M]").astype("M8[D]").astype(np.int64)
"""Days since 1970 of the first of each month from year 0 on."""


class _Reading:
    """Cells read from left to right, all rows at once; `at` is how far each row has been read."""

    def __init__(self, cells: pa.StringArray) -> None:
        offsets = np.frombuffer(cells.buffers()[1], np.int32)[cells.offset : cells.offset + len(cells) + 1]
        data = cells.buffers()[2]
        letters = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
        self._letters = np.concatenate([letters[: offsets[-1]], np.zeros(24, np.uint8)])
        self._at = offsets[:-1].astype(np.int64)
        self._end = offsets[1:].astype(np.int64)
        self.ok = np.ones(len(cells), bool)

    def _sign(self, ahead: int = 0) -> npt.NDArray[Any]:
        return np.where(self._at + ahead < self._end, self._letters[self._at + ahead], 0)

    def by(self, parts: list[Token]) -> Times:
        """The times by these tokens; what does not end where the tokens do is not read."""
        # A fraction may be left out as a whole, as Python's own str() of a time does on the full second.
        values: dict[str, np.ndarray] = {}
        n = 0
        while n < len(parts):
            token = parts[n]
            if token.kind in ".," and n + 1 < len(parts) and parts[n + 1].kind == "%f":
                values["%f"] = self._fraction(token.kind)
                n += 2
                continue
            if len(token.kind) == 1:
                self._literal(token.kind)
            elif token.kind == "%p":
                values["%p"] = self._half()
            elif token.kind == "%z":
                values["%z"] = self._offset()
            else:
                values[token.kind] = self._number(token.width)
            n += 1
        self.ok &= self._at == self._end
        return self._assembled(values)

    def _literal(self, sign: str) -> None:
        for byte in sign.encode():
            self.ok &= self._sign() == byte
            self._at = self._at + 1

    def _number(self, width: int) -> npt.NDArray[Any]:
        value = np.zeros(len(self._at), np.int64)
        is_open = np.ones(len(self._at), bool)
        n_digits = np.zeros(len(self._at), np.int64)
        for _ in range(width or 2):
            digit = self._sign().astype(np.int64) - 48
            is_open &= (digit >= 0) & (digit <= 9)
            value = np.where(is_open, value * 10 + digit, value)
            self._at = self._at + is_open
            n_digits += is_open
        self.ok &= (n_digits == width) if width else (n_digits > 0)
        return value

    def _fraction(self, mark: str) -> npt.NDArray[Any]:
        has_mark = self._sign() == ord(mark)
        self._at = self._at + has_mark
        value, scale, is_open = np.zeros(len(self._at), np.int64), US, has_mark
        n_digits = np.zeros(len(self._at), np.int64)
        for _ in range(9):
            digit = self._sign().astype(np.int64) - 48
            is_open = is_open & (digit >= 0) & (digit <= 9)
            scale //= 10
            # Below a microsecond only zeros are taken: nothing is rounded unseen.
            self.ok &= ~is_open | (scale > 0) | (digit == 0)
            value = np.where(is_open, value + digit * scale, value)
            self._at = self._at + is_open
            n_digits += is_open
        self.ok &= ~has_mark | (n_digits > 0)
        return value

    def _half(self) -> npt.NDArray[Any]:
        first, second = self._sign(), self._sign(1)
        self.ok &= ((first == ord("a")) | (first == ord("p"))) & (second == ord("m"))
        self._at = self._at + 2
        return np.asarray(first == ord("p"), np.int64)

    def _offset(self) -> npt.NDArray[Any]:
        """Seconds east of UTC, from Z, +01, +0100 or +01:00."""
        first = self._sign()
        is_zulu = (first == ord("Z")) | (first == ord("z"))
        is_signed = (first == ord("+")) | (first == ord("-"))
        self.ok &= is_zulu | is_signed
        start = self._at + 1
        digits = np.zeros((4, len(start)), np.int64)
        at, n_read = start.copy(), np.zeros(len(start), np.int64)
        for n in range(4):
            colon = (n == 2) & (np.where(at < self._end, self._letters[at], 0) == ord(":"))
            at = at + colon
            digit = np.where(at < self._end, self._letters[at], 0).astype(np.int64) - 48
            is_digit = is_signed & (digit >= 0) & (digit <= 9) & (n_read == n)
            digits[n] = np.where(is_digit, digit, 0)
            n_read += is_digit
            at = at + is_digit
        self.ok &= is_zulu | (n_read == 2) | (n_read == 4)
        self._at = np.where(is_zulu, start, at)
        seconds = (digits[0] * 10 + digits[1]) * 3600 + (digits[2] * 10 + digits[3]) * 60
        self.ok &= (digits[2] < 6) & (digits[0] * 10 + digits[1] <= 15)
        return np.where(is_zulu, 0, np.where(first == ord("-"), -seconds, seconds))

    def _assembled(self, values: dict[str, np.ndarray]) -> Times:
        nothing = np.zeros(len(self._at), np.int64)
        year = values.get("%Y", nothing)
        if "%y" in values:
            # POSIX: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068.
            year = values["%y"] + np.where(values["%y"] < 69, 2000, 1900)
        day = self._day(year, values)
        hour = values.get("%H", nothing)
        if "%I" in values:
            self.ok &= (values["%I"] >= 1) & (values["%I"] <= 12)
            hour = values["%I"] % 12 + 12 * values["%p"]
        minute, second = values.get("%M", nothing), values.get("%S", nothing)
        fraction = values.get("%f", nothing)
        is_end = (hour == 24) & (minute == 0) & (second == 0) & (fraction == 0)
        self.ok &= ((hour < 24) | is_end) & (minute < 60) & (second < 60)
        seconds = day * 86_400 + hour * 3600 + minute * 60 + second - values.get("%z", nothing)
        return Times(np.where(self.ok, seconds * US + fraction, 0), self.ok)

    def _day(self, year: np.ndarray, values: dict[str, np.ndarray]) -> npt.NDArray[Any]:
        """Days since 1970; months and days that do not exist are not read."""
        if "%j" in values:
            start = _MONTH_STARTS[year * 12]
            self.ok &= (values["%j"] >= 1) & (values["%j"] <= _MONTH_STARTS[year * 12 + 12] - start)
            return np.asarray(start + values["%j"] - 1)
        month, day = values["%m"], values["%d"]
        self.ok &= (month >= 1) & (month <= 12) & (year >= 1)
        at = np.where(self.ok, year * 12 + month - 1, 0)
        self.ok &= (day >= 1) & (day <= _MONTH_STARTS[at + 1] - _MONTH_STARTS[at])
        return np.asarray(_MONTH_STARTS[at] + day - 1)
