"""Held values over the last stretch of time: the value then, the change since, the median by time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


class HeldWindow:
    """The readings of the last `span_us`, and the one held when the stretch began.

    `items` is a list of [at_us, value] in the detector's state, changed in place.
    """

    def __init__(self, items: list[list[float]], span_us: int) -> None:
        self.items = items
        self.span_us = span_us

    def add(self, at_us: int, value: float) -> None:
        """Take a reading; a second one at the same moment replaces the first."""
        if self.items and self.items[-1][0] == at_us:
            self.items[-1][1] = value
        else:
            self.items.append([at_us, value])

    def changes(self, until_us: int) -> Iterator[int]:
        """The moments up to `until_us` at which a later reading becomes the one held when the stretch began."""
        n_left = 0
        while len(self.items) - n_left > 1 and self.items[n_left + 1][0] + self.span_us <= until_us:
            n_left += 1
            # Dropped in pieces: taking single ones off the front of a long list is slow.
            if n_left >= 256:
                del self.items[:n_left]
                n_left = 0
            self._offset = n_left
            yield int(self.items[n_left][0]) + self.span_us
        del self.items[:n_left]
        self._offset = 0

    _offset = 0

    def change(self, at_us: int) -> float | None:
        """The value now less the value held a whole stretch before; None while the stretch is not yet full."""
        if not self.items or at_us - self.items[self._offset][0] < self.span_us:
            return None
        return self.items[-1][1] - self.items[self._offset][1]

    def clear(self) -> None:
        self.items.clear()
        self._offset = 0


def held_median(items: Sequence[Sequence[float]], start_us: float, end_us: float) -> float | None:
    """The median by time of held values from start to end; None when nothing was held at any time between.

    items : [at_us, value] in order of time; a value holds until the next one.
    An exact tie gives the lower value.
    """
    held = sorted(
        (value, min(after, end_us) - max(at_us, start_us))
        for (at_us, value), after in zip(items, [item[0] for item in items[1:]] + [end_us], strict=True)
        if min(after, end_us) > max(at_us, start_us)
    )
    half = sum(length for _, length in held) / 2.0
    for value, length in held:
        half -= length
        if half <= 0:
            return value
    return None
