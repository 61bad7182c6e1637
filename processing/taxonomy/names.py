"""The one parser of scientific names: of labels, checklists and the answers of models.

What is not a name gives None; nothing is guessed. A name is read in its parts, so that
`*Polygonia c-album* (Linnaeus, 1758)` and `POLYGONIA C-ALBUM` are the same species.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


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
        return (bool(self.epithet) and not self.qualifier) or self.is_hybrid


_BINOMIAL = re.compile(r"([A-Z][a-z]{1,30})\s([a-z][a-z-]{1,40})(?:\s([a-z][a-z-]{2,40}))?(\s\(?[A-Z].*)?")


def parse_name(text: str) -> ParsedName | None:
    """The scientific name this text is; None when it is not one.

    text : any text, hostile included. Never raises.
    """
    found = _BINOMIAL.fullmatch(" ".join(text.replace("*", "").split()))
    if found is None:
        return None
    genus, epithet, subspecies, authorship = (part or "" for part in found.groups())
    return ParsedName(
        canonical=" ".join(filter(None, (genus, epithet, subspecies))),
        rank=Rank.SUBSPECIES if subspecies else Rank.SPECIES,
        genus=genus, epithet=epithet, subspecies=subspecies, authorship=authorship.strip(),
    )  # fmt: skip


def find_names(text: str) -> list[ParsedName]:
    """The scientific names that stand in a text, in their order, each once; the fall-back for answers in prose.

    Looks where names are set off: emphasis, brackets, lines and their parts.
    """
    names: dict[str, ParsedName] = {}
    for part in re.split(r"[*_()\[\]\n:;,]+", text):
        name = parse_name(part)
        if name is not None:
            names.setdefault(name.canonical, name)
    return list(names.values())
