"""Thumbnails of many calls over HTTP."""

from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from blueprints.recordings.models import Recording, Segment
from blueprints.recordings.service import thumbnails
from core.db import db
from tests.factories import Factory
from tests.queries import recorded_queries
from tests.recordings.conftest import Lab

ADDRESS = "/api/v1/segment-thumbnails"


def calls_of(make: Factory, recording: Recording, *, n: int = 3) -> list[int]:
    """Numbers of segments on the chirps of a made recording."""
    run = make.segmentation(recording, segments=[(0.05 + 0.1 * i, 0.055 + 0.1 * i) for i in range(n)])
    found: list[int] = make.segments_of(run)
    return found


def joined(ids: list[int]) -> str:
    return ",".join(map(str, ids))


@pytest.fixture
def ids(lab: Lab, make: Factory) -> list[int]:
    return calls_of(make, make.stored_recording(lab.project))


def pictures(data: bytes, width: int = 96, height: int = 64) -> Any:
    return np.frombuffer(data, np.uint8).reshape(-1, height, width)


def test_thumbnails_come_in_the_order_asked_for(client: FlaskClient, lab: Lab, ids: list[int]) -> None:
    asked = [ids[2], 10**12, ids[0], ids[2]]
    answer = client.get(ADDRESS, query_string={"ids": joined(asked)}, headers=lab.viewer)
    assert answer.headers["X-Thumbnails"] == "96x64x4"
    found = pictures(answer.data)
    assert found[0].max() > 200
    assert found[1].max() == 0
    assert np.array_equal(found[0], found[3])
    assert not np.array_equal(found[0], found[2])


def test_size_and_context_are_the_askers_choice(client: FlaskClient, lab: Lab, ids: list[int]) -> None:
    query = {"ids": joined(ids), "width": 48, "height": 32, "context": 2, "n_fft": 256, "top_hz": 100_000}
    answer = client.get(ADDRESS, query_string=query, headers=lab.viewer)
    assert pictures(answer.data, 48, 32).shape[0] == 3


def test_who_does_not_belong_to_the_group_sees_nothing(client: FlaskClient, lab: Lab, ids: list[int]) -> None:
    answer = client.get(ADDRESS, query_string={"ids": joined(ids)}, headers=lab.stranger)
    assert answer.status_code == 200
    assert pictures(answer.data).max() == 0
    assert client.get(ADDRESS, query_string={"ids": joined(ids)}).status_code == 401


def test_what_a_browser_has_is_not_sent_again_until_the_call_moves(
    client: FlaskClient, lab: Lab, ids: list[int]
) -> None:
    query = {"ids": joined(ids)}
    first = client.get(ADDRESS, query_string=query, headers=lab.viewer)
    assert first.headers["Cache-Control"] == "private, no-cache"
    known = lab.viewer | {"If-None-Match": first.headers["ETag"]}
    again = client.get(ADDRESS, query_string=query, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    db.session.get_one(Segment, ids[0]).onset_s -= 0.001
    db.session.commit()
    moved = client.get(ADDRESS, query_string=query, headers=known)
    assert moved.status_code == 200
    assert moved.headers["ETag"] != first.headers["ETag"]


def test_a_thumbnail_is_computed_once(
    client: FlaskClient, lab: Lab, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    query = {"ids": joined(ids)}
    first = client.get(ADDRESS, query_string=query, headers=lab.viewer)
    monkeypatch.setattr(thumbnails, "_compute", lambda *_args: pytest.fail("computed again"))
    assert client.get(ADDRESS, query_string=query, headers=lab.viewer).data == first.data


def test_a_file_the_storage_lacks_leaves_the_others_alone(
    client: FlaskClient, lab: Lab, make: Factory, ids: list[int]
) -> None:
    lost = calls_of(make, make.recording(lab.project), n=1)
    answer = client.get(ADDRESS, query_string={"ids": joined(lost + ids)}, headers=lab.viewer)
    found = pictures(answer.data)
    assert found[0].max() == 0
    assert found[1:].max(axis=(1, 2)).min() > 200
    assert "ETag" not in answer.headers


def test_many_thumbnails_cost_one_query(client: FlaskClient, lab: Lab, make: Factory) -> None:
    few = calls_of(make, make.stored_recording(lab.project), n=2)
    many = calls_of(make, make.stored_recording(lab.project, content=make.wav(seed=1)), n=9)
    with recorded_queries() as small:
        client.get(ADDRESS, query_string={"ids": joined(few)}, headers=lab.viewer)
    with recorded_queries() as large:
        client.get(ADDRESS, query_string={"ids": joined(few + many)}, headers=lab.viewer)
    assert len(large) == len(small)


@pytest.mark.parametrize(
    "query",
    [{}, {"ids": ""}, {"ids": "1,x"}, {"ids": "9" * 19}, {"ids": joined([1] * 201)}, {"ids": "1", "width": 1}],
)
def test_other_requests_are_refused(client: FlaskClient, lab: Lab, query: dict[str, Any]) -> None:
    assert client.get(ADDRESS, query_string=query, headers=lab.viewer).status_code == 422
