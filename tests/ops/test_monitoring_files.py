"""The dashboard and the alert rules name metrics that there are."""

import json
import re
from typing import Any

import pytest
import yaml

from core.config import ROOT
from tests.databases import on_one_database

FOLDER = ROOT / "deploy" / "monitoring"


def dashboard() -> dict[str, Any]:
    return json.loads((FOLDER / "grafana-dashboard.json").read_text())


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load((FOLDER / "alerts.yaml").read_text())["groups"] for rule in group["rules"]]


def expressions() -> list[str]:
    shown = [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]
    return shown + [rule["expr"] for rule in rules()]


@on_one_database
def test_every_metric_that_is_asked_for_exists(client: Any, make: Any) -> None:
    from core.db import db
    from core.jobs.kinds import JobState
    from tests.ops.test_metrics import end, running_job

    end(running_job(make, "probe"), JobState.FAILED)
    db.session.commit()
    client.get("/api/v1/setup")
    told = set(re.findall(r"^# TYPE (\S+) ", client.get("/metrics").text, re.MULTILINE))
    asked = {name for expr in expressions() for name in re.findall(r"\b(?:fieldstation|process)_[a-z_]+", expr)}
    families = told | {f"{name}{part}" for name in told for part in ("_bucket", "_count", "_sum")}
    assert asked - families == set()
    assert len(asked) > 15


def test_brackets_of_expressions_close() -> None:
    for expr in expressions():
        for begin, end in ("()", "{}", "[]"):
            assert expr.count(begin) == expr.count(end), expr


def test_panels_do_not_lie_upon_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in dashboard()["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, panel["title"]
        taken |= cells


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_an_alert_says_how_bad_it_is_and_what_it_means(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"warning", "critical"}
    assert len(rule["annotations"]["summary"]) > 10
