"""Asks the OSV database whether any pinned dependency has a known hole: `python scripts/audit_dependencies.py`.

Ends with 1 when there is one, with 0 when there is none. Where the database cannot be reached it says `SKIPPED` and
ends with 0: a check that could not be made has found nothing, and does not say that all is well.
"""

import json
import os
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

ADDRESS = os.environ.get("OSV_URL", "https://api.osv.dev")

ACCEPTED: dict[str, str] = {}
"""Holes that do not concern this program, by identifier, each with the reason."""

TIMEOUT_S = 30


def pinned_python() -> list[tuple[str, str, str]]:
    """Ecosystem, name and version of every pin of `constraints.txt`."""
    text = (ROOT / "constraints.txt").read_text()
    return [("PyPI", name, version) for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE)]


def vendored_javascript() -> list[tuple[str, str, str]]:
    """The same of the libraries of the page, from the list that `vendor_frontend.py` writes."""
    text = (ROOT / "static" / "vendor" / "README.md").read_text()
    rows = re.findall(r"^\| (@?[a-z0-9./-]+) \| (?:\S+ )*?(\d+\.\S+) \|", text, re.MULTILINE)
    return [("npm", name, version) for name, version in rows]


def ask(parts: list[tuple[str, str, str]]) -> list[list[str]]:
    """Identifiers of the holes of each part. Raises OSError when the database does not answer."""
    queries = [{"package": {"ecosystem": kind, "name": name}, "version": version} for kind, name, version in parts]
    sent = json.dumps({"queries": queries}).encode()
    request = urllib.request.Request(  # noqa: S310 (an address of our own choosing)
        f"{ADDRESS}/v1/querybatch", data=sent, headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310 (as above)
        results: list[dict[str, Any]] = json.load(answer)["results"]
    return [[one["id"] for one in result.get("vulns", [])] for result in results]


def main() -> int:
    """Print what was found."""
    parts = pinned_python() + vendored_javascript()
    try:
        found = ask(parts)
    except (OSError, ValueError, KeyError, urllib.error.URLError) as exc:
        print(f"SKIPPED: {ADDRESS} cannot be asked about {len(parts)} dependencies ({exc})")
        return 0
    n_open = 0
    for (kind, name, version), holes in zip(parts, found, strict=True):
        for hole in holes:
            reason = ACCEPTED.get(hole)
            n_open += reason is None
            print(f"{hole}: {kind} {name} {version}" + (f" (accepted: {reason})" if reason else ""))
    print(f"{len(parts)} dependencies asked about, {n_open} open holes")
    return 1 if n_open else 0


if __name__ == "__main__":
    sys.exit(main())
