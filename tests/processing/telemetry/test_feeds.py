"""Times, values, catalogues and payloads as feeds write them."""

import gzip
from datetime import UTC, datetime

import pytest

from processing.errors import ProcessingError, TableError
from processing.telemetry.catalogue import corrected_unit, read_catalogue, write_catalogue
from processing.telemetry.line_protocol import parse_line
from processing.telemetry.merge_feed import MergeFeed
from processing.telemetry.replays import csv_messages, lots
from processing.telemetry.simulate import QUANTITIES, messages_at
from processing.telemetry.times import from_hours_of_year, from_us, parse_time, to_us
from processing.telemetry.topics import names_in, subscription_of
from processing.telemetry.values import guess_kind, read_number

NOON = 1_539_345_600_000_000


@pytest.mark.parametrize(
    "given",
    [
        1_539_345_600,
        1_539_345_600.0,
        1_539_345_600_000,
        NOON,
        1_539_345_600_000_000_000,
        "1539345600",
        "2018-10-12T12:00:00Z",
        "2018-10-12 12:00:00",
        "2018-10-12T14:00:00+02:00",
        "2018-10-12T12:00:00.000000",
    ],
)
def test_a_time_is_read_however_it_is_written(given):
    assert parse_time(given) == NOON


@pytest.mark.parametrize("given", ["", "yesterday", True, None, float("nan"), float("inf"), [], "2018-13-01"])
def test_what_is_no_time_is_refused(given):
    with pytest.raises(ValueError):  # noqa: PT011 (any of Python's words for it)
        parse_time(given)


def at(text: str) -> int:
    return to_us(datetime.fromisoformat(text).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("moment", "received"),
    [
        ("2018-10-12T07:35:58.5", "2018-10-12T07:36:00"),
        ("2018-12-31T23:59:59", "2019-01-01T00:00:01"),
        ("2019-01-01T00:00:00", "2018-12-31T23:59:58"),
        ("2020-12-31T23:00:00", "2020-12-31T23:00:01"),
        ("2024-02-29T12:00:00", "2024-03-01T00:00:00"),
    ],
)
def test_hours_without_a_year_are_put_nearest_to_their_receipt(moment, received):
    begin = datetime(from_us(at(moment)).year, 1, 1, tzinfo=UTC)
    hours = (at(moment) - to_us(begin)) / 3.6e9 + 24.0
    assert abs(from_hours_of_year(hours, received_us=at(received)) - at(moment)) <= 1


def test_an_update_carries_only_what_changed():
    feed = MergeFeed()
    assert feed.take("A", {"Value": "5", "TimeStamp": None}, received_us=NOON) is None
    first = feed.take("A", {"TimeStamp": "24.0", "Status.Class": "24"}, received_us=at("2018-01-01T00:00:05"))
    assert first == ("A", at("2018-01-01T00:00:00"), 5.0)
    second = feed.take("A", {"Value": "6"}, received_us=at("2018-01-01T00:00:06"))
    assert second == ("A", at("2018-01-01T00:00:00"), 6.0)
    assert feed.take("A", {"TimeStamp": "soon"}, received_us=NOON) is None


@pytest.mark.parametrize(
    ("line", "points"),
    [
        ("t value=1", [("t", None, 1.0)]),
        ("t,b=2,a=1 value=1i 5", [("t.1.2", 5, 1)]),
        ('w low=1.5,words="a \\"b\\", c=d" 7', [("w.low", 7, 1.5), ("w.words", 7, 'a "b", c=d')]),
        ("a\\ b,channel=X value=t", [("X", None, True)]),
    ],
)
def test_line_protocol_is_read(line, points):
    assert [tuple(point) for point in parse_line(line)] == points


@pytest.mark.parametrize("line", ["t", "t value=", "t value=1 x", "t =1", 't v="open', "t value=1 2 3"])
def test_broken_lines_are_refused(line):
    with pytest.raises(ValueError):  # noqa: PT011 (any of Python's words for it)
        parse_line(line)


