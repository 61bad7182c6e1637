"""Cards after the plates of natural histories, nine to a page, as a PDF."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

COLUMNS, ROWS = 3, 3
"""Cards across and down a page."""

PAGE_IN = (8.27, 11.69)
"""A4 upright, in inches."""

PAPER, INK, SOFT, LINE = "#f6efdc", "#2b2519", "#6a5c42", "#b9a67c"

MARGIN = 0.045
"""White around the cards, as a part of the page's width."""


class Card(NamedTuple):
    """What one card says. picture : a file Pillow can read, or None."""

    number: str
    family: str
    name: str
    common_name: str
    foot: str
    colour: str
    picture: Path | None


def write_sheets(cards: Iterable[Card], target: Path, *, title: str) -> int:
    """Lay out cards and write the PDF; returns how many. No cards give one empty page.

    A picture that cannot be read leaves its window empty: a card is worth keeping without it.
    """
    n_cards = 0
    with matplotlib.rc_context({"font.family": "serif", "pdf.fonttype": 42}), PdfPages(target) as pdf:
        pdf.infodict()["Title"] = title
        rest = iter(cards)
        while page := list(islice(rest, COLUMNS * ROWS)):
            pdf.savefig(_page(page))
            n_cards += len(page)
        if not n_cards:
            pdf.savefig(Figure(figsize=PAGE_IN))
    return n_cards


def _page(cards: list[Card]) -> Figure:
    figure = Figure(figsize=PAGE_IN)
    for card, (left, bottom, width, height) in zip(cards, _boxes(), strict=False):
        axes = figure.add_axes((left, bottom, width, height))
        axes.set(xlim=(0, 5), ylim=(0, 7), xticks=[], yticks=[])
        axes.set_facecolor(PAPER)
        for spine in axes.spines.values():
            spine.set(color=card.colour or LINE, linewidth=0.8)
        axes.add_patch(Rectangle((0.14, 0.14), 4.72, 6.72, fill=False, edgecolor=card.colour or LINE, linewidth=0.4))
        _write(axes, card)
        _draw(figure, card, (left, bottom, width, height))
    return figure


def _boxes() -> Iterator[tuple[float, float, float, float]]:
    """Left, bottom, width and height of each card, as parts of the page; cards are 5 by 7."""
    width = (1 - MARGIN * (COLUMNS + 1)) / COLUMNS
    height = width * 7 / 5 * PAGE_IN[0] / PAGE_IN[1]
    gap = (1 - ROWS * height) / (ROWS + 1)
    for row in range(ROWS):
        for column in range(COLUMNS):
            yield MARGIN + column * (width + MARGIN), 1 - (row + 1) * (height + gap), width, height


def _write(axes: Any, card: Card) -> None:
    axes.text(0.35, 6.5, card.number, fontsize=6, color=SOFT, va="center")
    axes.text(4.65, 6.5, _short(card.family, 24).upper(), fontsize=5, color=SOFT, va="center", ha="right")
    axes.text(2.5, 1.5, _short(card.name, 30), fontsize=9, color=INK, va="center", ha="center", style="italic")
    axes.text(2.5, 1.03, _short(card.common_name, 34).upper(), fontsize=5.5, color=SOFT, va="center", ha="center")
    axes.text(2.5, 0.5, _short(card.foot, 44), fontsize=5.5, color=SOFT, va="center", ha="center")


def _short(text: str, most: int) -> str:
    # A dollar sign would begin a formula.
    plain = "".join(char for char in text if char.isprintable()).replace("$", r"\$")
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def _draw(figure: Figure, card: Card, box: tuple[float, float, float, float]) -> None:
    left, bottom, width, height = box
    window = figure.add_axes((left + width * 0.07, bottom + height * 0.27, width * 0.86, height * 0.61))
    window.set(xticks=[], yticks=[], facecolor="#efe5ca")
    for spine in window.spines.values():
        spine.set(color=LINE, linewidth=0.4)
    if card.picture is None:
        return
    try:
        with Image.open(card.picture) as picture:
            picture.thumbnail((520, 520))
            shown = picture.convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        return
    window.imshow(shown, aspect="equal")
    window.set(xlim=_cropped(shown.width, shown.height)[0], ylim=_cropped(shown.width, shown.height)[1])


def _cropped(width: int, height: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """The part of a picture that fills a window of 5 by 5, from its middle."""
    shape = (0.86 * 5) / (0.61 * 7)
    wide, high = (height * shape, float(height)) if width / height > shape else (float(width), width / shape)
    x, y = (width - wide) / 2, (height - high) / 2
    return (x, x + wide), (y + high, y)
