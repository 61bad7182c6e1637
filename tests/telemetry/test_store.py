"""The readings store: exactly once, whatever the order, on each server."""

import random

import numpy as np
import pytest
import sqlalchemy as sa

from blueprints.telemetry.store import Cursor, Group, Reading, Row
from processing.telemetry.buckets import HOUR_US, MINUTE_US, Series, aggregate

NOON = 1_539_345_600_000_000
"""2018-10-12 12:00 UTC."""


def row(channel_id: int, second: float, value: float | None = 1.0, text: str | None = None) -> Row:
    return Row(channel_id, NOON + round(second * 1e6), value, text, NOON)


def test_a_reading_sent_twice_is_stored_once(readings):
    assert readings.append([row(1, 0), row(1, 1)]) == (2, 0)
    assert readings.append([row(1, 1), row(1, 2)]) == (1, 1)
    assert [r.at_us - NOON for r in readings.rows([1], NOON, NOON + 10**9)] == [0, 10**6, 2 * 10**6]


def test_twice_in_one_batch_is_stored_once_by_policy(readings):
    assert readings.append([row(1, 0, 1.0), row(1, 0, 2.0)]) == (1, 1)
    assert readings.append([row(2, 0, 1.0), row(2, 0, 2.0)], keep_last=True) == (1, 1)
    assert [r.value for r in readings.rows([1, 2], NOON, NOON + 1)] == [1.0, 2.0]


def test_a_different_value_for_the_same_time_follows_the_policy(readings):
    readings.append([row(1, 0, 1.0), row(2, 0, 1.0)])
    assert readings.append([row(1, 0, 5.0)]) == (0, 1)
    assert readings.append([row(2, 0, 5.0)], keep_last=True) == (1, 0)
    assert readings.append([row(2, 0, 5.0)], keep_last=True) == (0, 1)
    assert readings.latest()[1].value == 1.0
    assert readings.latest()[2].value == 5.0


def test_texts_and_numbers_come_back_as_they_were(readings):
    readings.append([row(1, 0, None, "größer ✓"), row(2, 0, -0.1)])
    assert readings.rows([1, 2], NOON, NOON + 1) == [Reading(1, NOON, None, "größer ✓"), Reading(2, NOON, -0.1, None)]
    assert readings.latest([1])[1].text == "größer ✓"


def test_the_latest_is_the_newest_by_feed_time(readings):
    readings.append([row(1, 10, 10.0)])
    readings.append([row(1, 5, 5.0)])
    assert readings.latest()[1].value == 10.0
    assert readings.held_before([1, 9], NOON + 7 * 10**6) == {1: Reading(1, NOON + 5 * 10**6, 5.0, None)}


def test_pages_go_on_where_the_last_one_ended(readings):
    readings.append([row(channel, second) for channel in (1, 2, 3) for second in range(4)])
    seen, after = [], None
    while page := readings.rows([1, 2, 3], NOON, NOON + 10**8, after=after, limit=5):
        seen += page
        after = (page[-1].at_us, page[-1].channel_id)
    assert len(seen) == 12
    assert seen == sorted(seen, key=lambda r: (r.at_us, r.channel_id))


def test_the_cursor_is_stored_with_the_rows(readings):
    assert readings.cursor("a") is None
    readings.write([Group([row(1, 0)])], [Cursor("a", 3, 40)])
    assert readings.cursor("a") == Cursor("a", 3, 40)


def same(found, expected):
    for name, a, b in zip(found._fields, found, expected, strict=True):
        if name == "mean":
            np.testing.assert_allclose(a, b, rtol=1e-12)
        else:
            np.testing.assert_array_equal(a, b, err_msg=name)


@pytest.mark.parametrize("width_us", [7_000_000, MINUTE_US, 5 * MINUTE_US, 20 * MINUTE_US, HOUR_US, 3 * HOUR_US])
def test_roll_ups_are_right_whatever_the_order_of_arrival(readings, width_us):
    rng = random.Random(1)
    rows = [row(1, 13 * k + rng.random(), rng.gauss(0, 5)) for k in range(1500)]
    shuffled = rng.sample(rows, len(rows))
    begin, end = rows[0].at_us, rows[-1].at_us + 1
    expected = aggregate(Series(np.array([r.at_us for r in rows]), np.array([r.value for r in rows])), width_us)
    for piece in range(0, 1500, 500):
        readings.append(shuffled[piece : piece + 500])
        if piece == 500:
            while readings.roll_up(limit=2):
                pass
    same(readings.buckets(1, begin, end, width_us), expected)
    while readings.roll_up():
        pass
    same(readings.buckets(1, begin, end, width_us), expected)


def test_a_replaced_value_reaches_the_roll_ups(readings):
    readings.append([row(1, 0, 1.0), row(1, 1, 2.0)])
    readings.roll_up()
    readings.append([row(1, 1, 50.0)], keep_last=True)
    readings.roll_up()
    assert readings.buckets(1, NOON, NOON + HOUR_US, HOUR_US).high.tolist() == [50.0]


def test_a_channel_that_changes_all_the_while_does_not_keep_roll_ups_from_the_others(readings):
    readings.append([row(channel, 0) for channel in (1, 2, 3)])
    for second in (1, 2, 3):
        assert readings.roll_up(limit=1) == 1
        readings.append([row(1, second)])
    with readings.engine.connect() as connection:
        waiting = connection.execute(sa.text(f"SELECT channel_id FROM {readings.prefix}changes")).scalars().all()
    assert waiting == [1]
    assert (readings.roll_up(), readings.roll_up()) == (1, 0)


def test_retention_drops_readings_and_leaves_roll_ups(readings):
    day = 86_400
    readings.append([row(c, second, second) for c in (1, 2) for second in (0, 5 * day, 10 * day)])
    readings.roll_up()
    assert readings.retain({1: NOON + 7 * day * 10**6, 2: NOON + 6 * day * 10**6}) == 4
    assert len(readings.rows([1, 2], 0, 2 * NOON)) == 2
    assert readings.buckets(1, NOON, NOON + 11 * day * 10**6, HOUR_US).n.tolist() == [1, 1, 1]
    readings.append([row(1, 1, 99.0)])
    readings.roll_up()
    assert readings.buckets(1, NOON, NOON + HOUR_US, HOUR_US).high.tolist() == [0.0]


def test_the_extent_and_removal(readings):
    readings.append([row(1, 0), row(1, 7200), row(2, 0)])
    readings.roll_up()
    assert readings.extent(1) == (NOON, NOON + 7200 * 10**6)
    readings.remove([1])
    assert readings.extent(1) is None
    assert list(readings.latest()) == [2]
