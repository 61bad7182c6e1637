"""The sample's collection."""

from blueprints.dex.models import DexEntry
from blueprints.sample.collection import fill_collection
from core.db import db
from tests.factories import Factory


def test_the_sample_fills_a_collection_once(make: Factory) -> None:
    who = make.principal(make.user())
    for _ in range(2):
        fill_collection(who, [])
        db.session.commit()
    assert db.session.query(DexEntry).count() == 3
