"""What is unknown: new kinds of calls, not the known ones fainter or cut otherwise."""

import numpy as np
import pytest

from ml.calls import novelty
from ml.calls.novelty import Changed
from processing.audio.features import extract_clips
from processing.audio.variants import variants
from tests.ml.calls.material import SR, call, made_calls


@pytest.fixture(scope="module")
def known():
    calls = made_calls(per_type=8, n_groups=4, feature_set="rich")
    is_learned = np.array([label != "flat" for label in calls.labels])
    rows = np.flatnonzero(is_learned)
    groups = np.unique(np.array(calls.groups)[rows], return_inverse=True)[1]
    return calls, rows, groups


def changed_of(calls, rows, seed):
    rng = np.random.default_rng(seed)
    made = [(place, y) for place, row in enumerate(rows) for y in variants(calls.clips[row], rng)]
    table = extract_clips([y for _, y in made], SR, feature_set="rich")
    return Changed(table.values, np.array([place for place, _ in made]))


def share_unknown(found, values):
    return float(np.mean(found.distances(values) > found.threshold))


def test_known_calls_made_fainter_or_cut_otherwise_stay_known_and_a_new_type_is_unknown(known):
    calls, rows, groups = known
    values = calls.table.values[rows]
    plain = novelty.learn(values, groups, np.random.default_rng(0))
    found = novelty.learn(values, groups, np.random.default_rng(0), changed=changed_of(calls, rows, seed=1))
    others = changed_of(calls, rows, seed=2).values
    # The threshold lies where a tenth of the changed calls of other recordings would be unknown; of unseen
    # changes of calls whose originals are known, fewer.
    assert share_unknown(found, others) < 0.1
    assert share_unknown(plain, others) > 0.3
    new = calls.table.values[[i for i, label in enumerate(calls.labels) if label == "flat"]]
    assert share_unknown(found, new) > 0.9


def test_calls_of_one_recording_give_a_threshold_too(known):
    calls, rows, groups = known
    one = np.zeros_like(groups)
    changed = changed_of(calls, rows, seed=1)
    for found in (
        novelty.learn(calls.table.values[rows], one, np.random.default_rng(0)),
        novelty.learn(calls.table.values[rows], one, np.random.default_rng(0), changed=changed),
    ):
        assert 0 < found.threshold < np.inf


def test_variants_keep_the_call_and_move_its_edges():
    y = call("up", np.random.default_rng(1))
    found = variants(y, np.random.default_rng(0))
    assert all(0.6 * len(y) - 1 <= len(one) <= 1.4 * len(y) + 1 for one in found)
    assert all(np.isfinite(one).all() and one.dtype == np.float32 for one in found)
    assert len({len(one) for one in found}) > 1


@pytest.mark.parametrize("y", [np.zeros(0, np.float32), np.zeros(100, np.float32)])
def test_variants_of_nothing_are_nothing(y):
    assert [one.tolist() for one in variants(y, np.random.default_rng(0))] == [y.tolist()] * 3
