"""What charts are drawn from: few points that lose no extreme, gaps, and little charts for lists."""

from collections.abc import Sequence
from typing import Any

from blueprints.telemetry.models import Channel, ChannelKind
from blueprints.telemetry.store import store
from processing.telemetry.times import HOUR_US

MINUTE_US = 60_000_000

UNITS = ((HOUR_US, HOUR_US), (20 * MINUTE_US, 10 * MINUTE_US), (MINUTE_US, MINUTE_US))
"""From which length of a pixel on, steps are a whole number of which roll-up's steps."""

FEW_POINTS = 4
"""Readings a pixel may have and still be drawn one by one: a bucket gives up to four points anyway."""

GAP_INTERVALS = 5.0
"""Expected intervals of silence that make a gap."""

MAX_TEXTS = 2000
"""Texts of a span that are sent."""

SPARK_STEPS = 60


def chart(rows: Sequence[Channel], start_us: int | None, end_us: int | None, width: int) -> dict[str, Any]:
    """Points of several channels over one span; the span is the data's own where none is given."""
    extents = {row.id: store().extent(row.id) for row in rows}
    known = [extent for extent in extents.values() if extent is not None]
    if start_us is None:
        start_us = min((extent[0] for extent in known), default=0)
    if end_us is None:
        end_us = max((extent[1] for extent in known), default=start_us) + 1
    end_us = max(end_us, start_us + 1)
    series = [_series(row, extents[row.id], start_us, end_us, width) for row in rows]
    return {"start_us": start_us, "end_us": end_us, "series": series}


def _series(row: Channel, extent: tuple[int, int] | None, start_us: int, end_us: int, width: int) -> dict[str, Any]:
    found = {
        "channel_id": row.id, "at_us": [], "value": [], "text": [], "gaps": [], "width_us": 0, "n": 0,
        "first_us": extent[0] if extent else None, "last_us": extent[1] if extent else None,
    }  # fmt: skip
    if extent is None:
        return found
    if row.kind == ChannelKind.TEXT:
        return found | _texts(row, start_us, end_us)
    return found | _numbers(row, max(start_us, extent[0]), min(end_us, extent[1] + 1), end_us - start_us, width)


def _texts(row: Channel, start_us: int, end_us: int) -> dict[str, Any]:
    readings = store().rows([row.id], start_us, end_us, limit=MAX_TEXTS)
    held = store().held_before([row.id], start_us).get(row.id)
    readings = ([held] if held else []) + readings
    return {"at_us": [r.at_us for r in readings], "text": [r.text for r in readings], "n": len(readings)}


def step_us(span_us: int, width: int) -> int:
    """Length of a step of time for a chart: that of a pixel, in whole steps of a roll-up where these help."""
    pixel = max(1, -(-span_us // width))
    for shortest, unit in UNITS:
        if pixel >= shortest:
            return -(-pixel // unit) * unit
    return pixel


def _numbers(row: Channel, begin_us: int, end_us: int, span_us: int, width: int) -> dict[str, Any]:
    # Arrays are needed for charts only; the web process starts without them.
    from processing.telemetry.buckets import Series  # noqa: PLC0415

    # (as above)
    from processing.telemetry.decimate import gaps_between, points_of  # noqa: PLC0415

    if begin_us >= end_us:
        held = store().held_before([row.id], begin_us).get(row.id)
        # Between two readings the line still runs from one to the other.
        later = store().rows([row.id], end_us, end_us + 366 * 24 * HOUR_US, limit=1)
        ends = [r for r in ([held] if held else []) + later if r.value is not None]
        return {"at_us": [r.at_us for r in ends], "value": [r.value for r in ends], "n": 0}
    step = step_us(span_us, width)
    longest_us = round(row.expected_interval_s * GAP_INTERVALS * 1e6) if row.expected_interval_s else None
    if step < MINUTE_US:
        series = store().series(row.id, begin_us, end_us)
        if series.at_us.size <= FEW_POINTS * width:
            gaps = gaps_between(series.at_us, series.at_us, longest_us=longest_us) if longest_us else []
            return _shaped(_with_ends(row, series, begin_us, end_us), gaps, 0, int(series.at_us.size))
        # Read once: summarising what is at hand is cheaper than asking again.
        from processing.telemetry.buckets import aggregate  # noqa: PLC0415 (as above)

        buckets = aggregate(series, step)
    else:
        buckets = store().buckets(row.id, begin_us, end_us, step)
    gaps = gaps_between(buckets.first_at_us, buckets.last_at_us, longest_us=longest_us) if longest_us else []
    return _shaped(Series(*points_of(buckets)), gaps, step, int(buckets.n.sum()))


def _with_ends(row: Channel, series: Any, begin_us: int, end_us: int) -> Any:
    """The readings just outside, so that lines run to the edges of the chart."""
    # (as above)
    import numpy as np  # noqa: PLC0415

    held = store().held_before([row.id], begin_us).get(row.id)
    later = store().rows([row.id], end_us, end_us + 366 * 24 * HOUR_US, limit=1)
    before = [held] if held is not None and held.value is not None else []
    after = [r for r in later if r.value is not None]
    return type(series)(
        np.concatenate([np.array([r.at_us for r in before], np.int64), series.at_us,
                        np.array([r.at_us for r in after], np.int64)]),
        np.concatenate([np.array([r.value for r in before], np.float64), series.value,
                        np.array([r.value for r in after], np.float64)]),
    )  # fmt: skip


def _shaped(points: Any, gaps: list[tuple[int, int]], step: int, n: int) -> dict[str, Any]:
    return {
        "at_us": points.at_us.tolist(),
        "value": points.value.tolist(),
        "gaps": [list(gap) for gap in gaps],
        "width_us": step,
        "n": n,
    }


def sparks(rows: Sequence[Channel], span_s: float) -> dict[str, list[list[float]]]:
    """Little charts back from each channel's newest reading."""
    # (as above)
    from processing.telemetry.decimate import points_of  # noqa: PLC0415

    latest = store().latest([row.id for row in rows])
    found: dict[str, list[list[float]]] = {}
    step = max(MINUTE_US, round(span_s * 1e6 / SPARK_STEPS / MINUTE_US) * MINUTE_US)
    for row in rows:
        newest = latest.get(row.id)
        if newest is None or newest.value is None:
            continue
        buckets = store().buckets(row.id, newest.at_us - round(span_s * 1e6), newest.at_us + 1, step)
        points = points_of(buckets)
        found[str(row.id)] = [[int(at), value] for at, value in zip(points.at_us, points.value.tolist(), strict=True)]
    return found
