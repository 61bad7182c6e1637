"""Catalogues of channels as CSV: our own columns, and those under which the space station's is published."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from processing.errors import TableError

MAX_ROWS = 100_000

COLUMNS = (
    "public_id", "name", "short_name", "description", "discipline", "unit", "kind", "value_texts",
    "expected_interval_s", "warning_low", "warning_high", "alarm_low", "alarm_high", "hysteresis", "retention_days",
    "is_active",
)  # fmt: skip
"""Columns of a catalogue as it is written, and read in any order."""

ALIASES = {
    "public_pui": "public_id",
    "channel": "public_id",
    "id": "public_id",
    "ops_nom": "short_name",
    "eng_nom": "name",
    "type_or_enum_text": "value_texts",
}
"""Names of other catalogues for the same columns."""

KINDS = {
    "analog": "analog", "integer": "analog", "discrete": "discrete", "enum": "discrete", "boolean": "boolean",
    "text": "text", "string": "text", "string/time": "analog", "unknown": "analog", "": "analog",
}  # fmt: skip
"""Kinds by the words of catalogues; the station's `string/time` channels count seconds."""

LIMIT_COLUMNS = ("warning_low", "warning_high", "alarm_low", "alarm_high", "hysteresis")


class ChannelRow(NamedTuple):
    """One channel as a catalogue describes it; None: the catalogue says nothing of it."""

    public_id: str
    fields: dict[str, Any]
    """Names as in COLUMNS, limits gathered under `limits`."""
    published_unit: str | None
    """The unit as written, where it was corrected."""


class Catalogue(NamedTuple):
    rows: list[ChannelRow]
    problems: list[str]
    """What could not be read, by line."""


class Correction(NamedTuple):
    """A unit that is published wrongly."""

    channels: str
    """Regular expression of public ids."""
    published: str
    unit: str
    reason: str


CORRECTIONS = (
    Correction(r"USLAB00005[3458]|AIRLOCK0000(49|54)", r"PSIA?|CNT", "mmHg", "about 740: a cabin at one atmosphere"),
    Correction(r"AIRLOCK00005[567]", r"CNT", "kPa", "tanks are filled to some 120 atmospheres"),
    Correction(r"USLAB00002[234]", r"RAD", "deg", "the attitude error is a few degrees, not whole turns"),
    Correction(r"USLAB00002[567]", r"RAD/S", "deg/s", "one turn an orbit is 0.065 degrees a second"),
    Correction(r"USLAB00003[234]", r"FT", "km", "the orbit's radius is 6,790 kilometres"),
    Correction(r"USLAB00003[567]", r"FT/S", "m/s", "the orbit's speed is 7,660 metres a second"),
    Correction(r"USLAB0000(4[5-9]|5[0-2])", r"DEGF", "°C", "bearings of the gyroscopes run at 20 to 50 °C"),
    Correction(r"USLAB00000[678]", r"FT-LB", "N m", "as its own description says"),
    Correction(r"USLAB0000(09|38)", r"FT-LB-S", "N m s", "as its own description says"),
    Correction(r"AIRLOCK0000(0[1357]|09|1[1357])", r"CNT", "V", "as its own description says"),
    Correction(r"AIRLOCK0000(0[2468]|1[02468])", r"CNT", "A", "as its own description says"),
    Correction(r"[PS][46]00000[14]", r"CNT", "V", "drive voltage of a solar array, some 155 V"),
    Correction(r"[PS][46]00000[25]", r"CNT", "A", "drive current of a solar array"),
    Correction(r"[PS]1000001", r"CNT", "kg/h", "as its own description says"),
    Correction(r"[PS]1000002", r"CNT", "kPa", "as its own description says"),
    Correction(r"[PS]1000003", r"CNT", "°C", "as its own description says"),
    Correction(r"NODE[23]0000(0[12]|17|19)|USLAB00005[67]", r"CNT|PCT", "%", "quantities are shares of the tank"),
    Correction(r"NODE[23]0000(06|07|12|13)|USLAB0000(59|60|61)", r"CNT|DEGF", "°C", "cooling water is not frozen"),
)
"""Units of the space station's public catalogue that the values themselves contradict."""

PLAIN_UNITS = {
    "PCT": "%", "DEG": "deg", "DEGF": "°F", "AMP": "A", "RPM": "rpm", "G": "g", "S": "s", "MS": "ms", "KG": "kg",
    "M": "m", "M/S": "m/s", "N/A": "", "n/a": "", "ND": "", "unit": "", "INTEGR": "", "CNT": "", "YR": "a",
}  # fmt: skip
"""Units that are right but written otherwise, and words that say there is none."""


def corrected_unit(public_id: str, published: str) -> str:
    """The unit a channel really has; what is not known to be wrong stays as it is published."""
    correction = correction_of(public_id, published)
    return correction.unit if correction else PLAIN_UNITS.get(published, published)


def correction_of(public_id: str, published: str) -> Correction | None:
    """What is known of a wrongly published unit."""
    return next(
        (c for c in CORRECTIONS if re.fullmatch(c.channels, public_id) and re.fullmatch(c.published, published)), None
    )


