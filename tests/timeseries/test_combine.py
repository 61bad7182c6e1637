"""Several datasets at once: on one grid, or merged; exports of what came out."""

import json
from typing import Any

from tests.timeseries.test_datasets import get


def table(name: str, **values: float | None) -> bytes:
    """A file of one column; `t0010=2` is 2 at ten past midnight, None an empty cell."""
    rows = [f"2026-01-01T{key[1:3]}:{key[3:]}:00;{'' if value is None else value}" for key, value in values.items()]
    return "\n".join([f"time;{name}", *rows, ""]).encode()


MINUTES = table("power", t0000=1, t0010=2, t0020=3, t0040=5)
QUARTERS = table("heat", t0015=10, t0030=20, t0045=30)


def align(client: Any, lab: Any, datasets: list[dict[str, Any]], methods: list[str], **body: Any) -> Any:
    sources = [
        {"version_id": found["current_version_id"], "method": method}
        for found, method in zip(datasets, methods, strict=True)
    ]
    given = {"project_id": str(lab.project.id), "sources": sources, **body}
    return client.post("/api/v1/dataset-alignments", headers=lab.editor, json=given)


def test_datasets_come_onto_one_grid_each_by_its_own_method(client, lab, dataset, run_jobs):
    two = [dataset(MINUTES, "power.csv"), dataset(QUARTERS, "heat.csv")]
    made = align(client, lab, two, ["linear", "mean"], name="Both", grid={"step_s": 900}).json
    assert [job.error_detail for job in run_jobs() if job.state != "succeeded"] == []
    version = get(client, lab, f"/dataset-versions/{made['results'][0]['id']}")
    rows = get(client, lab, f"/dataset-versions/{version['id']}/rows")
    assert rows["columns"] == ["time", "power", "heat"]
    assert rows["rows"] == [["2026-01-01T00:15:00Z", 2.5, 10.0], ["2026-01-01T00:30:00Z", 4.0, 20.0]]
    assert [source["name"] for source in version["inputs"]] == ["power, version 1", "heat, version 1"]
    codes = [row["code"] for row in get(client, lab, f"/dataset-versions/{version['id']}/findings")["results"]]
    assert "outside-span" in codes


def test_each_dataset_may_get_a_version_of_its_own(client, lab, dataset, run_jobs):
    two = [dataset(MINUTES, "power.csv"), dataset(QUARTERS, "heat.csv")]
    made = align(client, lab, two, ["nearest", "mean"], as_one=False, grid={"step_s": 900}).json
    assert made["dataset"] is None
    run_jobs()
    found = [get(client, lab, f"/datasets/{one['id']}")["current"] for one in two]
    assert [(row["number"], row["n_rows"], row["state"]) for row in found] == [(2, 2, "ready"), (2, 2, "ready")]


def test_datasets_without_a_time_in_common_are_refused(client, lab, dataset):
    other = QUARTERS.replace(b"2026", b"2027")
    answer = align(client, lab, [dataset(MINUTES), dataset(other, "b.csv")], ["mean", "mean"])
    assert (answer.status_code, answer.json["code"]) == (409, "no-common-span")


def test_merged_datasets_account_for_every_row(client, lab, dataset, run_jobs):
    more = table("power", t0040=6, t0050=7)
    two = [dataset(MINUTES, "a.csv"), dataset(more, "b.csv")]
    body = {
        "project_id": str(lab.project.id),
        "name": "Power",
        "version_ids": [found["current_version_id"] for found in two],
        "duplicates": "last",
    }
    made = client.post("/api/v1/dataset-merges", headers=lab.editor, json=body).json
    run_jobs()
    account = get(client, lab, f"/dataset-versions/{made['results'][0]['id']}/findings")
    assert (account["n_read"], account["n_rows"], account["n_dropped"]) == (6, 5, 1)
    rows = get(client, lab, f"/dataset-versions/{made['results'][0]['id']}/rows")["rows"]
    assert rows[3] == ["2026-01-01T00:40:00Z", 6.0]


def save(client: Any, lab: Any, run_jobs: Any, version_id: str, **choice: Any) -> Any:
    path = f"/api/v1/dataset-versions/{version_id}/file"
    first = client.post(path, headers=lab.viewer, json=choice)
    assert first.status_code in (200, 202), first.json
    run_jobs()
    return client.get(path, headers=lab.viewer, query_string=choice)


def test_exports_say_missing_by_nothing_or_null_and_never_nan(client, lab, dataset, run_jobs):
    found = dataset(b"time,a,b\n2026-01-01 00:00:00,1.5,\n2026-01-01 00:01:00,,2\n")
    version_id = found["current_version_id"]
    csv = save(client, lab, run_jobs, version_id, kind="csv").get_data(as_text=True)
    assert csv.splitlines() == ["time,a,b", '"2026-01-01T00:00:00Z",1.5,', '"2026-01-01T00:01:00Z",,2']
    told = json.loads(save(client, lab, run_jobs, version_id, kind="json").get_data())
    assert told["rows"] == [["2026-01-01T00:00:00Z", 1.5, None], ["2026-01-01T00:01:00Z", None, 2.0]]


def test_headings_and_texts_that_spreadsheets_would_run_are_made_harmless(client, lab, dataset, run_jobs):
    found = dataset(b"time,=1+1,b\n" + b"".join(b"2026-01-01 00:%02d:00,%d,1\n" % (i, i) for i in range(30)))
    csv = save(client, lab, run_jobs, found["current_version_id"], kind="csv").get_data(as_text=True)
    assert csv.splitlines()[0] == "time,'=1+1,b"


def test_an_excel_file_has_its_times_and_empty_cells(client, lab, dataset, run_jobs):
    import io

    import openpyxl

    found = dataset(table("a", t0000=1.5, t0001=None, t0002=2))
    content = save(client, lab, run_jobs, found["current_version_id"], kind="xlsx").get_data()
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)
    assert rows[0] == ("time (UTC)", "a")
    assert [row[1] for row in rows[1:]] == [1.5, None, 2]
    assert str(rows[1][0]) == "2026-01-01 00:00:00"


def test_a_file_that_nobody_asked_for_is_not_there(client, lab, dataset):
    path = f"/api/v1/dataset-versions/{dataset()['current_version_id']}/file"
    answer = client.get(path, headers=lab.viewer, query_string={"kind": "csv"})
    assert (answer.status_code, answer.json["code"]) == (404, "not-built")
    parquet = client.get(path, headers=lab.viewer, query_string={"kind": "parquet"})
    assert parquet.get_data()[:4] == b"PAR1"


def test_a_picture_is_drawn_by_a_job_and_shown(client, lab, dataset, run_jobs):
    version_id = dataset(MINUTES, "a.csv")["current_version_id"]
    picture = save(client, lab, run_jobs, version_id, kind="line", image="png")
    assert picture.get_data()[:4] == b"\x89PNG"
    assert "attachment" not in picture.headers["Content-Disposition"]
