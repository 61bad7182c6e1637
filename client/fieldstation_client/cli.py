"""`fieldstation`: sync a folder, run a chain over recordings, follow a job, export, and any operation by its name."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from fieldstation_client.errors import StationError
from fieldstation_client.follow import follow
from fieldstation_client.station import Station
from fieldstation_client.sync import SUFFIXES, sync


def main(words: list[str] | None = None, *, station: Station | None = None) -> int:
    """Run a command; 0 when all went well, 1 when something of it did not, 2 for a wrong command or no answer."""
    given = _parser().parse_args(words)
    if station is None and not given.key:
        print("Make an API key on your profile page and set FIELDSTATION_API_KEY.", file=sys.stderr)
        return 2
    try:
        return int(given.run(station or Station(given.url, given.key), given))
    except StationError as exc:
        print(f"fieldstation: {exc}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped; run it again to go on.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fieldstation", description="Talk to a Fieldstation from a terminal.")
    parser.add_argument("--url", default=os.environ.get("FIELDSTATION_URL", "http://localhost:8080"))
    key = os.environ.get("FIELDSTATION_API_KEY", "")
    parser.add_argument("--key", default=key, help="default: FIELDSTATION_API_KEY")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_sync(commands.add_parser("sync", help="send a folder; what is there already is passed over"))
    _add_chain(commands.add_parser("run", help="find calls in recordings, and name them"))
    _add_follow(commands.add_parser("follow", help="show a job until it ends"))
    _add_export(commands.add_parser("export", help="download calls, measures or a whole project"))
    _add_call(commands.add_parser("call", help="any operation of the API by its name"))
    _add_operations(commands.add_parser("operations", help="list the operations of the API"))
    return parser


def _add_sync(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path)
    parser.add_argument("--project", required=True, help="id of the project the files go into")
    parser.add_argument("--kind", choices=sorted(SUFFIXES), default="recording")
    parser.add_argument("--field", action="append", default=[], metavar="NAME=VALUE", help="site_id=…, species_id=…")
    parser.set_defaults(run=_sync)


def _sync(station: Station, given: argparse.Namespace) -> int:
    if not given.folder.is_dir():
        print(f"There is no folder {given.folder}.", file=sys.stderr)
        return 2
    counts: dict[str, int] = {}
    fields = {"project_id": given.project} | _pairs(given.field)
    for sent in sync(station, given.folder, kind=given.kind, fields=fields, on_bytes=_bar):
        counts[sent.state] = counts.get(sent.state, 0) + 1
        _clear()
        print(f"{sent.state:13} {sent.path.relative_to(given.folder)}" + (f"  {sent.detail}" if sent.detail else ""))
    print(", ".join(f"{n} {state}" for state, n in counts.items()) or "There is no file of this kind.")
    return 0 if not set(counts) - {"stored", "already-here"} else 1


def _add_chain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--project", required=True)
    parser.add_argument("--method", default="adaptive", help="how calls are found")
    parser.add_argument("--preset", default="auto")
    parser.add_argument("--classifier", help="id of the classifier that names the calls")
    parser.add_argument("--only-classify", action="store_true", help="name the calls that were found before")
    parser.set_defaults(run=_chain)


def _chain(station: Station, given: argparse.Namespace) -> int:
    """Find calls in every recording of a project, then name them."""
    if not given.only_classify:
        chosen = {"action": "segment", "filter": {"project_id": given.project}}
        body: dict[str, Any] = chosen | {"method": given.method, "preset": given.preset}
        if _followed(station, station.call("recordings.post_bulk", body=body)["job"]) != "succeeded":
            return 1
    if given.classifier:
        body = {"classifier_id": given.classifier, "project_id": given.project, "only_unclassified": False}
        if _followed(station, station.call("calls.create_batch", body=body)) != "succeeded":
            return 1
    return 0


def _followed(station: Station, job: dict[str, Any]) -> str:
    return str(_show_until_end(station, str(job["id"]))["state"])


def _add_follow(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("job")
    parser.set_defaults(run=lambda station, given: int(_show_until_end(station, given.job)["state"] != "succeeded"))


def _show_until_end(station: Station, job_id: str) -> dict[str, Any]:
    job = follow(station, job_id, on_news=_show_job)
    _clear()
    error = job.get("error") or {}
    print(f"{job['state']:13} {job['title']}" + (f"  {error['detail']} [{error['code']}]" if error else ""))
    return job


def _show_job(job: dict[str, Any]) -> None:
    progress = job.get("progress") or job
    percent = progress.get("percent") or 0
    if sys.stderr.isatty():
        words = f"{job.get('title', '')[:40]}  {progress.get('stage') or job['state']}"
        print(f"\r\033[K{percent:5.1f} %  {words}", end="", file=sys.stderr, flush=True)


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--project", required=True)
    parser.add_argument("--kind", default="csv", help="csv, csv-full, xlsx, raven … or features, hdf5, project-archive")
    parser.add_argument("--to", type=Path, help="file to write; default: standard output")
    parser.set_defaults(run=_export)


MADE_BY_JOBS = ("features", "features-rich", "hdf5", "project-archive")


def _export(station: Station, given: argparse.Namespace) -> int:
    if given.kind in MADE_BY_JOBS:
        made = station.call("exchange.create_export", body={"kind": given.kind, "project_id": given.project})
        if _show_until_end(station, str(made["job_id"]))["state"] != "succeeded":
            return 1
        content = station.request("GET", station.call("exchange.link_to_export", id=made["id"])["url"]).content
    else:
        content = station.call("calls.export_calls", project_id=given.project, format=given.kind)
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    if given.to is None:
        sys.stdout.buffer.write(data)
    else:
        given.to.write_bytes(data)
        print(f"{given.to}: {len(data)} bytes")
    return 0


def _add_call(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("operation", help="such as recordings.get_recordings; `fieldstation operations` lists them")
    parser.add_argument("values", nargs="*", metavar="NAME=VALUE", help="for the path and the query")
    parser.add_argument("--body", help="JSON, or @file; - reads standard input")
    parser.add_argument("--file", action="append", default=[], metavar="FIELD=PATH", help="files of a form")
    parser.add_argument("--form", action="append", default=[], metavar="NAME=VALUE", help="texts of a form")
    parser.add_argument("--all", action="store_true", help="all pages of a list, a row a line")
    parser.set_defaults(run=_call)


def _call(station: Station, given: argparse.Namespace) -> int:
    values = _pairs(given.values)
    if given.all:
        for row in station.rows(given.operation, **values):
            print(json.dumps(row, ensure_ascii=False))
        return 0
    body = json.loads(_text(given.body)) if given.body else None
    form: dict[str, Any] = {name: (None, text) for name, text in _pairs(given.form).items()}
    form |= {name: (Path(path).name, Path(path).read_bytes()) for name, path in _pairs(given.file).items()}
    found = station.call(given.operation, body=body, files=form or None, **values)
    if isinstance(found, bytes):
        sys.stdout.buffer.write(found)
    elif found is not None:
        print(json.dumps(found, indent=1, ensure_ascii=False))
    return 0


def _add_operations(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="?", default="", help="only those whose name or summary holds this")
    parser.set_defaults(run=_operations)


def _operations(station: Station, given: argparse.Namespace) -> int:
    for name, one in sorted(station.operations.items()):
        if given.text.lower() in f"{name} {one.summary}".lower():
            print(f"{name:44} {one.method:6} {one.path}\n{'':44} {one.summary}")
    return 0


def _text(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    return Path(given[1:]).read_text() if given.startswith("@") else given


def _pairs(words: list[str]) -> dict[str, str]:
    pairs = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise StationError(0, "wrong-values", f"expected NAME=VALUE, found {word}")
        pairs[name] = value
    return pairs


def _bar(path: Path, done: int, size: int) -> None:
    if sys.stderr.isatty():
        filled = 24 * done // max(size, 1)
        words = f"[{'#' * filled:24}] {path.name} {done >> 20} of {size >> 20} MB"
        print(f"\r\033[K{words}", end="", file=sys.stderr, flush=True)


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
