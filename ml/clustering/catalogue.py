"""What clustering methods, feature sets and maps there are, and what can be set; imports nothing heavy."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from processing.errors import ModelError

CODE_VERSION = "clustering-1"
"""Goes up with every change that can change a grouping."""

LEAST_CALLS = 5
"""Fewer calls have no groups worth the name."""

MOST_CALLS = 100_000
"""Calls of one run: its map is one answer and one picture."""

DEFAULT = "auto"
"""The method used when none is chosen."""

DEFAULT_FEATURES = "embedding"
"""The feature set used when none is chosen."""


@dataclass(frozen=True)
class Parameter:
    """One number that can be set. default : None lets the method find it."""

    name: str
    title: str
    default: float | None
    low: float
    high: float
    is_whole: bool = True


@dataclass(frozen=True)
class MethodCard:
    """A method as people choose it.

    most_fitted : calls it is fitted to at most; of more, an even sample is fitted and each other call
        joins the group of the sampled call nearest to it.
    """

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    most_fitted: int


@dataclass(frozen=True)
class NamedChoice:
    """A feature set or a map as people choose it."""

    name: str
    title: str
    description: str


N_CLUSTERS = Parameter("n_clusters", "Number of groups", None, 2, 50)
MIN_SAMPLES = Parameter("min_samples", "Neighbours that make a dense place", 5, 2, 100)
MIN_SIZE = Parameter("min_cluster_size", "Smallest group", None, 2, 5000)

METHODS: dict[str, MethodCard] = {
    card.name: card
    for card in (
        MethodCard(
            "auto",
            "Automatic",
            "Tries several numbers of groups in two ways and keeps the grouping with the best silhouette.",
            (Parameter("most_clusters", "Most groups to try", 20, 2, 50),),
            10_000,
        ),
        MethodCard("kmeans", "k-means", "Round groups of similar spread.", (N_CLUSTERS,), MOST_CALLS),
        MethodCard("gaussian-mixture", "Gaussian mixture", "Oval groups of different spread.", (N_CLUSTERS,), 50_000),
        MethodCard("spectral", "Spectral", "Groups of any shape that hang together.", (N_CLUSTERS,), 2_000),
        MethodCard(
            "hierarchical", "Hierarchical (Ward)", "Joins the nearest groups step by step.", (N_CLUSTERS,), 5_000
        ),
        MethodCard(
            "dbscan",
            "DBSCAN",
            "Dense places; what lies between belongs to no group.",
            (Parameter("eps", "Reach of a neighbourhood", None, 1e-6, 1e6, is_whole=False), MIN_SAMPLES),
            20_000,
        ),
        MethodCard(
            "hdbscan",
            "HDBSCAN",
            "Dense places of different density; what lies between belongs to no group.",
            (MIN_SIZE, MIN_SAMPLES),
            10_000,
        ),
        MethodCard(
            "optics",
            "OPTICS",
            "Dense places, found by walking from call to nearest call.",
            (MIN_SIZE, MIN_SAMPLES),
            5_000,
        ),
        MethodCard(
            "mean-shift",
            "Mean shift",
            "Climbs to the densest place near each call.",
            (Parameter("bandwidth", "Reach", None, 1e-6, 1e6, is_whole=False),),
            3_000,
        ),
        MethodCard(
            "affinity-propagation",
            "Affinity propagation",
            "Calls elect those that speak for them; makes many small groups.",
            (Parameter("damping", "Damping", 0.8, 0.5, 0.99, is_whole=False),),
            2_000,
        ),
    )
}
"""Every method by its name."""

COMMON = (
    Parameter("n_components", "Principal components", 10, 2, 50),
    Parameter("seed", "Seed", 1, 0, 2**31 - 1),
)
"""What every method takes."""

FEATURE_SETS: dict[str, NamedChoice] = {
    choice.name: choice
    for choice in (
        NamedChoice("embedding", "Embedding", "Mean spectrum, course and duration on a fixed axis (default)."),
        NamedChoice("mfcc", "MFCC", "Cepstral means and spreads on the band axis of the recordings."),
        NamedChoice("log-bands", "Log-frequency bands", "Levels of 48 bands and how much they change."),
        NamedChoice("chroma", "Chroma", "Energy by place in the octave: alike if an octave apart."),
        NamedChoice("warble27", "27 measures", "Duration, frequency, entropy and dominant frequency."),
    )
}
"""Feature sets calls can be grouped by; all are taken at the native rate."""

_MAPS = (
    NamedChoice("pca", "PCA", "The two directions of most spread; distances mean something everywhere."),
    NamedChoice("tsne", "t-SNE", "Neighbours stay together; distances between groups mean little."),
    NamedChoice("umap", "UMAP", "Neighbours stay together, and groups keep some of their order."),
)


def maps() -> dict[str, NamedChoice]:
    """Ways to lay calls out in the plane; UMAP where it is installed."""
    return {choice.name: choice for choice in _MAPS if choice.name != "umap" or find_spec("umap") is not None}


def checked_params(method: str, given: Mapping[str, Any]) -> dict[str, float | None]:
    """Every parameter of the method with its value.

    Raises ModelError("unknown-method"), ("bad-parameter") for a name it does not take or a value out of range.
    """
    if method not in METHODS:
        raise ModelError("unknown-method", f"expected one of {', '.join(METHODS)}, got {method!r}")
    known = {parameter.name: parameter for parameter in (*METHODS[method].parameters, *COMMON)}
    if unknown := sorted(set(given) - set(known)):
        raise ModelError("bad-parameter", f"{method} takes {', '.join(known)}, got {', '.join(unknown)}")
    return {name: _checked(parameter, given.get(name)) for name, parameter in known.items()}


def _checked(parameter: Parameter, value: Any) -> float | None:
    if value is None:
        return parameter.default
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not parameter.low <= value <= parameter.high:
        raise ModelError(
            "bad-parameter", f"{parameter.name} needs {parameter.low:g} to {parameter.high:g}, got {value!r}"
        )
    if parameter.is_whole and value != int(value):
        raise ModelError("bad-parameter", f"{parameter.name} needs a whole number, got {value!r}")
    return int(value) if parameter.is_whole else float(value)
