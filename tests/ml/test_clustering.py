"""Grouping: the four families at the native rate, every method, and what is refused."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from ml.clustering.catalogue import METHODS, checked_params, maps
from ml.clustering.choice import knee_distance
from ml.clustering.layout import lay_out
from ml.clustering.methods import FITS
from ml.clustering.run import NOWHERE, by_size, cluster
from processing.audio.features import extract_clips
from processing.errors import ModelError

SR = 250_000

FAMILIES = ((80e3, 40e3, 0.004), (60e3, 60e3, 0.015), (25e3, 50e3, 0.008), (22e3, 20e3, 0.012))
"""From, to (Hz) and duration (s) of four kinds of calls between 20 and 80 kHz."""


def calls(n: int, *, seed: int = 1, snr_db: float = 20.0):
    """Clips of the four families in turn, and which family each is of."""
    rng = np.random.default_rng(seed)
    clips, families = [], []
    for number in range(4 * n):
        start, stop, duration_s = FAMILIES[number % 4]
        t = np.arange(round(duration_s * rng.uniform(0.85, 1.2) * SR)) / SR
        start, stop = start * rng.normal(1, 0.03), stop * rng.normal(1, 0.03)
        y = np.hanning(t.size) * np.sin(2 * np.pi * (start * t + (stop - start) * t**2 / (2 * t[-1])))
        y = rng.uniform(0.1, 0.5) * (y + rng.normal(0, 0.6 * 10 ** (-snr_db / 20), t.size))
        clips.append(y.astype(np.float32))
        families.append(number % 4)
    return clips, np.array(families)


@pytest.fixture(scope="module")
def measured():
    clips, families = calls(20)
    return extract_clips(clips, SR, feature_set="embedding"), families


def test_every_method_of_the_catalogue_has_a_function():
    assert set(METHODS) == set(FITS)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_default_finds_four_families_by_itself(seed):
    clips, families = calls(15, seed=seed)
    found = cluster(extract_clips(clips, SR, feature_set="embedding"))
    assert adjusted_rand_score(families, found.numbers) >= 0.9
    assert found.params["n_clusters"] == 4


@pytest.mark.parametrize("method", ["kmeans", "gaussian-mixture", "spectral", "hierarchical"])
def test_a_method_told_the_number_of_groups_finds_the_families(measured, method):
    table, families = measured
    found = cluster(table, method=method, params={"n_clusters": 4})
    assert adjusted_rand_score(families, found.numbers) >= 0.9


@pytest.mark.parametrize("method", ["dbscan", "hdbscan", "mean-shift"])
def test_a_method_that_finds_dense_places_finds_the_families(measured, method):
    table, families = measured
    found = cluster(table, method=method)
    assert adjusted_rand_score(families, found.numbers) >= 0.9


@pytest.mark.parametrize("method", ["optics", "affinity-propagation"])
def test_a_method_that_makes_finer_groups_does_not_mix_families(measured, method):
    table, families = measured
    found = cluster(table, method=method)
    for number in range(len(found.cards)):
        assert len(set(families[found.numbers == number])) <= 1


@pytest.mark.parametrize("method", list(METHODS))
def test_the_same_seed_gives_the_same_groups(measured, method):
    table, _ = measured
    first, second = (cluster(table.rows(np.arange(40)), method=method) for _ in range(2))
    assert np.array_equal(first.numbers, second.numbers)
    assert np.array_equal(first.places, second.places)


def test_cards_tell_size_middle_and_coherence(measured):
    table, _ = measured
    found = cluster(table)
    assert [card.n_members for card in found.cards] == [20, 20, 20, 20]
    for card in found.cards:
        assert found.numbers[card.representative] == card.number
        assert card.coherence > 0.6
        # Members on the edge of another group are near 0; 0.3 leaves room for other versions of the numeric libraries.
        assert card.silhouette > 0.3


def test_groups_are_numbered_by_falling_size():
    assert by_size(np.array([5, 2, 2, -1, 7, 7, 7])).tolist() == [2, 1, 1, -1, 0, 0, 0]


@pytest.mark.parametrize("map_method", sorted(maps()))
def test_a_map_keeps_families_together(measured, map_method):
    table, families = measured
    places = cluster(table, map_method=map_method).places
    assert np.abs(places).max() == pytest.approx(1)
    middles = np.array([places[families == k].mean(axis=0) for k in range(4)])
    own = np.linalg.norm(places - middles[families], axis=1)
    other = np.min([np.linalg.norm(places - middles[(families + k) % 4], axis=1) for k in (1, 2, 3)], axis=0)
    assert np.mean(own < other) > 0.9


def test_silent_and_short_calls_belong_nowhere_and_nothing_is_nan():
    clips, _ = calls(5)
    table = extract_clips([*clips, np.zeros(500, np.float32), clips[0][:4]], SR, feature_set="embedding")
    found = cluster(table)
    assert found.numbers[-2:].tolist() == [NOWHERE, NOWHERE]
    assert found.n_noise == 2
    assert found.cards[-1].number == NOWHERE
    assert np.isfinite(found.places).all()


def test_columns_that_are_not_numbers_do_no_harm(measured):
    from dataclasses import replace

    clips, _ = calls(10)
    table = extract_clips(clips, SR, feature_set="warble27")
    values = table.values.copy()
    values[3, 5], values[7, 8] = np.nan, np.inf
    found = cluster(replace(table, values=np.nan_to_num(values, posinf=1e30)))
    assert np.isfinite(found.places).all()
    assert found.silhouette is not None


def test_calls_that_are_all_alike_are_one_group(measured):
    table, _ = measured
    found = cluster(table.rows(np.zeros(12, dtype=np.int64)))
    assert set(found.numbers) == {0}
    assert found.silhouette is None


def test_more_calls_than_a_method_takes_join_their_nearest(measured, monkeypatch):
    from dataclasses import replace

    table, families = measured
    monkeypatch.setitem(METHODS, "spectral", replace(METHODS["spectral"], most_fitted=40))
    found = cluster(table, method="spectral", params={"n_clusters": 4})
    assert found.params["n_fitted"] == 40
    assert adjusted_rand_score(families, found.numbers) >= 0.9


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"method": "astrology"}, "unknown-method"),
        ({"method": "kmeans", "params": {"n_clusters": 1}}, "bad-parameter"),
        ({"method": "kmeans", "params": {"n_clusters": 2.5}}, "bad-parameter"),
        ({"method": "kmeans", "params": {"n_clusters": True}}, "bad-parameter"),
        ({"method": "kmeans", "params": {"eps": 1}}, "bad-parameter"),
        ({"method": "kmeans", "params": {"n_clusters": 9}}, "bad-parameter"),
        ({"map_method": "globe"}, "unknown-map"),
    ],
)
def test_what_cannot_be_is_refused_with_a_code(measured, given, code):
    table, _ = measured
    with pytest.raises(ModelError) as refused:
        cluster(table.rows(np.arange(8)), **given)
    assert refused.value.code == code


def test_too_few_calls_are_refused(measured):
    table, _ = measured
    for n in (0, 1, 4):
        with pytest.raises(ModelError) as refused:
            cluster(table.rows(np.arange(n)))
        assert refused.value.code == "too-few-calls"


def test_parameters_left_out_have_their_defaults():
    assert checked_params("dbscan", {"min_samples": 7}) == {
        "eps": None, "min_samples": 7, "n_components": 10, "seed": 1,
    }  # fmt: skip


def test_the_reach_of_dbscan_lies_between_the_distances_within_and_between_groups():
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.normal(place, 0.1, (50, 2)) for place in (0.0, 5.0)])
    assert 0.05 < knee_distance(points, 5) < 4
    assert knee_distance(np.zeros((10, 2)), 5) > 0


def test_a_map_of_one_point_is_its_middle():
    assert lay_out(np.ones((1, 3)), "tsne", seed=1).tolist() == [[0.0, 0.0]]
