"""What of a request is taken at all: sound JSON of bounded size, text and numbers every database can hold."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from flask import Flask, Request, request

from core.errors import AppError, FieldError, invalid, pointer_to, summary_of

MAX_JSON_BYTES = 16_000_000
"""Largest JSON body; the largest we know of, edits naming 50,000 segments, has less than 1 MB."""

MAX_FORM_TEXT = 20_000
"""Characters of one text field of a multipart form, as many as the longest notes."""

LARGEST_INTEGER = 2**63 - 1
"""What a database's largest integer holds."""

MAX_DEPTH = 50
"""Levels of nesting; our bodies have four, and Python's parser and ours call themselves for each."""

MAX_FAULTS = 100
"""Faults that one answer names."""


class CheckedRequest(Request):
    """A request whose JSON and form fields are refused when they could not be stored.

    flask-openapi3 reads bodies with `silent=True`, which would turn a broken body into a missing one.
    """

    checked_json: Any = None
    """The JSON body, once it was read."""

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:  # noqa: ARG002
        """The JSON body, an empty object when there is none: who has nothing to say need not say so.

        Raises AppError 400, 415 or 422, also when asked to be silent.
        """
        data = self.get_data(cache=True)
        if not data:
            return {}
        if not (force or self.is_json):
            raise AppError(415, "unsupported-media-type", "Send the body as Content-Type: application/json.")
        value = _parsed(data)
        if isinstance(value, str):
            # flask-openapi3 would read the text as JSON once more.
            raise invalid("", "expected an object, found a text")
        check_value(value)
        self.checked_json = value
        return value

    def _load_form_data(self) -> None:
        super()._load_form_data()
        for name, text in self.form.items(multi=True):
            if name is None:
                raise AppError(400, "bad-request", "A part of the form has no name.")
            _check_form_text(name, text)


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as exc:
        raise AppError(400, "bad-request", "The body is not UTF-8 text.") from exc
    except RecursionError as exc:
        raise AppError(400, "bad-request", "The body is nested too deeply.") from exc
    except ValueError as exc:
        raise AppError(400, "bad-request", f"The body is not JSON: {str(exc)[:200]}") from exc


def _check_form_text(name: str, text: str) -> None:
    """flask-openapi3 reads each text of a form as JSON where it can; so do we, to look at what comes out."""
    if len(text) > MAX_FORM_TEXT:
        raise invalid(pointer_to([name]), f"expected at most {MAX_FORM_TEXT} characters, found {len(text)}")
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        value = text
    except (ValueError, RecursionError) as exc:
        raise invalid(pointer_to([name]), "cannot be read") from exc
    check_value({name: text})
    check_value({name: value})


def check_value(value: Any) -> None:
    """Refuse what JSON can say and a database cannot hold. Raises AppError 422 with a pointer to each place."""
    faults = islice(_faults(value, ()), MAX_FAULTS)
    found = [FieldError(pointer_to(place), fault, "invalid") for place, fault in faults]
    if found:
        raise AppError(422, "validation-failed", summary_of(found), errors=found)


def _faults(value: Any, place: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    fault = _fault_of(value)
    if len(place) > MAX_DEPTH:
        yield place, f"expected at most {MAX_DEPTH} levels of nesting"
    elif isinstance(value, dict):
        for name, part in value.items():
            named = (*place, _printable(name))
            if _text_fault(name):
                yield named, "expected a name of Unicode text without NUL"
            yield from _faults(part, named)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _faults(part, (*place, index))
    elif fault is not None:
        yield place, fault


def _fault_of(value: Any) -> str | None:
    return _text_fault(value) if isinstance(value, str) else _number_fault(value)


def _text_fault(text: str) -> str | None:
    if "\0" in text:
        return "expected text without NUL characters"
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        return "expected Unicode text, found half of a surrogate pair"
    return None


def _number_fault(value: Any) -> str | None:
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        return "expected an integer of at most 64 bits"
    if isinstance(value, float) and value - value != 0:
        return "expected a finite number"
    return None


def _printable(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name[:100])


def _bound_json() -> None:
    if request.is_json:
        request.max_content_length = MAX_JSON_BYTES


def _check_address() -> None:
    """No part of an address may hold NUL, which PostgreSQL's text cannot."""
    if "\0" in request.path:
        raise AppError(404, "not-found", "There is no such address.")
    for name, text in request.args.items(multi=True):
        check_value({name: text})


def init_request_input(app: Flask) -> None:
    app.request_class = CheckedRequest
    app.before_request(_bound_json)
    app.before_request(_check_address)
