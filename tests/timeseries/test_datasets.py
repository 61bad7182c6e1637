"""Datasets: their versions as a tree, what is drawn of them, and the account of every change."""

from typing import Any

from flask.testing import FlaskClient

from tests.recordings.conftest import Lab
from tests.timeseries.conftest import logger_csv

LIMITS = {"name": "limits", "params": {"high": 100.0}}


def get(client: FlaskClient, lab: Lab, path: str, **query: Any) -> Any:
    answer = client.get(f"/api/v1{path}", headers=lab.viewer, query_string=query)
    assert answer.status_code == 200, answer.json
    return answer.json


def apply(client: FlaskClient, lab: Lab, found: dict[str, Any], *steps: dict[str, Any], **body: Any) -> Any:
    answer = client.post(
        f"/api/v1/datasets/{found['id']}/versions", headers=lab.editor, json={"steps": list(steps), **body}
    )
    assert answer.status_code == 202, answer.json
    return answer.json


def test_a_file_becomes_a_dataset_with_one_version(client, lab, dataset):
    found = dataset()
    assert found["name"] == "logger"
    current = found["current"]
    assert [column["name"] for column in current["columns"]] == ["temperature", "flow"]
    assert (current["n_rows"], current["n_read"], current["step_s"]) == (200, 200, 600.0)
    assert current["start_at"] == "2026-06-01T00:00:00.000Z"
    assert current["inputs"][0]["name"] == "logger.csv"
    assert len(current["inputs"][0]["sha256"]) == 64


def test_a_step_makes_a_new_version_that_tells_what_it_changed(client, lab, dataset, run_jobs):
    found = dataset(logger_csv(spike_at=50))
    made = apply(client, lab, found, LIMITS)
    run_jobs()
    version = get(client, lab, f"/dataset-versions/{made['id']}")
    assert version["state"] == "ready"
    assert (version["n_changed"], version["n_dropped"]) == (1, 0)
    account = get(client, lab, f"/dataset-versions/{made['id']}/findings")
    assert account["n_read"] == account["n_rows"] + account["n_dropped"]
    [finding] = account["results"]
    assert finding["examples"] == [{"row": 50, "time": "2026-06-01T08:20:00Z", "value": "900"}]


def test_undo_is_choosing_an_earlier_version(client, lab, dataset, run_jobs):
    found = dataset()
    apply(client, lab, found, LIMITS)
    run_jobs()
    now = get(client, lab, f"/datasets/{found['id']}")
    assert now["current"]["number"] == 2
    body = {"version_id": found["current_version_id"]}
    client.put(f"/api/v1/datasets/{found['id']}/current", headers=lab.editor, json=body)
    apply(client, lab, found, {"name": "zeros", "params": {}})
    run_jobs()
    tree = get(client, lab, f"/datasets/{found['id']}/versions")["results"]
    assert [(row["number"], row["parent_id"] == tree[0]["id"]) for row in tree] == [(1, False), (2, True), (3, True)]


def test_a_window_has_the_extremes_at_their_own_times(client, lab, dataset):
    found = dataset(logger_csv(3000, spike_at=1234))
    window = get(client, lab, f"/dataset-versions/{found['current_version_id']}/window", points=40, columns="0")
    [series] = window["series"]
    at = series["value"].index(900.0)
    assert series["time"][at] == 1780272000000 + 1234 * 600_000
    assert len(series["value"]) <= 80
    assert min(value for value in series["value"] if value is not None) == 10.0
    assert series["is_exact"] is False


def test_a_gap_in_the_file_is_a_break_in_the_line(client, lab, dataset):
    found = dataset(logger_csv(300, gap=range(100, 150)))
    window = get(client, lab, f"/dataset-versions/{found['current_version_id']}/window", columns="0")
    [series] = window["series"]
    assert series["value"].count(None) == 1
    assert series["is_exact"] is True


def test_a_preview_changes_nothing_and_marks_what_would_change(client, lab, dataset):
    found = dataset(logger_csv(spike_at=50))
    path = f"/api/v1/dataset-versions/{found['current_version_id']}/preview"
    answer = client.post(path, headers=lab.viewer, json={"steps": [LIMITS]}).json
    assert answer["marks"] == [{"time": 1780272000000 + 50 * 600_000, "before": 900.0, "after": None}]
    assert answer["n_changed"] == 1
    assert max(value for value in answer["before"]["value"] if value is not None) == 900.0
    assert max(value for value in answer["after"]["value"] if value is not None) < 900.0
    assert get(client, lab, f"/datasets/{found['id']}")["n_versions"] == 1


def test_zero_is_a_limit_like_any_other(client, lab, dataset, run_jobs):
    found = dataset(b"time;value\n2026-01-01T00:00:00;-1\n2026-01-01T00:01:00;0\n2026-01-01T00:02:00;1\n")
    made = apply(client, lab, found, {"name": "limits", "params": {"low": 0}})
    run_jobs()
    rows = get(client, lab, f"/dataset-versions/{made['id']}/rows")["rows"]
    assert [value for _time, value in rows] == [None, 0.0, 1.0]


def test_a_step_nobody_knows_is_refused_with_its_place(client, lab, dataset):
    found = dataset()
    body = {"steps": [LIMITS, {"name": "polish", "params": {}}]}
    answer = client.post(f"/api/v1/datasets/{found['id']}/versions", headers=lab.editor, json=body)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/steps/1/name"


def test_a_parameter_out_of_range_is_refused_with_its_place(client, lab, dataset):
    found = dataset()
    body = {"steps": [{"name": "limits", "params": {"high": "much"}}]}
    answer = client.post(f"/api/v1/datasets/{found['id']}/versions", headers=lab.editor, json=body)
    assert answer.json["errors"][0]["pointer"] == "/steps/0/params/high"


def test_the_current_version_cannot_be_deleted_and_others_can(client, lab, dataset, run_jobs):
    found = dataset()
    made = apply(client, lab, found, LIMITS, make_current=False)
    run_jobs()
    first = client.delete(f"/api/v1/dataset-versions/{found['current_version_id']}", headers=lab.editor)
    assert (first.status_code, first.json["code"]) == (409, "version-in-use")
    assert client.delete(f"/api/v1/dataset-versions/{made['id']}", headers=lab.editor).status_code == 204


def test_a_list_of_many_datasets_takes_a_fixed_number_of_queries(client, lab, dataset):
    from tests.queries import recorded_queries

    dataset()
    with recorded_queries() as one:
        get(client, lab, "/datasets")
    dataset(logger_csv(20), "other.csv")
    dataset(logger_csv(30), "third.csv")
    with recorded_queries() as three:
        get(client, lab, "/datasets")
    assert len(three) == len(one)
