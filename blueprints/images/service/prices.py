"""What tokens cost: a table of model families, matched on the longest beginning of the model's name."""

from collections.abc import Mapping
from typing import NamedTuple

PER = 1_000_000
"""Tokens that prices are given for."""


class Price(NamedTuple):
    """US dollars for a million tokens in and out."""

    usd_in: float
    usd_out: float

    def of(self, tokens_in: int, tokens_out: int) -> float:
        return (tokens_in * self.usd_in + tokens_out * self.usd_out) / PER


def price_of(model: str, prices: Mapping[str, tuple[float, float]]) -> Price:
    """The price whose name is the longest beginning of the model's; the dearest of the table when there is none.

    A name counts only up to a boundary: `gpt-4o` is no beginning of `gpt-4oracle`, while `gpt-4o-2024-11-20` begins
    with it. An empty table costs nothing, as with a server of one's own.
    """
    fitting = [name for name in prices if _begins(model, name)]
    if fitting:
        return Price(*prices[max(fitting, key=len)])
    if not prices:
        return Price(0.0, 0.0)
    return Price(max(price[0] for price in prices.values()), max(price[1] for price in prices.values()))


def _begins(model: str, name: str) -> bool:
    return model.startswith(name) and (not name or len(model) == len(name) or not model[len(name)].isalnum())
