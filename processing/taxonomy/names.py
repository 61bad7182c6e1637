"""The one parser of scientific names: of labels, checklists and the answers of models.

What is not a name gives None; nothing is guessed. A name is read in its parts, so that
`*Polygonia c-album* (Linnaeus, 1758)` and `POLYGONIA C-ALBUM` are the same species.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

from processing.taxonomy.authors import is_authorship
from processing.taxonomy.words import is_epithet_like, is_genus_like


class Rank(StrEnum):
    """How far down a name goes."""

    FAMILY = "family"
    GENUS = "genus"
    SPECIES = "species"
    SUBSPECIES = "subspecies"
    VARIETY = "variety"
    FORM = "form"
    UNINOMIAL = "uninomial"
    """One word that is a name above the species; which rank the word alone does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedName:
    """A scientific name in its parts."""

    canonical: str
    """The name without author, qualifier and decoration: `Canis lupus dingo`, `Anas platyrhynchos × Anas rubripes`."""
    rank: Rank
    genus: str = ""
    epithet: str = ""
    subspecies: str = ""
    """Epithet below the species, whatever its rank."""
    authorship: str = ""
    """Author and year as written, without the brackets' meaning lost: `(Linnaeus, 1758)`."""
    qualifier: str = ""
    """`sp.`, `spp.`, `cf.`, `aff.` or `?` of an identification that is open; empty for one that is not."""
    is_hybrid: bool = False
    parents: tuple[str, ...] = ()
    """Canonical names of the parents of a hybrid formula."""

    @property
    def is_species(self) -> bool:
        """Whether it names a species, or something within one, and not only its surroundings."""
        return (bool(self.epithet) and not self.qualifier) or bool(self.parents)


MAX_LENGTH = 250
"""Longer texts are prose; the longest names with their authors have some 200 characters."""

_LABEL = re.compile(
    r"^(?:scientific name|latin name|binomial(?: name)?|species(?: name)?|taxon|name|identification|answer|result|id)"
    r"\s*[:=]\s*",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"^(?:[-•–>#]+|\(?\d{1,2}[.)])\s+")
_TAGS = re.compile(r"</?(?:i|em|b|strong|u|span|italic)>", re.IGNORECASE)
_DECORATION = re.compile(r"[*`\"“”„«»\u200b-\u200f\u2060\ufeff]|(?<!\w)_+|_+(?!\w)|^#+ ")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+){0,2}")
_HYBRID_SIGN = re.compile(r"\s*×\s*|\s+[xX]\s+")
_MARKERS = {
    "subsp.": Rank.SUBSPECIES, "ssp.": Rank.SUBSPECIES, "subsp": Rank.SUBSPECIES, "ssp": Rank.SUBSPECIES,
    "subspecies": Rank.SUBSPECIES, "var.": Rank.VARIETY, "var": Rank.VARIETY, "variety": Rank.VARIETY,
    "f.": Rank.FORM, "fo.": Rank.FORM, "forma": Rank.FORM, "form": Rank.FORM, "morph": Rank.FORM,
}  # fmt: skip
_OPEN = {"sp.": "sp.", "sp": "sp.", "spec.": "sp.", "species": "sp.", "indet.": "sp.", "indet": "sp.",
         "spp.": "spp.", "spp": "spp."}  # fmt: skip
_NEAR = {"cf.": "cf.", "cf": "cf.", "aff.": "aff.", "aff": "aff.", "nr.": "aff.", "nr": "aff.", "near": "aff."}
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz-äëïöüæœåøß")
_FAMILY = re.compile(r".*(idae|inae|aceae|oideae)")
_SP_NUMBER = re.compile(r"(?:nov\.?|n\.?|[A-Z]|\d{1,3}|#\d+)")


def parse_name(text: str) -> ParsedName | None:
    """The scientific name this text is; None when it is not one.

    A common name before or behind it, set off by brackets, a dash, a colon or a comma, is passed over.

    text : any text, hostile included. Never raises.
    """
    clean = _cleaned(text)
    if not clean or len(clean) > MAX_LENGTH:
        return None
    direct = _whole(clean)
    if direct is not None:
        return direct
    found = [name for part in _parts(clean) if (name := _whole(part)) is not None and (name.epithet or name.is_hybrid)]
    return found[0] if found and all(name.canonical == found[0].canonical for name in found) else None


