"""What goes wrong, with the station's own words."""

from __future__ import annotations

from typing import Any


class StationError(Exception):
    """The station refused a request, or did not answer.

    status : HTTP status; 0 when there was no answer. code : stable, see the station's list of error codes.
    errors : wrong fields, each with a pointer. request_id : to be quoted in a report.
    """

    def __init__(self, status: int, code: str, detail: str, *, problem: dict[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors: list[dict[str, str]] = (problem or {}).get("errors", [])
        self.request_id: str = (problem or {}).get("request_id", "")

    def __str__(self) -> str:
        fields = "; ".join(f"{one['pointer']}: {one['message']}" for one in self.errors)
        return f"{self.detail}{f' ({fields})' if fields else ''} [{self.code}]"
