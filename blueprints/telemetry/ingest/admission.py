"""From messages to rows: the channel is known or made, the value fits its kind, the time is within bounds."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from blueprints.telemetry.ingest.catalogue import Catalogue, Known, KnownSource
from blueprints.telemetry.store import Row
from core.fields import EARLIEST
from processing.telemetry.messages import Message, Refusal
from processing.telemetry.times import to_us
from processing.telemetry.values import guess_kind, read_number, read_text

EARLIEST_US = to_us(EARLIEST.replace(year=1970))
"""Feeds did not write times before Unix time began."""

AHEAD_US = 24 * 3_600_000_000
"""How far a clock may be ahead of ours."""

MAX_NEW_CHANNELS = 20_000
"""Channels a source may make by itself; a feed that puts numbers into its names must not fill the list."""


class Admitted(NamedTuple):
    rows: list[Row]
    refused: list[Refusal]


def admit(
    catalogue: Catalogue, source: KnownSource, messages: Sequence[Message], received_us: int, *, first_index: int = 0
) -> Admitted:
    """Check messages of one source; channels that are new are made where the source's policy says so."""
    _make_missing(catalogue, source, messages)
    rows: list[Row] = []
    refused: list[Refusal] = []
    find, latest_us = source.channels.get, received_us + AHEAD_US
    for index, (name, at_us, value) in enumerate(messages, first_index):
        known = find(name)
        # The usual case in as few steps as can be: an active channel, a plain number, a sane time.
        if (
            known is not None
            and type(value) is float
            and value - value == 0.0
            and known.is_active
            and not known.is_text
            and EARLIEST_US <= at_us <= latest_us
        ):
            rows.append(Row(known.id, at_us, value, None, received_us))
            continue
        found = _look_closer(known, at_us, value, received_us)
        if isinstance(found, Row):
            rows.append(found)
        else:
            refused.append(Refusal(index, found[0], found[1], name, _shown(name, at_us, value)))
    return Admitted(rows, refused)


def _make_missing(catalogue: Catalogue, source: KnownSource, messages: Sequence[Message]) -> None:
    missing = {message.channel for message in messages}.difference(source.channels)
    if not missing:
        return
    if catalogue.refresh(is_urgent=True):
        fresh = catalogue.sources.get(source.id)
        source.channels = fresh.channels if fresh else source.channels
        missing = missing.difference(source.channels)
    room = MAX_NEW_CHANNELS - len(source.channels)
    if not source.auto_create or not missing or room <= 0:
        return
    kinds: dict[str, str] = {}
    for name, _at_us, value in messages:
        if name in missing and name not in kinds and len(kinds) < room:
            kinds[name] = guess_kind(value)
    catalogue.add(source, kinds)


def _look_closer(known: Known | None, at_us: int, value: object, received_us: int) -> Row | tuple[str, str]:
    """The row, or reason and detail of the refusal."""
    if known is None:
        return "channel-unknown", "this source has no such channel and does not make any"
    if not known.is_active:
        return "channel-inactive", "the channel is switched off"
    if not EARLIEST_US <= at_us <= received_us + AHEAD_US:
        return "time-out-of-bounds", "expected a time since 1970 and at most a day ahead of the station's clock"
    try:
        if known.is_text:
            return Row(known.id, at_us, None, read_text(value), received_us)
        return Row(known.id, at_us, read_number(value), None, received_us)
    except (ValueError, OverflowError) as exc:
        return "value-unfit", str(exc)[:300]


def _shown(name: str, at_us: int, value: object) -> str:
    return json.dumps({"channel": name, "time": at_us, "value": value}, ensure_ascii=False, default=str)[:2000]
