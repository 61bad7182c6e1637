"""One thing worth telling a person about a recording: a fault, a doubt, a peculiarity."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding should worry the reader."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation, with the number it rests on.

    code : stable, lower-case, hyphenated.
    message : a sentence for a person.
    value, unit : the measured number and its unit; None where there is none.
    """

    code: str
    severity: Severity
    message: str
    value: float | None = None
    unit: str | None = None
