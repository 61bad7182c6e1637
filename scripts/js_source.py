"""Reads JavaScript modules as far as their texts go: tokens, template literals with their holes, enclosing calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
      | (?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<name>[A-Za-z_$][\w$]*|\d[\w.]*)
      | (?P<sign>=>|\.\.\.|\?\?=?|\?\.|[=!]=?=?|&&=?|\|\|=?|[-+*/%<>&|^]=?|[{}()\[\];,.:?~!@\#])
    """,
    re.VERBOSE | re.DOTALL,
)
REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f", "v": "\v"}

SIGNS = "( , = : [ ! & | ? { } ; => && || ?? === !== == != + - * % < > return typeof case in of"
BEFORE_REGEX = frozenset(SIGNS.split())
"""After one of these a slash begins a pattern; after a value it divides."""


class Token(NamedTuple):
    """`kind`: name, text, template or sign. `value` of a text is what it says, without quotes and escapes."""

    kind: str
    value: str
    at: int
    end: int
    pieces: tuple[str, ...] = ()
    holes: tuple[tuple[Token, ...], ...] = ()


class SourceError(ValueError):
    """The module could not be read; the message says where."""


def unescaped(text: str) -> str:
    """What a literal says, its escapes resolved."""

    def one(match: re.Match[str]) -> str:
        what = match.group(1)
        if what[0] in "ux" and len(what) > 1:
            return chr(int(what[1:].strip("{}"), 16))
        return "" if what.endswith("\n") else ESCAPES.get(what, what)

    return ESCAPE.sub(one, text)


def tokens(source: str) -> tuple[Token, ...]:
    """All tokens of a module, comments left out; each template literal is one token with the tokens of its holes."""
    found, end = read(source, 0, inside_hole=False)
    if end != len(source):
        raise SourceError(f"unexpected }} at {end}")
    return tuple(found)


def read(source: str, at: int, *, inside_hole: bool) -> tuple[list[Token], int]:
    """The tokens from `at` to the end, or to the brace that closes the hole."""
    found: list[Token] = []
    depth = 0
    while at < len(source):
        if source[at] == "`":
            token = read_template(source, at)
        elif source[at] == "/" and source[at + 1 : at + 2] not in "/*" and may_be_regex(found):
            match = REGEX.match(source, at)
            if not match:
                raise SourceError(f"unread pattern at {at}")
            token = Token("sign", "/regex/", at, match.end())
        else:
            match = TOKEN.match(source, at)
            if not match:
                raise SourceError(f"unread {source[at : at + 20]!r} at {at}")
            if match.lastgroup == "space":
                at = match.end()
                continue
            word = match.group()
            if inside_hole and word == "}" and depth == 0:
                return found, at
            depth += {"{": 1, "}": -1}.get(word, 0)
            kind = match.lastgroup or ""
            token = Token(kind, unescaped(word[1:-1]) if kind == "text" else word, at, match.end())
        found.append(token)
        at = token.end
    return found, at


def may_be_regex(before: list[Token]) -> bool:
    return not before or (before[-1].kind in {"sign", "name"} and before[-1].value in BEFORE_REGEX)


def read_template(source: str, start: int) -> Token:
    """The template literal that begins at `start`."""
    pieces: list[str] = []
    holes: list[tuple[Token, ...]] = []
    at = piece = start + 1
    while True:
        if at >= len(source):
            raise SourceError(f"a template literal is not closed, from {start}")
        if source[at] == "\\":
            at += 2
        elif source[at] == "`":
            pieces.append(unescaped(source[piece:at]))
            return Token("template", "", start, at + 1, tuple(pieces), tuple(holes))
        elif source.startswith("${", at):
            pieces.append(unescaped(source[piece:at]))
            inside, at = read(source, at + 2, inside_hole=True)
            holes.append(tuple(inside))
            at += 1
            piece = at
        else:
            at += 1


class Place(NamedTuple):
    """Where a token stands: its row of tokens, its index there, and the open brackets around it, innermost last."""

    row: tuple[Token, ...]
    index: int
    around: tuple[tuple[str, int], ...]

    @property
    def token(self) -> Token:
        return self.row[self.index]

    def before(self, steps: int = 1) -> Token | None:
        return self.row[self.index - steps] if self.index >= steps else None

    def after(self, steps: int = 1) -> Token | None:
        return self.row[self.index + steps] if self.index + steps < len(self.row) else None


def walk(row: tuple[Token, ...]) -> Iterator[Place]:
    """Every token of one row with the brackets around it: `("say(", 0)` is the first argument of a call of `say`."""
    around: list[tuple[str, int]] = []
    for index, token in enumerate(row):
        if token.kind == "sign" and token.value in ")]}":
            if around:
                around.pop()
        elif token.kind == "sign" and token.value == "," and around:
            name, n = around[-1]
            around[-1] = (name, n + 1)
        yield Place(row, index, tuple(around))
        if token.kind == "sign" and token.value in "([{":
            before = row[index - 1] if index else None
            callee = before.value if before and before.kind == "name" else ""
            around.append((f"{callee}{token.value}" if token.value == "(" else token.value, 0))
