"""The local provider: it knows again what people have named, tells how sure it is, and says when it does not know."""

import io
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from ml.vision import local
from ml.vision.answers import Question, VisionError
from ml.vision.embedding import embed
from ml.vision.local import confidence_at, hold_out, neighbours
from ml.vision.providers import ProviderSettings, make_provider
from ml.vision.references import References

COATS = {
    "Panthera tigris": ((210, 130, 40), "stripes"),
    "Panthera pardus": ((200, 160, 70), "spots"),
    "Equus quagga": ((225, 225, 220), "stripes"),
    "Ursus maritimus": ((235, 235, 240), "plain"),
}


def photo(species: str, seed: int) -> bytes:
    """An animal of the species' coat before some background, in other light and place each time."""
    rng = np.random.default_rng([seed, *species.encode()])
    colour, coat = COATS.get(species, ((40, 90, 200), "noise"))
    ground = np.array([[60, 110, 50], [140, 120, 90], [110, 130, 140]])[seed % 3]
    picture = np.full((160, 200, 3), ground, float) + rng.normal(0, 12, (160, 200, 3))
    left, top = rng.integers(20, 60), rng.integers(20, 45)
    y, x = np.mgrid[0:90, 0:110]
    body = np.broadcast_to(np.array(colour, float), (90, 110, 3)).copy()
    period = rng.uniform(9, 12)
    if coat == "stripes":
        body[(x + 3 * np.sin(y / 9)) % period < period * 0.4] = (25, 20, 18)
    elif coat == "spots":
        body[np.hypot(x % 18 - 9, y % 18 - 9) < 4.5] = (30, 25, 20)
    elif coat == "noise":
        body = rng.uniform(0, 255, (90, 110, 3))
    picture[top : top + 90, left : left + 110] = body
    light = rng.uniform(0.85, 1.15)
    buffer = io.BytesIO()
    Image.fromarray(np.clip(picture * light, 0, 255).astype(np.uint8)).save(buffer, "WEBP", quality=82)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def references() -> References:
    shown = [(species, seed) for species in COATS for seed in range(8)]
    return References(
        vectors=np.stack([embed(photo(*one)) for one in shown]),
        labels=tuple(species for species, _seed in shown),
        sources=tuple(f"{species} {seed}" for species, seed in shown),
        common_names={"Panthera tigris": "Tiger"},
    )


def test_an_embedding_is_a_vector_of_length_one_whatever_the_picture():
    for picture in (photo("Panthera tigris", 1), _plain((0, 0, 0)), _plain((255, 255, 255)), _plain((1, 2, 3), (1, 1))):
        vector = embed(picture)
        assert vector.dtype == np.float32
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def _plain(colour, size=(64, 48)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def test_pictures_it_has_not_seen_are_known_again(references):
    experience = hold_out(references)
    found = {}
    for species in COATS:
        for seed in range(100, 106):
            told = neighbours(embed(photo(species, seed)), references, experience)
            found[species, seed] = told[0].label if told else None
    right = [key for key, label in found.items() if label == key[0]]
    assert len(right) >= 0.9 * len(found), found


def test_an_animal_unlike_any_is_unknown(references):
    experience = hold_out(references)
    told = [neighbours(embed(photo("Nova bestia", seed)), references, experience) for seed in range(6)]
    assert told == [[]] * 6


def test_confidence_falls_with_distance_and_stays_within_bounds(references):
    experience = hold_out(references)
    told = [confidence_at(distance, experience) for distance in np.linspace(0, 1, 41)]
    assert all(0 <= one <= 1 for one in told)
    assert all(later <= earlier + 1e-12 for earlier, later in pairwise(told))
    assert told[0] > 0.8
    assert told[-1] < 0.1


def test_confidence_learns_from_how_often_likeness_misled():
    near = np.linspace(0.05, 0.15, 200)
    half = local.Experience(near, np.arange(200) % 2 == 0)
    always = local.Experience(near, np.ones(200, bool))
    assert confidence_at(0.1, half) == pytest.approx(0.5, abs=0.03)
    assert confidence_at(0.1, always) > 0.95


def test_a_picture_does_not_vouch_for_itself():
    vector = embed(photo("Panthera tigris", 1))
    twice = References(np.stack([vector, vector]), ("Panthera tigris", "Panthera pardus"), ("same", "same"))
    assert hold_out(twice).distances.size == 0


def test_a_station_that_has_learned_nothing_says_so():
    for references in (References(), References(np.ones((1, 4), np.float32), ("Strix aluco",), ("a",))):
        provider = make_provider("local", ProviderSettings(references=references))
        with pytest.raises(VisionError) as refusal:
            provider.identify(Question(photo("Panthera tigris", 1)))
        assert refusal.value.code == "vision-untaught"


def test_the_provider_names_the_animal_with_its_common_name(references):
    provider = make_provider("local", ProviderSettings(references=references))
    (tiger,) = provider.identify(Question(photo("Panthera tigris", 200))).animals
    assert (tiger.guesses[0].scientific_name, tiger.guesses[0].common_name) == ("Panthera tigris", "Tiger")
    assert 0.25 <= tiger.guesses[0].confidence <= 1
    unknown = provider.identify(Question(photo("Nova bestia", 3)))
    assert unknown.animals == ()
    assert unknown.raw.startswith("Unknown")