def read_catalogue(content: bytes) -> Catalogue:
    """Read a catalogue; each row that cannot be read is a problem, the others go on.

    Raises TableError("not-a-table") for what is no text with a column of ids, ("too-many-rows") for more than
    MAX_ROWS.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise TableError("not-a-table", "expected a table of UTF-8 text") from exc
    reader = csv.DictReader(io.StringIO(text))
    try:
        head = [name.strip().lower() for name in reader.fieldnames or []]
    except csv.Error as exc:
        raise TableError("not-a-table", f"expected a table: {exc}") from exc
    names = [ALIASES.get(name, name) for name in head]
    if "public_id" not in names:
        raise TableError("not-a-table", "expected a column public_id")
    reader.fieldnames = names
    # The space station's catalogue is known by the name of its first column; its units need correcting.
    is_published = "public_pui" in head
    rows: list[ChannelRow] = []
    problems: list[str] = []
    seen: set[str] = set()
    for row in _rows(reader, problems):
        if len(rows) >= MAX_ROWS:
            raise TableError("too-many-rows", f"expected at most {MAX_ROWS} channels")
        try:
            found = _channel(row, is_published=is_published)
            if found.public_id in seen:
                raise ValueError(f"{found.public_id} stands there twice")
        except ValueError as exc:
            problems.append(f"line {reader.line_num}: {exc}")
            continue
        seen.add(found.public_id)
        rows.append(found)
    return Catalogue(rows, problems)


def _rows(reader: "csv.DictReader[str]", problems: list[str]) -> Iterator[Mapping[str, str]]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            problems.append(f"line {reader.line_num}: {exc}")


def _channel(row: Mapping[str, Any], *, is_published: bool) -> ChannelRow:
    given = {name: value.strip() for name, value in row.items() if isinstance(value, str) and name in COLUMNS}
    public_id = given.pop("public_id", "")
    if not 1 <= len(public_id) <= 120 or not public_id.isprintable():
        raise ValueError("expected an id of 1 to 120 characters")
    fields: dict[str, Any] = {}
    for name, most in (("name", 200), ("short_name", 80), ("description", 5000), ("discipline", 80), ("unit", 40)):
        if name in given:
            if len(given[name]) > most or "\0" in given[name]:
                raise ValueError(f"{name}: expected at most {most} characters")
            fields[name] = given[name]
    if "kind" in given:
        if given["kind"].lower() not in KINDS:
            raise ValueError(f"kind: expected analog, discrete, boolean or text, found {given['kind'][:40]}")
        fields["kind"] = KINDS[given["kind"].lower()]
    texts = read_value_texts(given.get("value_texts", ""))
    if texts:
        fields["value_texts"] = texts
    fields |= _numbers(given)
    published_unit = None
    if is_published and "unit" in fields:
        published_unit = fields["unit"] if correction_of(public_id, fields["unit"]) else None
        fields["unit"] = corrected_unit(public_id, fields["unit"])
    return ChannelRow(public_id, fields, published_unit)


def _numbers(given: Mapping[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    limits = {name: _number(name, given[name]) for name in LIMIT_COLUMNS if given.get(name)}
    if limits:
        bounds = [limits[n] for n in ("alarm_low", "warning_low", "warning_high", "alarm_high") if n in limits]
        if bounds != sorted(bounds) or limits.get("hysteresis", 0.0) < 0:
            raise ValueError("expected alarm_low ≤ warning_low ≤ warning_high ≤ alarm_high and hysteresis ≥ 0")
        fields["limits"] = limits
    if given.get("expected_interval_s"):
        fields["expected_interval_s"] = _number("expected_interval_s", given["expected_interval_s"], above=0.0)
    if given.get("retention_days"):
        fields["retention_days"] = int(_number("retention_days", given["retention_days"], above=0.0))
    if given.get("is_active"):
        fields["is_active"] = given["is_active"].lower() in ("1", "true", "yes")
    return fields


def _number(name: str, text: str, *, above: float | None = None) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not abs(value) <= 1e300 or (above is not None and value <= above):
        wanted = "a number" if above is None else f"a number above {above:g}"
        raise ValueError(f"{name}: expected {wanted}, found {text[:40]}")
    return value


def read_value_texts(text: str) -> dict[str, str]:
    """`0=off|1=on` as a table; anything else (a display format) is none."""
    found = {}
    for part in text.split("|"):
        number, sign, words = part.partition("=")
        if sign and re.fullmatch(r"-?\d{1,12}", number.strip()):
            found[number.strip()] = words.strip()[:100]
    return found


def write_catalogue(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A catalogue of channels given by the names of COLUMNS, `value_texts` and `limits` as tables."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for row in rows:
        limits = row.get("limits") or {}
        texts = "|".join(f"{number}={words}" for number, words in (row.get("value_texts") or {}).items())
        values = {**row, **{name: limits.get(name) for name in LIMIT_COLUMNS}, "value_texts": texts}
        writer.writerow(["" if values.get(name) is None else _shown(values[name]) for name in COLUMNS])
        if buffer.tell() > 100_000:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}" if value == float(f"{value:g}") else repr(value)
    return str(value)