def find_names(text: str) -> list[ParsedName]:
    """The scientific names that stand in a text, in their order, each once; the fall-back for answers in prose.

    Looks where names are set off: emphasis, brackets, lines and their parts. A word alone is not taken for a name.
    """
    names: dict[str, ParsedName] = {}
    for part in re.split(r"[*_()\[\]{}\n\r:;,|\"“”]+", text[:20_000]):
        name = parse_name(part)
        if name is not None and (name.epithet or name.qualifier or name.is_hybrid):
            names.setdefault(name.canonical, name)
    return list(names.values())


def _cleaned(text: str) -> str:
    """One line without marks of emphasis, lists and labels."""
    if len(text) > 4 * MAX_LENGTH:
        return ""
    plain = unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("✕", "×").replace("†", " ")
    plain = " ".join(_DECORATION.sub("", _TAGS.sub("", plain)).split())
    while (shorter := _LABEL.sub("", _LIST_MARK.sub("", plain))) != plain:
        plain = shorter
    return plain.strip(" ,;:!").removesuffix(" .")


def _parts(clean: str) -> list[str]:
    """What stands inside and outside the outer brackets, and to both sides of a dash, colon or comma."""
    parts = []
    opened = clean.find("(")
    closed = clean.rfind(")")
    if 0 <= opened < closed:
        parts += [clean[opened + 1 : closed], f"{clean[:opened].strip()} {clean[closed + 1 :].strip()}".strip()]
    parts += re.split(r"\s[-–—]+\s|:\s|,\s|\s/\s", clean)
    bare = [_without_brackets(part.strip()) for part in parts]
    return [part for part in bare if part and part != clean]


def _without_brackets(part: str) -> str:
    """A part that stands in brackets as a whole, without them."""
    return part[1:-1].strip() if part[:1] == "(" and part[-1:] == ")" and part.count("(") == 1 else part


def _whole(text: str) -> ParsedName | None:
    """A text that is a name from its first word to its last."""
    if text.endswith("?"):
        sure = _whole(text[:-1].rstrip())
        return None if sure is None or sure.qualifier else _with(sure, qualifier="?")
    if text[-1:] == "." and text.rsplit(" ", 1)[-1].lower() not in (*_OPEN, *_MARKERS) and not text[-3:-1].istitle():
        text = text[:-1]
    if text[:1] == "×" or text[:2] in ("x ", "X "):
        bare = _plain(text.lstrip("×xX ").split())
        return (
            None if bare is None or not bare.epithet else _with(bare, canonical=f"× {bare.canonical}", is_hybrid=True)
        )
    if _HYBRID_SIGN.search(text):
        return _hybrid(_HYBRID_SIGN.split(text))
    return _plain(text.split())


def _with(name: ParsedName, **changes: object) -> ParsedName:
    return replace(name, **changes)  # type: ignore[arg-type]


def _hybrid(sides: list[str]) -> ParsedName | None:
    """`A. b × A. c`, `A. b × c`, or the hybrid species `A. × b`."""
    if len(sides) != 2 or not all(sides):
        return None
    first = _plain(sides[0].split())
    if first is None or first.qualifier:
        return None
    second_words = sides[1].split()
    if not first.epithet:
        named = _plain([first.genus, *second_words]) if first.genus else None
        if named is None or not named.epithet or named.qualifier:
            return None
        canonical = f"{named.genus} × {named.epithet}"
        return _with(named, canonical=canonical, is_hybrid=True)
    second = _second_parent(first, second_words)
    if second is None or not second.epithet or second.qualifier:
        return None
    canonical = f"{first.canonical} × {second.canonical}"
    return ParsedName(canonical=canonical, rank=Rank.SPECIES, genus=first.genus, is_hybrid=True,
                      parents=(first.canonical, second.canonical))  # fmt: skip


def _second_parent(first: ParsedName, words: list[str]) -> ParsedName | None:
    if re.fullmatch(r"[A-Z]\.", words[0]) and words[0][0] == first.genus[0]:
        words = [first.genus, *words[1:]]
    elif words[0][0].islower():
        words = [first.genus, *words]
    return _plain(words)


