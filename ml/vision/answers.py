"""What a provider is asked and what it answers, whichever provider it is."""

from dataclasses import dataclass

from processing.errors import ProcessingError


@dataclass(frozen=True)
class Question:
    """One picture to be looked at.

    picture : WebP bytes in sRGB. detail : `auto`, `low` or `high`, how closely to look.
    taken : local date and time in words, or empty. place : where, in words, or empty; both only with leave.
    """

    picture: bytes
    detail: str = "auto"
    taken: str = ""
    place: str = ""


@dataclass(frozen=True)
class Guess:
    """A name for one animal. confidence : 0 to 1 as stated or measured, None when it was not; never made up."""

    scientific_name: str
    common_name: str = ""
    rank: str = "species"
    confidence: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class Animal:
    """One animal, or group of the same, in the picture.

    guesses : the likeliest first, then what else it could be; at least one.
    box : left, top, right, bottom as fractions of the picture; None when it was not said.
    """

    guesses: tuple[Guess, ...]
    n_individuals: int = 1
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Usage:
    """Tokens a provider counted."""

    tokens_in: int = 0
    tokens_out: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out)


@dataclass(frozen=True)
class Answer:
    """What a provider saw. animals : empty when it saw none. raw : its own words."""

    animals: tuple[Animal, ...]
    raw: str = ""
    usage: Usage = Usage()
    model: str = ""


class VisionError(ProcessingError):
    """An identification that failed and would fail again. usage : what it cost all the same."""

    def __init__(self, code: str, message: str, *, usage: Usage | None = None, raw: str = "") -> None:
        super().__init__(code, message)
        self.usage = usage or Usage()
        self.raw = raw


class PassingVisionError(ProcessingError):
    """A fault that may pass. retry_after_s : how long the provider asks to wait, when it does."""

    def __init__(self, code: str, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(code, message)
        self.retry_after_s = retry_after_s
