"""A detector of one's own takes ten lines; docs/telemetry/detectors.md shows these."""

from dataclasses import dataclass

import pytest

from processing.telemetry.detectors import DETECTORS
from processing.telemetry.detectors.parameters import number
from processing.telemetry.detectors.readings import Event, Found
from processing.telemetry.detectors.registry import detector
from tests.processing.telemetry.feeds import feed, found, spans


@dataclass(frozen=True)
class Params:
    factor: float = number(2.0, label="Factor", help="Growth that counts", minimum=1.0, maximum=100.0)


@pytest.fixture
def doubling():
    @detector("doubling", label="Doubling", params=Params)
    def find_doubling(feed, state, params):
        events = []
        for at_us, _, value in feed.readings:
            if value >= params.factor * state.get("last", value) > 0:
                events.append(Event("doubling", at_us, at_us, at_us, value))
            state["last"] = value
        return Found(events, state)

    yield
    del DETECTORS["doubling"]


@pytest.mark.usefixtures("doubling")
def test_a_registered_function_is_a_detector():
    assert spans(found("doubling", feed((0, 1), (10, 2.5), (20, 3), (30, 6)))) == [
        ("doubling", 10, 10),
        ("doubling", 30, 30),
    ]
