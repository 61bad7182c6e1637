"""One series against another: pairs, curve, what lies outside, and the steps that follow from it."""

import csv
import io
from typing import Any

from tests.timeseries.test_datasets import apply, get


def series(values: list[tuple[float, float | None]]) -> bytes:
    rows = [f"2026-01-01T{i // 60:02}:{i % 60:02}:00;{x};{'' if y is None else y}" for i, (x, y) in enumerate(values)]
    return "\n".join(["time;outdoor;heat", *rows, ""]).encode()


LINE = [(float(x), 40.0 - 2 * x) for x in range(30)]
FAR = {5: 90.0, 20: -50.0}
SPOILT = [(x, FAR.get(i, y)) for i, (x, y) in enumerate(LINE)]


def cloud(client: Any, lab: Any, found: dict[str, Any], **body: Any) -> Any:
    version_id = body.pop("version_id", found["current_version_id"])
    axes = {name: {"version_id": version_id, "column": column} for name, column in (("x", "outdoor"), ("y", "heat"))}
    answer = client.post("/api/v1/series-clouds", headers=lab.viewer, json=axes | body)
    assert answer.status_code == 200, answer.json
    return answer.json


def test_a_straight_line_is_found_exactly(client, lab, dataset):
    told = cloud(client, lab, dataset(series(LINE)))
    assert (told["n_pairs"], told["outside"]) == (30, None)
    values = [round(one["value"], 6) for one in told["curve"]["coefficients"]]
    assert sorted(values) == [-2.0, 40.0]
    assert round(told["curve"]["r2"], 9) == 1.0
    assert len(told["bands"]["x"]) == 200


def test_a_tolerance_is_used_as_given_also_when_it_is_nothing(client, lab, dataset):
    found = dataset(series(SPOILT))
    assert cloud(client, lab, found, kind="ransac", tolerance=1)["outside"]["n"] == 2
    assert cloud(client, lab, found, kind="linear", tolerance=0)["outside"]["n"] == 30
    assert cloud(client, lab, found, kind="linear", tolerance=1000)["outside"]["n"] == 0


def test_a_proportional_tolerance_holds_for_negative_values_as_well(client, lab, dataset):
    values = [(float(x), -100.0 - x + (0.5 if x % 2 else -0.5)) for x in range(40)]
    told = cloud(client, lab, dataset(series(values)), tolerance_kind="proportional", tolerance=5)
    assert told["outside"]["n"] == 0


def test_points_outside_are_removed_as_a_step_and_the_gaps_filled_from_the_curve(client, lab, dataset, run_jobs):
    found = dataset(series(SPOILT))
    remove = {
        "name": "cloud-outside",
        "params": {"x": "outdoor", "kind": "ransac", "tolerance": 1},
        "columns": ["heat"],
    }
    fill = {"name": "cloud-fill", "params": {"x": "outdoor"}, "columns": ["heat"]}
    made = apply(client, lab, found, remove, fill)
    run_jobs()
    version = get(client, lab, f"/dataset-versions/{made['id']}")
    assert (version["state"], version["n_changed"]) == ("ready", 4)
    told = cloud(client, lab, found, version_id=made["id"], tolerance=0.001)
    assert (told["n_pairs"], told["outside"]["n"]) == (30, 0)


def test_too_few_pairs_are_told_and_still_drawn(client, lab, dataset):
    told = cloud(client, lab, dataset(series([*LINE[:12], (1.0, None)])), kind="polynomial", degree=5)
    assert told["curve"] is not None
    few = cloud(client, lab, dataset(series([(1.0, 2.0)] * 14), "flat.csv"))
    assert few["curve"] is None
    assert "needs" in few["problem"]
    assert len(few["points"]["x"]) == 14


def test_every_pair_and_every_number_of_the_curve_can_be_saved(client, lab, dataset):
    found = dataset(series(SPOILT))
    axes = {
        name: {"version_id": found["current_version_id"], "column": column}
        for name, column in (("x", "outdoor"), ("y", "heat"))
    }
    body = axes | {"kind": "ransac", "tolerance": 1}
    points = client.post("/api/v1/series-clouds/points", headers=lab.viewer, json=body).get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(points)))
    assert [row["outside"] for row in rows].count("yes") == 2
    assert rows[5]["time"] == "2026-01-01T00:05:00Z"
    text = client.post("/api/v1/series-clouds/coefficients", headers=lab.viewer, json=body).get_data(as_text=True)
    assert {row["name"] for row in csv.DictReader(io.StringIO(text))} >= {"r2", "sigma", "n"}


def test_a_column_that_is_not_there_is_refused_with_its_place(client, lab, dataset):
    version_id = dataset(series(LINE))["current_version_id"]
    body = {name: {"version_id": version_id, "column": "nothing"} for name in ("x", "y")}
    answer = client.post("/api/v1/series-clouds", headers=lab.viewer, json=body)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/x/column")


def test_a_cloud_is_drawn_by_a_job_and_then_kept(client, lab, dataset, run_jobs):
    version_id = dataset(series(SPOILT))["current_version_id"]
    axes = {
        name: {"version_id": version_id, "column": column} for name, column in (("x", "outdoor"), ("y", "heat"))
    }
    body = {"cloud": axes | {"tolerance": 5}, "image": "svg"}
    first = client.post("/api/v1/series-clouds/picture", headers=lab.viewer, json=body)
    assert first.status_code == 202
    run_jobs()
    then = client.post("/api/v1/series-clouds/picture", headers=lab.viewer, json=body)
    assert (then.status_code, then.content_type) == (200, "image/svg+xml; charset=utf-8")
    assert b"outdoor" in then.get_data()
