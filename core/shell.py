"""The page's own files: what each of them holds, and which the first view needs.

The service worker keeps them on a device under one version, so that files of two versions never meet; the page
names the modules of its first view, so that a browser asks for all of them at once.
"""

import hashlib
import json
import posixpath
import re
import time
from pathlib import Path
from typing import NamedTuple

FOLDERS = ("css", "icons", "js", "locales", "vendor")
SUFFIXES = {".css", ".js", ".json", ".mjs", ".png", ".svg", ".woff2"}
LEFT_OUT = ("vendor/swagger-ui/", "js/api-docs.js", "js/service_worker.js", "css/api-docs.css")
"""What only the API's own page shows, and the worker, which a browser keeps by itself."""

LOOK_AGAIN_S = 10.0
"""Files are looked at again after this long, so that a change shows without a restart; a look takes some 30 ms."""

STATIC_IMPORT = re.compile(r"(?:^|;)(?:import|export)(?:\b[^;=\"'`(]*?from)?\s*\"([^\"]+)\"", re.MULTILINE)
"""Also as packers write it: nothing between the words, and several on a line."""
IMPORT_MAP = re.compile(r"<script type=\"importmap\"[^>]*>(.*?)</script>", re.DOTALL)


class ShellVersion(NamedTuple):
    """Every file by its address with its SHA-256, and the name of this very set of contents."""

    version: str
    files: dict[str, str]


class Shell:
    """The files below one static folder, hashed once and again when they change."""

    def __init__(self, static: Path, page: Path) -> None:
        self._static = static
        self._page = page
        self._hashes: dict[Path, tuple[tuple[int, int], str]] = {}
        self._looked_at = 0.0
        self._current = ShellVersion("", {})
        self._modules: list[str] = []

    def current(self) -> ShellVersion:
        """What the page is made of now."""
        if time.monotonic() - self._looked_at > LOOK_AGAIN_S or not self._current.version:
            files = {self._address(path): self._hash(path) for path in self._paths()}
            whole = json.dumps([files, self._hash(self._page)]).encode()
            self._current = ShellVersion(hashlib.sha256(whole).hexdigest()[:16], files)
            self._looked_at = time.monotonic()
        return self._current

    def first_modules(self) -> list[str]:
        """Addresses of the modules that are always loaded, those the entry imports first; found once."""
        if not self._modules:
            self._modules = module_graph(self._static, import_map(self._page.read_text("utf-8")))
        return self._modules

    def _paths(self) -> list[Path]:
        found = (path for folder in FOLDERS for path in (self._static / folder).rglob("*"))
        return sorted(path for path in found if path.suffix in SUFFIXES and self._is_kept(path))

    def _is_kept(self, path: Path) -> bool:
        return not path.relative_to(self._static).as_posix().startswith(LEFT_OUT)

    def _address(self, path: Path) -> str:
        return f"/static/{path.relative_to(self._static).as_posix()}"

    def _hash(self, path: Path) -> str:
        facts = path.stat()
        mark = (facts.st_mtime_ns, facts.st_size)
        known = self._hashes.get(path)
        if known is None or known[0] != mark:
            known = self._hashes[path] = (mark, hashlib.sha256(path.read_bytes()).hexdigest())
        return known[1]


def import_map(page: str) -> dict[str, str]:
    """What the bare names of a page's modules stand for."""
    found = IMPORT_MAP.search(page)
    return dict(json.loads(found[1])["imports"]) if found else {}


def module_graph(static: Path, names: dict[str, str], entry: str = "/static/js/main.js") -> list[str]:
    """Addresses of everything an entry imports without being asked to, the entry first, each once."""
    graph, waiting = [entry], [entry]
    while waiting:
        at = waiting.pop(0)
        source = (static / at.removeprefix("/static/")).read_text("utf-8")
        for match in STATIC_IMPORT.finditer(source):
            name = match[1]
            address = names.get(name) or posixpath.normpath(posixpath.join(posixpath.dirname(at), name))
            if address not in graph:
                graph.append(address)
                waiting.append(address)
    return graph
