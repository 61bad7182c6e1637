"""Bursts: pictures of one camera within moments of each other belong together."""

from datetime import timedelta

import pytest

from blueprints.images.models import Image
from blueprints.images.service import bursts
from core.clock import now
from core.db import db

START = now().replace(microsecond=0)


@pytest.fixture
def taken(make, hide):
    """`taken(10)` adds a picture so many seconds after the start and puts it into its burst."""

    def add(second, camera="TrailCam 3", **fields):
        moment = START + timedelta(seconds=second)
        image = make.image(hide.group, taken_at=moment, timeline_at=moment, camera=camera, owner=hide.person, **fields)
        bursts.join(image)
        db.session.commit()
        return image

    return add


def _bursts(*images: Image) -> list[object]:
    db.session.expire_all()
    return [image.burst_id for image in images]


def test_pictures_within_a_minute_are_one_burst(taken):
    images = [taken(second) for second in (0, 3, 50, 100)]
    assert len(set(_bursts(*images))) == 1
    assert bursts.size_of(images[0]) == 4


def test_a_picture_alone_is_no_burst(taken):
    alone = taken(0)
    later = [taken(200), taken(203)]
    assert _bursts(alone) == [None]
    assert None not in _bursts(*later)


def test_other_cameras_and_sites_are_other_bursts(taken, make, hide):
    site = make.site(hide.project)
    apart = [taken(0), taken(1, camera="Other"), taken(2, site_id=site.id, project_id=hide.project.id)]
    assert _bursts(*apart) == [None] * 3


def test_a_picture_that_comes_late_joins_two_bursts(taken):
    early, late = [taken(0), taken(40)], [taken(140), taken(150)]
    assert len(set(_bursts(*early, *late))) == 2
    middle = taken(90)
    assert len(set(_bursts(*early, middle, *late))) == 1


def test_a_burst_falls_apart_where_its_link_goes(taken):
    images = [taken(0), taken(50), taken(100), taken(101)]
    bursts.leave(images[1])
    db.session.commit()
    found = _bursts(*images)
    assert found[:2] == [None, None]
    assert found[2] == found[3] is not None


def test_correcting_the_time_moves_a_picture_to_another_burst(taken, client, hide):
    first, second = taken(0), taken(10)
    other = taken(1000)
    body = {"taken_at": (START + timedelta(seconds=1005)).isoformat()}
    assert client.patch(f"/api/v1/images/{second.id}", json=body, headers=hide.editor).status_code == 200
    found = _bursts(first, second, other)
    assert found[0] is None
    assert found[1] == found[2] is not None
    listed = client.get(f"/api/v1/images?burst_id={found[1]}", headers=hide.viewer).json
    assert listed["count"] == 2