def _plain(words: list[str]) -> ParsedName | None:
    """A name that is no hybrid, word by word."""
    if not words:
        return None
    before = _NEAR.get(words[0].lower(), "")
    words = _in_usual_case(words[1:] if before else words)
    if not words or not _WORD.fullmatch(words[0]) or not words[0][0].isupper():
        return None
    genus, rest = words[0], words[1:]
    if not _is_latin(genus) or not genus[1:].replace("-", "").islower() or not is_genus_like(genus.lower()):
        return None
    if rest and re.fullmatch(r"\([A-Z][^\W\d_]+\)", rest[0]) and len(rest) > 1 and rest[1][:1].islower():
        rest = rest[1:]
    if not rest or not rest[0].lstrip("?")[:1].islower():
        return None if before else _uninomial(genus, rest)
    if rest[0].lower() in _OPEN:
        is_alone = len(rest) == 1 or (len(rest) == 2 and _SP_NUMBER.fullmatch(rest[1]))
        open_name = ParsedName(canonical=genus, rank=Rank.GENUS, genus=genus, qualifier=_OPEN[rest[0].lower()])
        return open_name if is_alone and not before else None
    return _species(genus, rest, before)


def _in_usual_case(words: list[str]) -> list[str]:
    """`PARUS MAJOR`, `parus major` and `Parus Major` as they should be written."""
    if not words:
        return words
    head = words[:3]
    if all(word.isupper() and len(word) > 1 for word in words[:2]):
        words = [words[0].capitalize(), *(word.lower() if word.isupper() else word for word in words[1:])]
    elif words[0].islower() and len(words) > 1 and "." not in words[0]:
        words = [words[0].capitalize(), *words[1:]]
    is_title = len(head) == 2 and all(_WORD.fullmatch(word) and word.istitle() for word in head)
    if is_title and len(words) == 2 and not is_authorship(words[1], is_sure=True):
        words = [words[0], words[1].lower()]
    return words


def _is_latin(word: str) -> bool:
    """Whether all letters may stand in a name: plain ones, and those the codes of nomenclature keep.

    An acute accent or a tilde tells a common name of another tongue; Cyrillic letters only look the same.
    """
    return all(c in _LETTERS for c in word.lower())


def _uninomial(genus: str, rest: list[str]) -> ParsedName | None:
    authorship = " ".join(rest)
    if len(genus) < 3 or (rest and not is_authorship(authorship)):
        return None
    rank = Rank.FAMILY if _FAMILY.fullmatch(genus) else Rank.UNINOMIAL
    return ParsedName(canonical=genus, rank=rank, genus="" if rank == Rank.FAMILY else genus, authorship=authorship)


def _species(genus: str, rest: list[str], qualifier: str) -> ParsedName | None:
    """From the epithet on: qualifier, epithet, epithets below the species, authorship."""
    if rest[0].lower() in _NEAR:
        qualifier, rest = _NEAR[rest[0].lower()], rest[1:]
    if rest and rest[0].startswith("?"):
        qualifier, rest = "?", [rest[0][1:], *rest[1:]]
    if not rest or not _is_epithet(rest[0], genus):
        return None
    epithet, rest = rest[0], rest[1:]
    rank, below, rest = _below(genus, rest)
    authorship = " ".join(rest)
    if rest and not is_authorship(authorship):
        return None
    canonical = " ".join(filter(None, (genus, epithet, below)))
    return ParsedName(canonical=canonical, rank=rank, genus=genus, epithet=epithet, subspecies=below,
                      authorship=authorship, qualifier=qualifier)  # fmt: skip


def _below(genus: str, rest: list[str]) -> tuple[Rank, str, list[str]]:
    """Rank, epithet and what follows of a name below the species; the author of the species may stand before it."""
    for place, word in enumerate(rest):
        is_marked = word.lower() in _MARKERS and place + 1 < len(rest) and _is_epithet(rest[place + 1], genus)
        if is_marked and (place == 0 or is_authorship(" ".join(rest[:place]))):
            return _MARKERS[word.lower()], rest[place + 1], rest[place + 2 :]
    if rest and _is_epithet(rest[0], genus) and len(rest[0]) > 2:
        return Rank.SUBSPECIES, rest[0], rest[1:]
    return Rank.SPECIES, "", rest


def _is_epithet(word: str, genus: str) -> bool:
    is_word = bool(_WORD.fullmatch(word)) and word.islower() and _is_latin(word)
    return is_word and is_epithet_like(word, genus.lower())
