"""Copies the few browser libraries the page uses out of a node_modules folder into static/vendor.

    npm install preact htm @preact/signals uplot socket.io-client lucide-static world-atlas \\
        @fontsource-variable/source-sans-3 @fontsource-variable/source-code-pro axe-core
    python scripts/vendor_frontend.py node_modules

The page itself needs no build step: this runs only when a library is added or raised.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"


class Package(NamedTuple):
    """One npm package: the folder it gets here, and the files taken, by path inside the package."""

    name: str
    folder: str
    files: tuple[str, ...]


PACKAGES = (
    Package("preact", "preact", ("dist/preact.mjs", "hooks/dist/hooks.mjs")),
    Package("htm", "htm", ("dist/htm.mjs",)),
    Package("@preact/signals-core", "signals-core", ("dist/signals-core.mjs",)),
    Package("@preact/signals", "signals", ("dist/signals.mjs",)),
    Package("socket.io-client", "socket.io-client", ("dist/socket.io.esm.min.js",)),
    Package("uplot", "uplot", ("dist/uPlot.esm.js", "dist/uPlot.min.css")),
    Package(
        "@fontsource-variable/source-sans-3",
        "source-sans-3",
        tuple(
            f"files/source-sans-3-{subset}-wght-{slant}.woff2"
            for subset in ("latin", "latin-ext")
            for slant in ("normal", "italic")
        ),
    ),
    Package(
        "@fontsource-variable/source-code-pro",
        "source-code-pro",
        ("files/source-code-pro-latin-wght-normal.woff2",),
    ),
    Package("world-atlas", "world-atlas", ("countries-110m.json", "countries-50m.json")),
)
"""What the page loads. uPlot is fetched only by the pages that draw with it, the outlines of the world by maps, the
finer one only close up; they are Natural Earth's, which is in the public domain."""

ICON_NAMES = ROOT / "static" / "icons" / "names.txt"
"""Lucide names in the sprite, one a line; only icons some page shows belong there."""

README_HEAD = """# Libraries the page uses, as published

Written by `scripts/vendor_frontend.py`; nothing here is edited by hand.

| package | version | licence | folder | files |
|---|---|---|---|---|
"""
"""Top of static/vendor/README.md."""

AXE = ROOT / "tests" / "browser" / "vendor"
"""Where the accessibility checker goes: the tests inject it, the page never loads it."""


def copy_package(modules: Path, package: Package) -> str:
    """Copies one package's files and licence; answers its row of the README table."""
    source = modules / package.name
    target = VENDOR / package.folder
    target.mkdir(parents=True, exist_ok=True)
    for name in package.files:
        copy_without_map(source / name, target / Path(name).name)
    shutil.copyfile(find_licence(source), target / "LICENSE")
    facts = json.loads((source / "package.json").read_text())
    files = ", ".join(Path(name).name for name in package.files)
    return f"| {package.name} | {facts['version']} | {facts['license']} | `{package.folder}/` | {files} |"


def copy_without_map(source: Path, target: Path) -> None:
    """Copies a file; text loses its source-map comment, since a browser would ask for the map."""
    if source.suffix not in {".js", ".mjs", ".css"}:
        shutil.copyfile(source, target)
        return
    text = source.read_text(encoding="utf-8")
    target.write_text(re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", text), encoding="utf-8")


def find_licence(folder: Path) -> Path:
    """The licence file of an unpacked package."""
    found = sorted(folder.glob("LICENSE*"))
    if not found:
        raise SystemExit(f"no licence file in {folder}")
    return found[0]


def write_sprite(modules: Path) -> str:
    """Puts the used Lucide icons into one SVG sprite, one symbol each."""
    source = modules / "lucide-static"
    symbols = []
    for name in sorted(ICON_NAMES.read_text().split()):
        text = (source / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        inner = re.sub(r"\s+", " ", text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")])
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner.strip()}</symbol>')
    icons = ROOT / "static" / "icons"
    icons.mkdir(parents=True, exist_ok=True)
    (icons / "lucide.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n", encoding="utf-8"
    )
    shutil.copyfile(source / "LICENSE", icons / "LICENSE-lucide")
    version = json.loads((source / "package.json").read_text())["version"]
    return f"| lucide-static | {version} | ISC | `../icons/` | lucide.svg ({len(symbols)} symbols) |"


def copy_axe(modules: Path) -> str:
    """Copies axe-core beside the browser tests."""
    AXE.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(modules / "axe-core" / "axe.min.js", AXE / "axe.min.js")
    shutil.copyfile(modules / "axe-core" / "LICENSE", AXE / "LICENSE")
    version = json.loads((modules / "axe-core" / "package.json").read_text())["version"]
    return f"| axe-core | {version} | MPL-2.0 | `tests/browser/vendor/` | axe.min.js (tests only) |"


def copy_swagger() -> str:
    """Copies the Swagger UI files that the flask-openapi3-swagger wheel carries."""
    wheel = metadata.distribution("flask-openapi3-swagger")
    target = VENDOR / "swagger-ui"
    target.mkdir(parents=True, exist_ok=True)
    names = ("swagger-ui-bundle.js", "swagger-ui.css")
    for file in wheel.files or ():
        if file.name in names:
            copy_without_map(Path(str(wheel.locate_file(file))), target / file.name)
    # The wheel leaves the licence text out; htm carries the same one.
    shutil.copyfile(VENDOR / "htm" / "LICENSE", target / "LICENSE")
    origin = f"from flask-openapi3-swagger {wheel.version}"
    return f"| swagger-ui | {origin} | Apache-2.0 | `swagger-ui/` | {', '.join(names)} |"


def main(folders: list[str]) -> None:
    """Copies everything and writes static/vendor/README.md."""
    if not folders:
        raise SystemExit("usage: python scripts/vendor_frontend.py NODE_MODULES")
    modules = Path(folders[0])
    rows = [copy_package(modules, package) for package in PACKAGES]
    rows += [write_sprite(modules), copy_swagger(), copy_axe(modules)]
    (VENDOR / "README.md").write_text(README_HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
