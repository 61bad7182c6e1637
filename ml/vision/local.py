"""Names by likeness to pictures that people have confirmed; knows what it does not know, needs no network."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.vision.answers import Animal, Answer, Guess, Question, VisionError
from ml.vision.embedding import embed
from ml.vision.onnx_classifier import classify
from ml.vision.providers import ProviderSettings, provider
from ml.vision.references import References

CODE_VERSION = "local-1"
"""Changes when the same picture and references would be named otherwise."""

K = 5
"""Neighbours that have a voice."""

MIN_REFERENCES = 2
"""Confirmed pictures below which nothing is compared."""

REACH = 0.06
"""Distance over which the station's own experience with nearby cases counts when confidence is told."""

TRUST = 3.0
"""How many cases of its own experience the prior belief is worth."""

PRIOR_REACH = 0.18
"""Cosine distance at which, without any experience, a name is believed to e^-1."""

FAMILIAR = 0.2
"""Share of rightly named cases that lay at least as far: where fewer did, the picture is unlike what was named rightly,
and is believed less in proportion. What was never shown lies farther than nearly all that was."""

KNOWN_FROM = 0.25
"""Confidence below which nothing is said to be near: the animal is unknown."""

WORTH_TELLING = 0.02
"""Confidence below which a further name says nothing."""

N_GUESSES = 3
"""Names given for the animal."""


@dataclass(frozen=True)
class Neighbour:
    """A name that lies near. distance : cosine distance of its nearest picture. confidence : 0 to 1."""

    label: str
    distance: float
    confidence: float


@dataclass(frozen=True)
class Experience:
    """How naming by likeness went when each reference was held out: its distance, and whether the name was right."""

    distances: NDArray[np.float64]
    is_right: NDArray[np.bool_]


def hold_out(references: References) -> Experience:
    """Name every reference by the others, leaving out all of the same original picture.

    Only names that another original has too can come out right or wrong; the others say nothing of likeness.
    """
    if len(references) < MIN_REFERENCES:
        return Experience(np.zeros(0), np.zeros(0, bool))
    distances = 1 - references.vectors @ references.vectors.T
    sources = np.array(references.sources)
    distances[sources[:, None] == sources[None, :]] = np.inf
    nearest = distances.argmin(axis=1)
    values = distances[np.arange(len(references)), nearest]
    labels = np.array(references.labels)
    is_told = np.isfinite(values)
    return Experience(values[is_told].astype(float), (labels == labels[nearest])[is_told])


def confidence_at(distance: float, experience: Experience) -> float:
    """How likely a name is right whose nearest picture lies so far away.

    The share of held-out cases at about this distance that were right, drawn towards a prior that falls with
    distance where there is little experience; less where hardly any rightly named case lay so far. A farther
    picture is never believed more than a nearer one.
    """
    grid = np.linspace(0, max(distance, 0.0), 25)
    prior = np.exp(-((grid / PRIOR_REACH) ** 2))
    weights = np.exp(-(((experience.distances[None, :] - grid[:, None]) / REACH) ** 2) / 2)
    share = (weights @ experience.is_right.astype(float) + TRUST * prior) / (weights.sum(axis=1) + TRUST)
    right = experience.distances[experience.is_right]
    tail = (np.count_nonzero(right >= distance) + 1) / (right.size + 1)
    return float(np.minimum.accumulate(share)[-1] * min(1.0, tail / FAMILIAR))


def neighbours(vector: NDArray[np.float32], references: References, experience: Experience) -> list[Neighbour]:
    """The names near a picture, the likeliest first; empty when nothing is near enough.

    vector : shape (d,), of length 1. The K nearest pictures vote with weights that fall with distance; the
    winner's confidence is that of its distance times its share of the vote.
    """
    if len(references) < MIN_REFERENCES:
        return []
    distances = 1 - references.vectors @ vector
    order = np.argsort(distances, kind="stable")[:K]
    votes: dict[str, float] = {}
    nearest: dict[str, float] = {}
    for index in order:
        label, distance = references.labels[index], float(max(distances[index], 0.0))
        votes[label] = votes.get(label, 0.0) + float(np.exp(-distance / REACH))
        nearest.setdefault(label, distance)
    total = sum(votes.values())
    told = [
        Neighbour(label, nearest[label], confidence_at(nearest[label], experience) * vote / total)
        for label, vote in votes.items()
    ]
    told.sort(key=lambda one: -one.confidence)
    return [one for one in told if one.confidence >= WORTH_TELLING] if told[0].confidence >= KNOWN_FROM else []


@provider("local")
class LocalProvider:
    """The operator's ONNX classifier, when there is one, and likeness to confirmed pictures."""

    def __init__(self, settings: ProviderSettings) -> None:
        self._settings = settings

    def identify(self, question: Question) -> Answer:
        references = self._settings.references
        guesses = self._classified(question)
        if not guesses and len(references) < MIN_REFERENCES:
            detail = (
                f"The station has learned too little to name pictures itself: {len(references)} confirmed, "
                f"{MIN_REFERENCES} are needed. Name a few by hand, or ask another provider."
            )
            raise VisionError("vision-untaught", detail)
        near = neighbours(embed(question.picture), references, hold_out(references))
        guesses += [self._guess(one) for one in near]
        named: dict[str, Guess] = {}
        for guess in sorted(guesses, key=lambda one: -(one.confidence or 0)):
            named.setdefault(guess.scientific_name, guess)
        best = tuple(named.values())[:N_GUESSES]
        return Answer((Animal(best),) if best else (), _told(near, len(references)), model=CODE_VERSION)

    def _guess(self, one: Neighbour) -> Guess:
        common = self._settings.references.common_names.get(one.label, "")
        reason = f"Looks like a confirmed picture of it (distance {one.distance:.3f})."
        return Guess(one.label, common, "species", round(one.confidence, 4), reason)

    def _classified(self, question: Question) -> list[Guess]:
        settings = self._settings
        if not settings.onnx_model:
            return []
        return classify(question.picture, settings.onnx_model, settings.onnx_labels)


def _told(near: list[Neighbour], n: int) -> str:
    if not near:
        return f"Unknown: nothing among {n} confirmed pictures lies near."
    return "\n".join(f"{one.label}: distance {one.distance:.4f}, confidence {one.confidence:.3f}" for one in near)
