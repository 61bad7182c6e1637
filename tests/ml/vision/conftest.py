"""A server that speaks the protocol, and pictures to ask about."""

import io
from collections.abc import Iterator

import pytest

from tests.factories.images import paint
from tests.images.vision_server import Speaker, speaking


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    with speaking() as found:
        yield found


@pytest.fixture(scope="session")
def picture() -> bytes:
    buffer = io.BytesIO()
    paint((800, 600)).save(buffer, "WEBP")
    return buffer.getvalue()
