"""Made calls to train on: sweeps of a few types, in several recordings that each colour them."""

from typing import NamedTuple

import numpy as np

from processing.audio.features import FeatureTable, extract_clips

SR = 32_000
TYPES = {"up": (4_000, 9_000), "down": (9_000, 4_000), "flat": (6_000, 6_000)}


class Calls(NamedTuple):
    table: FeatureTable
    labels: list[str]
    groups: list[str]
    clips: list[np.ndarray]


def call(label: str, rng: np.random.Generator) -> np.ndarray:
    low, high = TYPES[label]
    duration_s = rng.uniform(0.03, 0.05)
    t = np.arange(round(duration_s * SR)) / SR
    shift = rng.normal(0, 250)
    phase = (low + shift) * t + (high - low) * t**2 / (2 * duration_s)
    y = np.sin(2 * np.pi * phase) * np.hanning(len(t))
    return (0.3 * y + rng.normal(0, 0.01, len(t))).astype(np.float32)


def made_calls(per_type: int = 4, n_groups: int = 4, *, feature_set: str = "warble27", seed: int = 1) -> Calls:
    rng = np.random.default_rng(seed)
    clips, labels, groups = [], [], []
    for group in range(n_groups):
        for label in TYPES:
            for _ in range(per_type):
                clips.append(call(label, rng))
                labels.append(label)
                groups.append(f"night {group}")
    return Calls(extract_clips(clips, SR, feature_set=feature_set), labels, groups, clips)
