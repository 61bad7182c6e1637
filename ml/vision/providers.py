"""The registry of providers: each is a class that looks at a picture and answers, made from the operator's settings."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from ml.vision.answers import Answer, Question
from ml.vision.references import References


@dataclass(frozen=True)
class ProviderSettings:
    """What the operator has set, and what the station has learned."""

    api_key: str = ""
    base_url: str = ""
    model: str = ""
    timeout_s: float = 60.0
    onnx_model: str = ""
    onnx_labels: str = ""
    references: References = field(default_factory=References)


class Provider(Protocol):
    """Something that names animals."""

    def identify(self, question: Question) -> Answer:
        """Look at a picture. Raises VisionError (would fail again) or PassingVisionError (may pass)."""


Make = Callable[[ProviderSettings], Provider]
MakeT = TypeVar("MakeT", bound=Make)

_providers: dict[str, Make] = {}


def provider(name: str) -> Callable[[MakeT], MakeT]:
    """Decorator: what makes the provider of this name."""

    def register(make: MakeT) -> MakeT:
        _providers[name] = make
        return make

    return register


def make_provider(name: str, settings: ProviderSettings) -> Provider:
    """A provider by its name. Raises KeyError."""
    return _providers[name](settings)


def provider_names() -> list[str]:
    return sorted(_providers)
