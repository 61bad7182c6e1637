"""Keeping what is drawn within a span of which nothing beyond may be told."""

from blueprints.timeline.service.kinds import Drawn, Mark, Span


def within(span: Span, bounds: Span) -> Span:
    """The part of a span inside the bounds; all of the bounds when none of it is."""
    inside = Span(max(span.start_us, bounds.start_us), min(span.end_us, bounds.end_us))
    return inside if inside.start_us < inside.end_us else bounds


def extent_within(extent: Span | None, bounds: Span) -> Span | None:
    """The part of a track's data inside the bounds; None when there is none."""
    if extent is None or extent.end_us <= bounds.start_us or extent.start_us >= bounds.end_us:
        return None
    return within(extent, bounds)


def drawn_within(drawn: Drawn, bounds: Span) -> Drawn:
    """Without points outside the bounds, to which lines otherwise run, and without the ends of later days."""
    kept = [i for i, at in enumerate(drawn.at_us) if bounds.start_us <= at < bounds.end_us]
    return Drawn(
        drawn.form,
        [drawn.at_us[i] for i in kept],
        [drawn.value[i] for i in kept],
        low=None if drawn.low is None else [drawn.low[i] for i in kept],
        high=None if drawn.high is None else [drawn.high[i] for i in kept],
        marks=[_mark_within(mark, bounds) for mark in drawn.marks if bounds.start_us <= mark.at_us < bounds.end_us],
        n=drawn.n,
        note=drawn.note,
    )


def _mark_within(mark: Mark, bounds: Span) -> Mark:
    return mark if mark.end_us is None else mark._replace(end_us=min(mark.end_us, bounds.end_us))
