"""The texts people read in the page's modules: those the mechanism translates, and those that escape it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scripts.js_rules import (
    IN_TEMPLATES,
    MACHINE,
    NAMES,
    QUESTION,
    READ,
    SHOWN_BESIDE,
    TAKES_NAMES,
    TAKES_TEXT,
    VERBATIM,
)
from scripts.js_source import Place, Token, tokens, walk

HOLE = "\ue000"
PART = re.compile(r"<!--.*?-->|<(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>|[^<]+", re.DOTALL)
ATTRIBUTE = re.compile(r"([\w-]+)=(?:\"([^\"]*)\"|'([^']*)')")


class Found(NamedTuple):
    """One text: the message it is looked up by, where it stands, and whether the mechanism reaches it."""

    message: str
    line: int
    at: int
    is_reached: bool


def messages_of(source: str) -> list[Found]:
    """Every text of one module."""
    return [
        Found(message, source.count("\n", 0, at) + 1, at, is_reached)
        for message, at, is_reached in read_row(tokens(source), in_hole="")
    ]


def all_messages(folder: Path) -> dict[str, set[str]]:
    """Message → the modules it stands in, of those the mechanism reaches."""
    found: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*.js")):
        for one in messages_of(path.read_text()):
            if one.is_reached:
                found.setdefault(one.message, set()).add(path.relative_to(folder).as_posix())
    return found


Text = tuple[str, int, bool]


def read_row(row: tuple[Token, ...], *, in_hole: str) -> Iterator[Text]:
    """The texts of a row of tokens. `in_hole`: "text" or the attribute's name where the row is a template's hole."""
    for place in walk(row):
        token = place.token
        if token.kind == "template":
            yield from read_literal(place, in_hole)
        elif token.kind == "text":
            yield from read_text(place, in_hole)
        elif token.kind == "name" and token.value in ("plural", "wordFor"):
            yield from read_plural(place)


def read_literal(place: Place, in_hole: str) -> Iterator[Text]:
    token, before = place.token, place.before()
    tag = before.value if before and before.kind == "name" else ""
    if tag == "html":
        yield from read_template(token)
        return
    if tag == "t":
        yield numbered(token.pieces), token.at, True
    elif (
        tag != "raw"
        and not (in_hole in MACHINE and not place.around)
        and is_shown(place)
        and is_prose(" ".join(token.pieces))
    ):
        yield numbered(token.pieces), token.at, False
    for hole in token.holes:
        yield from read_row(hole, in_hole="")


def read_template(token: Token) -> Iterator[Text]:
    """The static texts of a template, then those in its holes."""
    where: dict[int, str] = {}
    n = 0
    opened: list[str] = []
    for part in PART.findall(HOLE.join(token.pieces)):
        if part.startswith("<!--"):
            pass
        elif part.startswith("<"):
            component = token.holes[n][0].value if part[1:2] == HOLE and token.holes[n] else ""
            for value in attributes(part, component):
                yield numbered(tuple(value.split(HOLE))), token.at, True
            for i, name in enumerate(hole_attributes(part)):
                where[n + i] = name
            follow(part, opened)
        elif not (opened and opened[-1] in VERBATIM):
            message = numbered(tuple(tidied(piece) for piece in part.split(HOLE)))
            if has_words(message):
                yield message, token.at, True
            for i in range(part.count(HOLE)):
                where[n + i] = "text"
        n += part.count(HOLE)
    for i, hole in enumerate(token.holes):
        yield from read_row(hole, in_hole=where.get(i, ""))


def attributes(tag: str, component: str) -> Iterator[str]:
    """The value of each attribute of a tag that is read by people."""
    for name, double, single in ATTRIBUTE.findall(tag):
        value = double or single
        is_name = name == "name" and tag[1:2] == HOLE and re.match("[A-Z]|.* ", value)
        is_named = (component, name) in NAMES
        if (name in IN_TEMPLATES or is_name or is_named) and has_words(numbered(tuple(value.split(HOLE)))):
            yield value


def hole_attributes(tag: str) -> list[str]:
    """For each hole of a tag the attribute it is the value of, or ""."""
    return re.findall(rf"(?:([\w-]+)=[\"']?[^\"'\s{HOLE}]*)?{HOLE}", tag)


def follow(tag: str, opened: list[str]) -> None:
    if tag.startswith("</"):
        if opened:
            opened.pop()
    elif not re.search(r"/\s*>$", tag):
        match = re.match(r"<([\w-]*)", tag)
        opened.append(match.group(1) if match else "")


def read_plural(place: Place) -> Iterator[Text]:
    """`plural(n, "one", "many")`: the words after the first argument, where they are plain texts."""
    row, i = place.row, place.index + 1
    if i >= len(row) or row[i].value != "(":
        return
    depth, words = 0, list[Token]()
    for token in row[i:]:
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.value, 0) if token.kind == "sign" else 0
        if depth == 0:
            break
        if depth == 1 and token.kind == "text":
            words.append(token)
    if words:
        one, many = words[0].value, words[1].value if len(words) > 1 else f"{words[0].value}s"
        yield f"{one}|{many}", place.token.at, True


def read_text(place: Place, in_hole: str) -> Iterator[Text]:
    """A plain literal: reached by a call or a table that translates, or shown without."""
    token = place.token
    if not has_words(token.value) or is_compared(place):
        return
    call = place.around[-1][0] if place.around else ""
    if call in ("plural(", "wordFor("):
        return
    if is_noun(place):
        following = place.after(2)
        if place.around[-1][1] == 0 and following and following.kind == "text":
            yield f"{token.value}|{following.value}", token.at, True
        return
    if is_in_call(place) or is_in_table(place):
        yield numbered((token.value,)), token.at, True
    elif in_hole in MACHINE and not place.around:
        return
    elif (in_hole in READ and not place.around) or (is_shown(place) and is_prose(token.value)):
        yield numbered((token.value,)), token.at, False


def is_in_call(place: Place) -> bool:
    """Whether the text is given to a call that translates, also through `?:` and `||`, or names a key of `useKeys`."""
    for depth, (call, argument) in enumerate(reversed(place.around)):
        if call in TAKES_TEXT:
            return argument in TAKES_TEXT[call] and (depth == 0 or call == "t(")
        if call not in ("(", "[", "{"):
            return False
        if call == "[" and argument == 0 and any(name == "useKeys(" for name, _ in place.around):
            return True
    return False


def key_of(place: Place) -> str:
    """The member an object gets this text as, also through `?:` and `||`."""
    if not place.around or place.around[-1][0] != "{":
        return ""
    i = place.index - 1
    while i > 0 and place.row[i].value not in ("{", ","):
        if (
            place.row[i].value == ":"
            and place.row[i - 1].kind in ("name", "text")
            and place.row[i - 2].value in ("{", ",")
        ):
            return place.row[i - 1].value
        if place.row[i].value in (")", "]", "}"):
            return ""
        i -= 1
    return ""


def is_in_table(place: Place) -> bool:
    """Whether a component that shows tables of columns, choices or questions translates this member."""
    key = key_of(place)
    if key in QUESTION and any(call == "askFirst(" for call, _ in place.around):
        return True
    return key in SHOWN_BESIDE and any(name in SHOWN_BESIDE[key] for name in members(place))


def members(place: Place) -> list[str]:
    """The names of the members of the object around a token."""
    row, depth, i = place.row, 0, place.index
    while i > 0 and not (depth == 0 and row[i].value == "{" and row[i].kind == "sign"):
        depth += nesting(row[i], opening=-1)
        i -= 1
    found, depth = list[str](), 0
    for k in range(i + 1, len(row)):
        depth += nesting(row[k], opening=1)
        if depth < 0:
            break
        if depth == 0 and row[k].kind in ("name", "text") and row[k - 1].value in ("{", ","):
            found.append(row[k].value)
    return found


def nesting(token: Token, *, opening: int) -> int:
    if token.kind != "sign":
        return 0
    return {"(": opening, "[": opening, "{": opening, ")": -opening, "]": -opening, "}": -opening}.get(token.value, 0)


def is_noun(place: Place) -> bool:
    """`["call", "calls"]` given as `noun`."""
    call, _ = place.around[-1] if place.around else ("", 0)
    if call != "[":
        return False
    row, i = place.row, place.index
    while i > 0 and row[i].value != "[":
        i -= 1
    if i == 0 and len(row) in (5, 6):
        return all(row[k].kind == "text" and " " not in row[k].value and row[k].value.islower() for k in (1, 3))
    return i > 1 and row[i - 2].value == "noun"


def is_compared(place: Place) -> bool:
    signs = ("===", "!==", "==", "in", "case", "typeof", "from", "import")
    before, after = place.before(), place.after()
    return bool(
        (before and before.value in signs)
        or (after and after.kind == "sign" and after.value in ("===", "!==", "=="))
        or (after and after.value == ":" and before and before.value in ("{", ","))
        or (before and before.value == "(" and (place.before(2) or before).value == "import")
    )


def is_shown(place: Place) -> bool:
    """Whether a literal may come to be read: not an argument of calls that take names, addresses or selectors."""
    calls = [call.rstrip("(") for call, _ in place.around if call.endswith("(") and len(call) > 1]
    return not calls or calls[-1] not in TAKES_NAMES


def is_prose(text: str) -> bool:
    """Whether a text is written for people rather than for machines."""
    text = text.strip()
    if not has_words(text) or re.search(
        r"[<>{};=_]|://|^[./#?&]|var\(|/api/|^[\w-]+[./][\w./-]+$|^--|\bpx\b|^[MmLl][\d -]", text
    ):
        return False
    return bool(re.match(r"^[A-Z][a-z]", text)) or " " in text


def has_words(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2}", re.sub(r"\{\d+\}", "", text)))


def tidied(piece: str) -> str:
    return re.sub(r"^\s*\n\s*|\s*\n\s*$", "", piece)


def numbered(pieces: tuple[str, ...]) -> str:
    """The message of a template: its pieces with `{0}`, `{1}` between them, white space made single."""
    text = pieces[0] + "".join(f"{{{i}}}{piece}" for i, piece in enumerate(pieces[1:]))
    return re.sub(r"\s+", " ", text).strip()
