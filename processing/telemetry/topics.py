"""MQTT topics and payloads as messages: patterns with names for their parts, paths into JSON."""

import json
import re
from typing import Any, NamedTuple

from processing.telemetry.messages import MAX_PAYLOAD, Message, Refusal
from processing.telemetry.times import parse_time

_PART = re.compile(r"\{(\w+)\}")


class TopicRule(NamedTuple):
    """How topics of one shape are read."""

    pattern: str
    """`field/{station}/{quantity}`; `+` and a last `#` stand for parts without a name."""
    channel: str
    """`{station}.{quantity}`; empty: the topic itself."""
    payload: str
    """value, json or object."""
    value_path: str
    time_path: str | None


class Taken(NamedTuple):
    messages: list[Message]
    refused: list[Refusal]


def subscription_of(pattern: str) -> str:
    """The topic filter a broker is asked for."""
    return "/".join("+" if _PART.fullmatch(part) else part for part in pattern.split("/"))


def names_in(pattern: str, topic: str) -> dict[str, str] | None:
    """The named parts of a topic; None when it is of another shape."""
    wanted, given = pattern.split("/"), topic.split("/")
    found: dict[str, str] = {}
    for index, part in enumerate(wanted):
        if part == "#":
            return found
        if index >= len(given):
            return None
        named = _PART.fullmatch(part)
        if named:
            found[named[1]] = given[index]
        elif part not in ("+", given[index]):
            return None
    return found if len(given) == len(wanted) else None


def read_payload(rule: TopicRule, topic: str, payload: bytes, *, received_us: int) -> Taken | None:
    """What a message on a topic says; None when the rule is for other topics."""
    names = names_in(rule.pattern, topic)
    if names is None:
        return None
    channel = _PART.sub(lambda found: names.get(found[1], ""), rule.channel) or topic
    text = payload[: 64 * 1024].decode("utf-8", "replace")
    if rule.payload == "value":
        return Taken([Message(channel, received_us, _number_or_text(text.strip()))], [])
    try:
        content = json.loads(text)
        at_us = _time(content, rule.time_path, received_us)
        if rule.payload == "json":
            return Taken([Message(channel, at_us, _plain(_at(content, rule.value_path)))], [])
        if not isinstance(content, dict):
            raise ValueError("expected an object whose members are channels")
        members = {name: value for name, value in content.items() if name != (rule.time_path or "").split(".")[0]}
        prefix = f"{channel}." if rule.channel else ""
        return Taken([Message(f"{prefix}{name}"[:120], at_us, _plain(value)) for name, value in members.items()], [])
    except (ValueError, KeyError, IndexError, OverflowError, RecursionError) as exc:
        return Taken([], [Refusal(0, "payload-unfit", str(exc)[:300], channel[:200], text[:MAX_PAYLOAD])])


def _time(content: Any, path: str | None, received_us: int) -> int:
    return received_us if path is None else parse_time(_at(content, path))


def _at(content: Any, path: str) -> Any:
    """The value at a path of names and list positions joined by dots."""
    for part in path.split("."):
        if isinstance(content, list) and part.isdigit():
            content = content[int(part)]
        elif isinstance(content, dict) and part in content:
            content = content[part]
        else:
            raise ValueError(f"nothing stands at {path}")
    return content


def _plain(value: Any) -> Any:
    if isinstance(value, dict | list) or value is None:
        raise ValueError("expected a number, a flag or a text")
    return value


def _number_or_text(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
