"""Authorships of names: who described a species, in what year, moved by whom."""

import re

from processing.taxonomy.words import FIRST_WORDS, LAST_WORDS

_PARTICLES = frozenset(
    """
    de du des da do dos das di del della la le les van von der den dem ten ter zu zur af av el al y e en et and und in
    ex emend bis fil f sensu auct non nec apud d l hort p
    """.split()  # noqa: SIM905 (a table of words reads better than a list of strings)
)
_YEAR = re.compile(r"[\[(]?1[7-9]\d\d[a-z]?[\])]?|[\[(]?20\d\d[a-z]?[\])]?")
_SURNAME = re.compile(
    r"(?:[A-Z][a-z]?\.-?)*(?:[DdLlO]['’])?(?:Ma?c)?[A-ZÀ-ÖØ-ÞČĎĽŁŃŇŘŠŚŤŹŻŽ][^\W\d_]*\.?(?:[-–][^\W\d_]*\.?)*(?:f\.?)?"
)
_INITIALS = re.compile(r"(?:[A-Z][a-z]?\.-?)+")

KNOWN = frozenset(
    """
    linnaeus linné fabricius pallas scopoli illiger brisson latreille cuvier gmelin temminck gray wagner blyth schreber
    lacepede lichtenstein erxleben zimmermann brandt thunberg shaw vieillot boddaert ord say desmarest geoffroy forster
    latham hodgson gould swainson bonaparte ruppell peters waterhouse thomas fischer oken frisch bechstein storr
    laurenti merrem wagler fitzinger boie kuhl boulenger cope gunther gill bloch lesueur valenciennes rafinesque
    """.split()  # noqa: SIM905
)
"""Authors, in lower case, whose surname alone behind a genus is taken for an author and not for an epithet."""


def is_authorship(text: str, *, is_sure: bool = False) -> bool:
    """Whether a text can be authors with or without a year: `(Linnaeus, 1758)`, `L.`, `Kuhl & van Hasselt in Smith`.

    is_sure : only authors that are `KNOWN`, where a capital letter alone says too little.
    """
    bare = text.strip()
    if is_sure:
        return bare.lower().strip("().,") in KNOWN
    if not bare or bare.count("(") != bare.count(")") or len(bare) > 200:
        return False
    tokens = re.sub(r"[(),;&\[\]]|\bal\.", " ", bare.replace("et al", "et")).split()
    # Rose, North and Green are surnames where a year, brackets or a second author say that authors are meant.
    is_formal = bool(re.search(r"\b(?:1[7-9]|20)\d\d|&|\)|\.", bare))
    n_names = sum(bool(_YEAR.fullmatch(token)) or _is_surname(token, is_formal) for token in tokens)
    return n_names > 0 and all(_is_token(token, is_formal) for token in tokens)


def _is_token(token: str, is_formal: bool) -> bool:
    particle = token.strip(".").lower() in _PARTICLES
    return bool(_YEAR.fullmatch(token)) or particle or _is_surname(token, is_formal)


def _is_surname(token: str, is_formal: bool) -> bool:
    if _INITIALS.fullmatch(token):
        return True
    word = token.strip(".").lower()
    return bool(_SURNAME.fullmatch(token)) and (is_formal or word in KNOWN or word not in FIRST_WORDS | LAST_WORDS)
