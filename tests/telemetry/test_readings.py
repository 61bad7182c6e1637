"""Readings over HTTP: pages, summaries, charts, files."""

import io
import json

import numpy as np
import pytest

from blueprints.telemetry.service.charts import step_us
from blueprints.telemetry.store import Row
from core.access import Role

NOON = 1_539_345_600_000_000
API = "/api/v1/telemetry"
DAY = "start=2018-10-12&end=2018-10-12"


@pytest.fixture
def viewer(make):
    return make.user()


@pytest.fixture
def source(make, viewer):
    group = make.group()
    make.member(group, Role.VIEWER, user=viewer)
    return make.source(make.project(group))


@pytest.fixture
def get(client, auth, viewer):
    def ask(path, status=200):
        answer = client.get(f"{API}{path}", headers=auth(viewer))
        assert answer.status_code == status, answer.text
        return answer

    return ask


@pytest.fixture
def tank(make, source, readings):
    """Two hours at 1 Hz with a gap of ten minutes and one spike."""
    row = make.channel(source, public_id="tank", unit="%", expected_interval_s=1)
    rng = np.random.default_rng(3)
    values = 50 + rng.normal(0, 1, 7200).round(2)
    values[4321] = 99.5
    readings.append(
        [Row(row.id, NOON + k * 10**6, float(values[k]), None, NOON) for k in range(7200) if not 1800 <= k < 2400]
    )
    return row


def test_readings_are_paged_to_their_end(get, tank):
    seen, after = 0, ""
    while True:
        page = get(f"/channels/{tank.id}/readings?{DAY}&limit=5000{after}").json
        seen += len(page["readings"])
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == 6600


@pytest.mark.parametrize("is_rolled_up", [False, True])
@pytest.mark.parametrize("width", [20, 100, 1000])
def test_a_chart_keeps_every_extreme_at_its_true_time(get, tank, readings, width, is_rolled_up):
    while is_rolled_up and readings.roll_up():
        pass
    found = get(f"/chart?ids={tank.id}&width={width}").json["series"][0]
    assert len(found["at_us"]) <= 4 * width
    assert max(found["value"]) == 99.5
    assert found["at_us"][int(np.argmax(found["value"]))] == NOON + 4321 * 10**6
    assert found["at_us"] == sorted(found["at_us"])
    assert found["gaps"] == [[NOON + 1799 * 10**6, NOON + 2400 * 10**6]]
    assert found["n"] == 6600


@pytest.mark.parametrize(("pixel_s", "step_s"), [(30, 30), (61, 120), (1199, 1200), (1300, 1800), (3601, 7200)])
def test_the_steps_of_a_wide_span_are_whole_steps_of_a_roll_up(pixel_s, step_s):
    assert step_us(pixel_s * 1_000_000 * 2000, 2000) == step_s * 1_000_000


def test_a_narrow_span_shows_the_readings_themselves_with_those_beside_it(get, tank):
    found = get(f"/chart?ids={tank.id}&start_us={NOON + 10 * 10**6}&end_us={NOON + 13 * 10**6}").json["series"][0]
    assert [at - NOON for at in found["at_us"]] == [second * 10**6 for second in (9, 10, 11, 12, 13)]
    assert found["width_us"] == 0


def test_a_span_without_readings_shows_the_line_that_crosses_it(get, tank):
    found = get(f"/chart?ids={tank.id}&start_us={NOON + 1900 * 10**6}&end_us={NOON + 1901 * 10**6}").json["series"][0]
    assert [at - NOON for at in found["at_us"]] == [1799 * 10**6, 2400 * 10**6]


def test_a_channel_of_texts_is_drawn_as_texts(get, make, source, readings):
    row = make.channel(source, kind="text")
    readings.append([Row(row.id, NOON, None, "open", NOON), Row(row.id, NOON + 5, None, "shut", NOON)])
    assert get(f"/chart?ids={row.id}").json["series"][0]["text"] == ["open", "shut"]


def test_an_empty_channel_has_an_empty_chart(get, make, source, readings):
    assert get(f"/chart?ids={make.channel(source).id}").json["series"][0]["at_us"] == []


def test_aggregates_are_exact(get, tank):
    found = get(f"/channels/{tank.id}/aggregates?{DAY}&step_s=3600").json
    rows = [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]
    assert [row["n"] for row in rows] == [3000, 3600]
    assert rows[1]["high"] == 99.5
    assert rows[1]["high_at_us"] == NOON + 4321 * 10**6


def test_files_hold_every_reading(get, tank):
    lines = get(f"/export?ids={tank.id}&{DAY}").text.splitlines()
    assert lines[0] == "time,channel,value,unit"
    assert lines[1].startswith("2018-10-12T12:00:00.000000Z,tank,")
    assert len(lines) == 6601
    objects = [json.loads(line) for line in get(f"/export?ids={tank.id}&{DAY}&format=ndjson").text.splitlines()]
    assert len(objects) == 6600
    assert objects[0]["channel"] == "tank"
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(get(f"/export?ids={tank.id}&{DAY}&format=parquet").data))
    assert table.num_rows == 6600
    assert max(table.column("value").to_pylist()) == 99.5


def test_a_thinned_file_has_as_many_points_as_asked_for(get, tank):
    lines = get(f"/export?ids={tank.id}&{DAY}&points=50").text.splitlines()
    assert len(lines) == 51
    assert any(",99.5," in line for line in lines)


def test_sparks_go_back_from_the_newest_reading(get, tank):
    points = get(f"/sparks?ids={tank.id}&span_s=600").json["points"][str(tank.id)]
    assert points[-1][0] == NOON + 7199 * 10**6
    assert 4 < len(points) < 100


def test_too_many_channels_and_backward_spans_are_refused(get, tank):
    get("/chart?ids=" + ",".join(str(n) for n in range(1, 30)), 422)
    get(f"/chart?ids={tank.id}&start_us=5&end_us=5", 422)
    get("/chart?ids=999999", 404)
