"""Files on their way in: looked at, asked about, corrected, read, and what becomes of those that cannot be."""

from typing import Any

from tests.timeseries.conftest import logger_csv
from tests.timeseries.test_datasets import get

AMBIGUOUS = "Zeit;Leistung\n" + "".join(f"0{i % 9 + 1}.0{i % 7 + 1}.2026 00:{i % 60:02}:00;{i},5\n" for i in range(60))
TWICE = b"time;a\n2026-01-01T00:00:00;1\n2026-01-01T00:00:00;2\n2026-01-01T00:01:00;3\n"


def read(client: Any, lab: Any, sent: dict[str, Any]) -> Any:
    return get(client, lab, f"/dataset-imports/{sent['id']}")


def post(client: Any, lab: Any, sent: dict[str, Any], what: str, **body: Any) -> Any:
    return client.post(f"/api/v1/dataset-imports/{sent['id']}/{what}", headers=lab.editor, json=body)


def test_a_file_is_looked_at_and_waits_for_a_word(client, lab, send_series, run_jobs):
    sent = send_series(name="north wall.csv").json
    assert sent["state"] == "detecting"
    run_jobs()
    found = read(client, lab, sent)
    assert found["state"] == "detected"
    assert [column["role"] for column in found["detection"]["plan"]["columns"]] == ["time", "value", "value"]
    assert (found["detection"]["step_s"], found["detection"]["usable_share"]) == (600.0, 1.0)
    assert len(found["detection"]["parsed"]) == 100
    assert get(client, lab, "/datasets")["count"] == 0
    columns = {"temperature": {"unit": "°C"}}
    post(client, lab, sent, "run", name="North", columns=columns)
    run_jobs()
    dataset = get(client, lab, f"/datasets/{read(client, lab, sent)['dataset_id']}")
    assert (dataset["name"], dataset["current"]["columns"][0]["unit"]) == ("North", "°C")


def test_what_a_file_leaves_open_is_asked_and_never_guessed(client, lab, send_series, run_jobs):
    sent = send_series(AMBIGUOUS.encode(), direct="true").json
    run_jobs()
    found = read(client, lab, sent)
    assert (found["state"], found["dataset_id"]) == ("detected", None)
    [question] = [one for one in found["detection"]["questions"] if one["field"] == "pattern"]
    assert len(question["options"]) == 2
    refused = post(client, lab, sent, "run")
    assert (refused.status_code, refused.json["code"]) == (409, "import-asks")
    plan = found["detection"]["plan"] | {"pattern": question["options"][0]}
    assert post(client, lab, sent, "detection", plan=plan).status_code == 202
    run_jobs()
    assert read(client, lab, sent)["detection"]["questions"] == []
    post(client, lab, sent, "run")
    run_jobs()
    account = get(client, lab, f"/datasets/{read(client, lab, sent)['dataset_id']}")["current"]
    assert account["n_read"] == account["n_rows"] + account["n_dropped"]


def test_a_zone_nobody_named_is_asked_for_and_that_of_the_site_is_taken(client, lab, send_series, run_jobs, make):
    site = make.site(lab.project, time_zone="Europe/Berlin")
    asked = send_series(logger_csv(50), "a.csv", time_zone=None).json
    known = send_series(logger_csv(60), "b.csv", time_zone=None, site_id=str(site.id), direct="true").json
    run_jobs()
    assert [one["field"] for one in read(client, lab, asked)["detection"]["questions"]] == ["zone"]
    dataset = get(client, lab, f"/datasets/{read(client, lab, known)['dataset_id']}")
    assert dataset["current"]["start_at"] == "2026-05-31T22:00:00.000Z"


def test_a_file_that_cannot_be_read_leaves_no_dataset_and_can_be_corrected(client, lab, send_series, run_jobs):
    sent = send_series(TWICE).json
    run_jobs()
    plan = read(client, lab, sent)["detection"]["plan"]
    post(client, lab, sent, "run", plan=plan | {"duplicates": "error"})
    run_jobs()
    found = read(client, lab, sent)
    assert (found["state"], found["problem"]["code"], found["dataset_id"]) == ("failed", "duplicate-times", None)
    assert get(client, lab, "/datasets")["count"] == 0
    post(client, lab, sent, "run", plan=plan | {"duplicates": "last"})
    run_jobs()
    dataset = get(client, lab, f"/datasets/{read(client, lab, sent)['dataset_id']}")
    rows = get(client, lab, f"/dataset-versions/{dataset['current_version_id']}/rows")["rows"]
    assert rows[0][1] == 2.0
    assert dataset["current"]["n_dropped"] == 1


def test_a_file_may_continue_a_dataset(client, lab, dataset, send_series, run_jobs):
    first = dataset(b"time;a\n2026-01-01T00:00:00;1\n2026-01-01T00:01:00;2\n", "one.csv")
    sent = send_series(b"time;a\n2026-01-01T00:02:00;3\n2026-01-01T00:03:00;4\n", "two.csv").json
    run_jobs()
    post(client, lab, sent, "run", dataset_id=first["id"])
    run_jobs()
    now = get(client, lab, f"/datasets/{first['id']}")
    assert (now["current"]["number"], now["current"]["n_rows"]) == (2, 4)
    assert now["current"]["parent_id"] == first["current_version_id"]


def test_the_recipe_of_a_project_runs_on_what_arrives(client, lab, dataset, send_series, run_jobs):
    body = {
        "group_id": str(lab.group.id),
        "name": "Limits",
        "steps": [{"name": "limits", "params": {"high": 100}}],
    }
    recipe = client.post("/api/v1/series-recipes", headers=lab.editor, json=body).json
    path = f"/api/v1/series-recipes/{recipe['id']}/arrivals"
    client.put(path, headers=lab.editor, json={"project_ids": [str(lab.project.id)]})
    found = dataset(logger_csv(100, spike_at=7))
    now = get(client, lab, f"/datasets/{found['id']}")
    assert (now["current"]["number"], now["current"]["title"], now["current"]["n_changed"]) == (2, "Limits", 1)


def test_the_same_content_is_told_to_be_here(client, lab, send_series, run_jobs):
    send_series(logger_csv(33))
    again = send_series(logger_csv(33), "other name.csv")
    assert (again.status_code, again.json["code"]) == (409, "already-here")


def test_what_is_no_table_is_refused_at_the_door(client, lab, send_series):
    answer = send_series(b"\x00\x01\x02" + bytes(200))
    assert (answer.status_code, answer.json["code"]) == (422, "not-a-table")


def test_a_plan_that_is_none_is_refused(client, lab, send_series, run_jobs):
    sent = send_series().json
    run_jobs()
    answer = post(client, lab, sent, "detection", plan={"layout": "clay tablet"})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/plan")
