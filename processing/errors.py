"""The errors numeric code raises; they carry a stable code and no HTTP status."""


class ProcessingError(Exception):
    """Input that cannot be worked on.

    code : stable, lower-case, hyphenated; listed in `docs/errors.md`.
    message : what was expected and what was found, for a person.
    details : named facts (numbers, field names) a caller may show or log.
    """

    def __init__(self, code: str, message: str, **details: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details


class SignalError(ProcessingError):
    """A sound that cannot be read, or samples that cannot be measured."""


class TableError(ProcessingError):
    """A table of intervals, labels or values that cannot be read."""


class ImageError(ProcessingError):
    """A picture that cannot be read."""


class ModelError(ProcessingError):
    """A model that cannot be trained, stored, loaded or applied."""
