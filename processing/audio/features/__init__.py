"""Acoustic measures of calls: feature sets, and the one way to take them."""

from processing.audio.features import embedding, grouping, rich, warble27
from processing.audio.features.extraction import extract, extract_clips
from processing.audio.features.sequence import Neighbours, inter_call_intervals
from processing.audio.features.table import (
    FEATURE_SETS,
    FeatureSet,
    FeatureTable,
    Measure,
    common_band,
    feature_set,
    join_tables,
)

__all__ = [
    "FEATURE_SETS",
    "FeatureSet",
    "FeatureTable",
    "Measure",
    "Neighbours",
    "common_band",
    "embedding",
    "extract",
    "extract_clips",
    "feature_set",
    "grouping",
    "inter_call_intervals",
    "join_tables",
    "rich",
    "warble27",
]
