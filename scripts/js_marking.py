"""Finds the texts of a module that no translation reaches, and marks them with `t()`."""

from __future__ import annotations

import os
import re
from pathlib import Path

from scripts.js_messages import Found, messages_of
from scripts.js_rules import NOT_TEXT, OWN_WORDS


def unmarked(path: Path, folder: Path) -> list[Found]:
    """The texts of one module that stay English."""
    if path.relative_to(folder).as_posix() in OWN_WORDS:
        return []
    return [one for one in messages_of(path.read_text()) if not one.is_reached and not NOT_TEXT.search(one.message)]


def mark(path: Path, folder: Path) -> int:
    """Marks the unreached texts of one module and imports `t` where it is needed; answers how many."""
    found = unmarked(path, folder)
    source = path.read_text()
    for at in sorted({one.at for one in found}, reverse=True):
        source = source[:at] + marked(source[at:])
    if found:
        path.write_text(with_import(source, os.path.relpath(folder / "lib" / "words.js", path.parent)))
    return len(found)


def marked(rest: str) -> str:
    """A source from a literal on, the literal marked."""
    if rest.startswith("`"):
        return f"t{rest}"
    match = re.match(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'", rest)
    return f"t({match.group()}){rest[match.end() :]}" if match else rest


def with_import(source: str, module: str) -> str:
    """The source with `t` imported, after the other modules of `lib`."""
    module = module if module.startswith(".") else f"./{module}"
    taken = re.search(r"import \{ ([^}]*) \} from \"[^\"]*words\.js\";", source)
    if taken:
        names = sorted({*taken.group(1).split(", "), "t"})
        return source.replace(taken.group(), taken.group().replace(taken.group(1), ", ".join(names)))
    imports = list(re.finditer(r"^(?:import .*|\}) from \"(.*)\";\n", source, re.MULTILINE))
    of_lib = [one for one in imports if "/lib/" in one.group(1) or module == "./words.js"]
    after = (of_lib or imports)[-1].end() if imports else source.index("*/\n") + 3
    line = f'import {{ t }} from "{module}";\n'
    return source[:after] + (line if imports else f"\n{line}") + source[after:]