def test_numbers_and_kinds():
    assert [read_number(v) for v in (True, "off", " 1e3 ", 7)] == [1.0, 0.0, 1000.0, 7.0]
    assert [guess_kind(v) for v in (False, "3", "warm", 2.5)] == ["boolean", "analog", "text", "analog"]
    for wrong in ("warm", float("inf"), "nan", [1], None):
        with pytest.raises((ValueError, TypeError)):
            read_number(wrong)


@pytest.mark.parametrize(
    ("public_id", "published", "unit"),
    [
        ("USLAB000058", "PSI", "mmHg"),
        ("USLAB000022", "RAD", "deg"),
        ("USLAB000032", "FT", "km"),
        ("USLAB000045", "DEGF", "°C"),
        ("NODE3000005", "PCT", "%"),
        ("SOMETHING1", "PSI", "PSI"),
        ("SOMETHING1", "N/A", ""),
    ],
)
def test_units_that_are_published_wrongly_are_put_right(public_id, published, unit):
    assert corrected_unit(public_id, published) == unit


def test_the_stations_catalogue_is_understood_and_ours_goes_round():
    content = (
        b"public_pui,description,ops_nom,eng_nom,unit,kind,type_or_enum_text,discipline\n"
        b"USLAB000058,Cabin pressure,P,Cabin,PSI,analog,{0:f2},ETHOS\n"
        b"NODE3000004,State,S,State,N/A,enum,2=STOP|16=NORMAL,ETHOS\nUSLAB000058,again,,,PSI,analog,,\n"
    )
    found = read_catalogue(content)
    assert [row.public_id for row in found.rows] == ["USLAB000058", "NODE3000004"]
    assert (found.rows[0].fields["unit"], found.rows[0].published_unit) == ("mmHg", "PSI")
    assert found.rows[1].fields["value_texts"] == {"2": "STOP", "16": "NORMAL"}
    assert len(found.problems) == 1
    text = "".join(write_catalogue({"public_id": row.public_id, **row.fields} for row in found.rows))
    again = read_catalogue(text.encode())
    assert [row.fields["unit"] for row in again.rows] == ["mmHg", ""]
    with pytest.raises(TableError):
        read_catalogue(b"\xff\xfe")


def test_topics_name_their_parts():
    assert subscription_of("field/{station}/+/{q}") == "field/+/+/+"
    assert names_in("field/{station}/{q}", "field/a/t") == {"station": "a", "q": "t"}
    assert names_in("field/{station}", "field/a/t") is None
    assert names_in("field/#", "field/a/t") == {}


def test_a_recording_is_read_plain_or_packed_and_paced(tmp_path):
    text = b"timestamp,channel,value\n2018-10-12T12:00:00Z,A,1\n,B,2\n2018-10-12T12:00:10Z,B,open\n"
    plain, packed = tmp_path / "a.csv", tmp_path / "a.csv.gz"
    plain.write_bytes(text)
    packed.write_bytes(gzip.compress(text))
    expected = [("A", NOON, 1.0), ("B", NOON + 10**7, "open")]
    assert list(csv_messages(plain)) == expected
    assert list(csv_messages(packed)) == expected
    assert [(due, len(lot)) for due, lot in lots(csv_messages(plain), speed=10.0)] == [(0.0, 1), (1.0, 1)]
    assert [(due, len(lot)) for due, lot in lots(csv_messages(plain), speed=None)] == [(0.0, 2)]
    plain.write_bytes(b"nothing\n1\n")
    with pytest.raises(ProcessingError):
        list(csv_messages(plain))


def test_the_simulator_says_the_same_every_time():
    assert messages_at(NOON, n_stations=2, seed=7) == messages_at(NOON, n_stations=2, seed=7)
    assert len(messages_at(NOON, n_stations=2, seed=7)) == 2 * len(QUANTITIES)
