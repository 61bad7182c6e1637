"""Likeness: points of calls, the index over them, and the order of candidates."""

from pathlib import Path

import numpy as np
import pytest

from ml.similarity import ranking
from ml.similarity.index import IndexFileError, PointIndex, packed, unpacked
from processing.audio.features import extract_clips
from processing.audio.features.embedding import N_DIMENSIONS, unit_points
from tests.ml.test_clustering import SR, calls


def sweep(sr: int, start: float, stop: float, duration_s: float = 0.006) -> np.ndarray:
    t = np.arange(round(duration_s * sr)) / sr
    y = np.hanning(t.size) * np.sin(2 * np.pi * (start * t + (stop - start) * t**2 / (2 * duration_s)))
    rng = np.random.default_rng(int(start))
    return (0.4 * y + rng.normal(0, 0.002, t.size)).astype(np.float32)


def points(clips, sr=SR):
    return unit_points(extract_clips(clips, sr, feature_set="embedding").values)


def random_points(n: int, seed: int = 0) -> np.ndarray:
    found = np.random.default_rng(seed).normal(size=(n, N_DIMENSIONS)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def test_points_have_unit_length_and_a_call_that_cannot_be_measured_is_at_the_origin():
    found = points([sweep(SR, 80e3, 40e3), np.zeros(100, np.float32), sweep(SR, 20e3, 30e3)[:5]])
    assert found.shape == (3, N_DIMENSIONS)
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 0, 0])


def test_the_nearest_calls_are_of_the_same_family():
    clips, families = calls(12)
    found = points(clips)
    likeness = found @ found.T
    np.fill_diagonal(likeness, -2)
    nearest = np.argsort(-likeness, axis=1)[:, :10]
    assert np.mean(families[nearest] == families[:, None]) > 0.99


def test_a_call_is_near_itself_recorded_at_another_rate():
    slow, fast, other = sweep(250_000, 60e3, 30e3), sweep(500_000, 60e3, 30e3), sweep(250_000, 30e3, 60e3)
    at_250, reverse = points([slow, other], 250_000)
    at_500 = points([fast], 500_000)[0]
    assert at_250 @ at_500 > 0.9
    assert at_250 @ reverse < 0.7


def test_loudness_does_not_move_a_point():
    call = sweep(SR, 80e3, 40e3)
    loud, quiet = points([call, 0.01 * call])
    assert loud @ quiet == pytest.approx(1, abs=1e-4)


def test_stored_points_come_back():
    found = random_points(3)
    np.testing.assert_allclose(unpacked(packed(found)), found, atol=1e-3)
    assert unpacked([]).shape == (0, N_DIMENSIONS)


def test_an_index_finds_what_comparing_all_finds(tmp_path):
    clips, _ = calls(60)
    stored = points(clips)
    index = PointIndex.empty()
    index.add(np.arange(len(stored)) + 1000, stored)
    index.save(tmp_path / "calls.usearch")
    mapped = PointIndex.view(tmp_path / "calls.usearch")
    queries = points(calls(3, seed=9)[0])
    shares = []
    for query in queries:
        exact = set((np.argsort(-(stored @ query))[:10] + 1000).tolist())
        candidates = mapped.search(query, 40).numbers
        order = np.argsort(-(stored[candidates - 1000] @ query))
        shares.append(len(exact & set(candidates[order][:10].tolist())) / 10)
    assert np.mean(shares) > 0.97


def test_an_index_replaces_and_removes_points(tmp_path):
    stored = random_points(200)
    index = PointIndex.empty()
    index.add(np.arange(200), stored)
    index.add(np.array([7, 500]), stored[[9, 10]])
    index.remove(np.array([9, 12345]))
    assert len(index) == 200
    assert index.search(stored[9], 1).numbers.tolist() == [7]
    index.save(tmp_path / "a.usearch")
    again = PointIndex.load(tmp_path / "a.usearch")
    assert sorted(again.numbers().tolist()) == sorted({*range(200), 500} - {9})


def test_an_empty_index_finds_nothing():
    assert len(PointIndex.empty().search(random_points(1), 5).numbers) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
@pytest.mark.parametrize("n", [10, 500])
def test_an_index_that_finds_no_room_is_not_taken_for_written(n):
    index = PointIndex.empty()
    index.add(np.arange(n), random_points(n))
    with pytest.raises(IndexFileError):
        index.save(Path("/dev/full"))


@pytest.mark.parametrize("opened", [PointIndex.load, PointIndex.view])
def test_the_file_of_an_index_that_is_gone_or_cut_off_says_so(opened, tmp_path):
    path = tmp_path / "a.usearch"
    with pytest.raises(IndexFileError, match=r"a\.usearch"):
        opened(path)
    index = PointIndex.empty()
    index.add(np.arange(50), random_points(50))
    index.save(path)
    whole = path.read_bytes()
    for n_bytes in (0, 10, len(whole) - 1):
        path.write_bytes(whole[:n_bytes])
        with pytest.raises(IndexFileError, match=r"a\.usearch"):
            opened(path)


def test_several_queries_find_each_point_once():
    stored = random_points(50)
    index = PointIndex.empty()
    index.add(np.arange(50), stored)
    found = index.search(stored[:3], 20)
    assert len(set(found.numbers.tolist())) == 20
    assert set(found.numbers[:3].tolist()) == {0, 1, 2}
    assert (np.diff(found.likeness) <= 0).all()


def test_what_is_like_the_rejected_ranks_behind():
    first, second = np.eye(N_DIMENSIONS, dtype=np.float32)[:2]
    candidates = np.stack([0.8 * first + 0.6 * second, 0.8 * first - 0.6 * second])
    plain = ranking.ranks(candidates, first[None], np.zeros((0, N_DIMENSIONS), np.float32))
    assert plain[0] == pytest.approx(plain[1])
    told = ranking.ranks(candidates, first[None], second[None])
    assert told[0] < told[1]


def test_points_that_are_not_numbers_rank_last():
    candidates = np.full((2, N_DIMENSIONS), np.nan, dtype=np.float32)
    candidates[1] = 0.0
    example = np.eye(N_DIMENSIONS, dtype=np.float32)[:1]
    found = ranking.ranks(candidates, example, example)
    assert np.isfinite(found).all()
    assert found[0] < found[1]


def test_queries_are_the_examples_and_their_mean_moved_from_the_rejected():
    examples, rejected = random_points(3), random_points(2, seed=1)
    found = ranking.queries(examples, rejected)
    assert found.shape == (4, N_DIMENSIONS)
    assert np.linalg.norm(found[3]) == pytest.approx(1, abs=1e-5)
    assert found[3] @ rejected.mean(axis=0) < examples.mean(axis=0) @ rejected.mean(axis=0)
    assert ranking.queries(np.zeros((0, N_DIMENSIONS), np.float32), rejected).shape == (0, N_DIMENSIONS)
