"""InfluxDB's line protocol: `measurement,tag=a field=1.5,other=2i 1539345600000000000`."""

from typing import Any, NamedTuple


class Point(NamedTuple):
    """One field of a line."""

    channel: str
    time: int | None
    """As written, in the sender's unit; None: the line names none."""
    value: Any


def parse_line(line: str) -> list[Point]:
    """The fields of one line, each a channel of its own.

    A channel is called as the tag `channel` says, else after the measurement and its tags' values in the order of
    their names, joined by dots; the field's name follows unless it is `value`.
    Raises ValueError saying what was expected.
    """
    parts = _split(line, " ", quoted=True)
    if not 2 <= len(parts) <= 3:
        raise ValueError("expected measurement, fields and at most a time, separated by single spaces")
    head = _split(parts[0], ",")
    tags = sorted(_pair(tag) for tag in head[1:])
    by_name = dict(tags)
    base = by_name.get("channel") or ".".join([_plain(head[0]), *(value for _name, value in tags)])
    time = None
    if len(parts) == 3:
        time = int(parts[2])
    points = []
    for field in _split(parts[1], ",", quoted=True):
        name, value = _pair(field)
        points.append(Point(base if name == "value" else f"{base}.{name}", time, _value(value)))
    return points


def _split(text: str, at: str, *, quoted: bool = False) -> list[str]:
    """Cut at a character that neither stands behind a backslash nor, where it matters, inside quotes."""
    if "\\" not in text and '"' not in text:
        return text.split(at)
    parts, begin, is_inside, is_escaped = [], 0, False, False
    for index, char in enumerate(text):
        if is_escaped:
            is_escaped = False
        elif char == "\\":
            is_escaped = True
        elif char == '"' and quoted:
            is_inside = not is_inside
        elif char == at and not is_inside:
            parts.append(text[begin:index])
            begin = index + 1
    return [*parts, text[begin:]]


def _pair(text: str) -> tuple[str, str]:
    name, *rest = _split(text, "=", quoted=True)
    if not name or not rest or rest == [""]:
        raise ValueError(f"expected name=value, found {text[:60]}")
    value = "=".join(rest)
    return _plain(name), value if value.startswith('"') else _plain(value)


def _plain(text: str) -> str:
    for char in (",", "=", " "):
        text = text.replace("\\" + char, char)
    return text


def _value(text: str) -> Any:
    if text.startswith('"'):
        if len(text) < 2 or not text.endswith('"'):
            raise ValueError("a quote is not closed")
        return text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    if text in ("t", "T", "true", "True", "TRUE"):
        return True
    if text in ("f", "F", "false", "False", "FALSE"):
        return False
    if text[-1] in "iu" and text[:-1].lstrip("-").isdigit():
        return int(text[:-1])
    return float(text)
