"""Visits to a urine tank: rises that settle, told from dither, transfers and what the processor draws.

The level is a whole number of percent that dithers by one. A visit raises it by a few percent within seconds
to tens of seconds, a transfer by tens of percent within minutes, and the processor draws a percent in five
minutes. What happened while there was no signal is not known and not guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

from processing.telemetry.detectors.parameters import number
from processing.telemetry.detectors.readings import SECOND_US, SIGNAL, Event, Feed, Found, Reading, State, us
from processing.telemetry.detectors.registry import detector
from processing.telemetry.detectors.windows import held_median

CUT_VISIT_PERCENT = 5.0
"""A rise already under way when the signal came back is a visit up to here (nearly all visits are no more),
and beyond it more likely the rest of a transfer."""

SHORT_LOSS_US = 30 * SECOND_US
"""Readings missing for less than this may hide steps of a rise but not a rise."""

ABANDONED_US = 10 * SECOND_US
"""Flow brings a step every 4 to 6 s; twice that without one is an end, even if the signal is lost then."""


@dataclass(frozen=True, slots=True)
class TankParams:
    visit_percent: float = number(
        2.0, label="Visit", unit="%", minimum=1.0, maximum=50.0,
        help="Smallest net rise: one percent more than the dither",
    )  # fmt: skip
    transfer_percent: float = number(
        10.0, label="Transfer", unit="%", minimum=2.0, maximum=100.0,
        help="Rise that no visit makes: 10 % are more than 0.8 litres",
    )  # fmt: skip
    dither_percent: float = number(
        1.0, label="Dither", unit="%", minimum=0.0, maximum=10.0, help="How far the reading swings by itself"
    )
    settle_s: float = number(
        30.0, label="Settle", unit="s", minimum=1.0, maximum=600.0,
        help="Time without a further step after which a rise is over",
    )  # fmt: skip
    draw_s: float = number(
        300.0, label="Draw", unit="s per %", minimum=1.0, maximum=86400.0, help="How fast the processor empties it"
    )
    fill_s: float = number(
        2.0,
        label="Fill",
        unit="s per %",
        minimum=0.01,
        maximum=600.0,
        help="How fast it can be filled at most: 41 ml a second, twice what a visit or a pump gives",
    )
    ml_per_percent: float = number(82.0, label="Volume", unit="ml per %", minimum=0.001, maximum=1e9,
                                   help="What one percent of the tank holds")  # fmt: skip
    normal: float = number(
        16.0, label="Processing state", minimum=-1000.0, maximum=1000.0,
        help="Value of the state channel while the processor draws",
    )  # fmt: skip


@detector(
    "tank",
    label="Tank visits",
    about="Visits to a tank, bulk transfers into it, and spans of processing out of it.",
    params=TankParams,
    slots=("Tank level", "Processor state"),
    kinds=("tank_fill", "tank_bulk_transfer", "tank_processing"),
)
def find_visits(feed: Feed, state: State, params: TankParams) -> Found:
    """Report visits (`tank_fill`), bulk transfers and spans of processing.

    A rise is counted from the upper edge of the dither: a reading one below the highest held level is
    dither and does not lower it. It is decided `settle_s` of feed time after its last step.
    """
    tank = _Tank(state, params)
    for reading in feed.readings:
        tank.settle(reading.at_us)
        if reading.slot == SIGNAL:
            tank.signal(reading)
        elif reading.slot == 1:
            tank.processor(reading)
        else:
            tank.level(reading)
    tank.settle(feed.until_us)
    tank.report_processing(None)
    return Found(tank.events, state)


class _Tank:
    """The level as held, and the rise that is under way.

    In the state: `level` [at, value] as read last; `base` the upper edge of the dither; `fresh` the moment
    from which steps would have been seen (the first reading, or the end of a loss); `before` [at, value, base]
    when the signal was lost; `odd` [at, value] a reading that cannot be and waits for the next to tell;
    `rise` {start, base, top, top_at, items, is_cut, is_leap}; `processing` {start, drawn}.
    """

    def __init__(self, state: State, params: TankParams) -> None:
        self.state = state
        self.params = params
        self.events: list[Event] = []

    def signal(self, mark: Reading) -> None:
        self.state["knows_signal"] = True
        if mark.value:
            self.state["fresh"] = mark.at_us
            return
        rise = self.state.get("rise")
        if rise is not None and mark.at_us - rise["top_at"] >= ABANDONED_US:
            self._decide(mark.at_us)
            rise = None
        level = self.state.get("level")
        if level is not None:
            self.state["before"] = [*level, self.state["base"]] if rise is None else None
        self.state.update(level=None, base=None, rise=None, odd=None, fresh=None)

    def processor(self, reading: Reading) -> None:
        is_normal = reading.value == self.params.normal
        if is_normal and self.state.get("processing") is None:
            self.state["processing"] = {"start": reading.at_us, "drawn": 0.0}
        elif not is_normal and self.state.get("processing") is not None:
            self.report_processing(reading.at_us)
            self.state["processing"] = None

    def report_processing(self, end_us: int | None) -> None:
        span = self.state.get("processing")
        if span is not None:
            at = end_us if end_us is not None else span["start"]
            measures = {"drawn_percent": span["drawn"]}
            self.events.append(Event("tank_processing", span["start"], end_us, at, span["drawn"], measures))

    def level(self, reading: Reading) -> None:
        at_us, _, value = reading
        held = self.state.get("level")
        if held is None and not self._goes_on(at_us, value):
            self._restart(at_us, value)
        elif held is None:
            self._take(at_us, value)
        elif self._can_follow(held, at_us, value):
            self.state["odd"] = None
            self._take(at_us, value)
        else:
            self._doubt(at_us, value)

    def _goes_on(self, at_us: int, value: float) -> bool:
        """Whether the level stood where it was when the signal was lost, and this is its first step since.

        A channel that reports on change is silent until then. Had something happened meanwhile, the step
        would be more than one; a reading that comes with the signal is what is there now, not a step.
        """
        before, back = self.state.get("before"), self.state.get("fresh")
        if before is None or back is None or at_us - back <= us(self.params.settle_s):
            return False
        if abs(value - before[1]) > self.params.dither_percent:
            return False
        self.state.update(level=before[:2], base=before[2], odd=None)
        return True

    def _restart(self, at_us: int, value: float) -> None:
        fresh = self.state.get("fresh")
        self.state.update(level=[at_us, value], base=value, rise=None, odd=None)
        self.state["fresh"] = fresh if fresh is not None else at_us

    def _can_follow(self, held: list[float], at_us: int, value: float) -> bool:
        """Whether the tank can have come from the held level to this reading while there was a signal."""
        step, dither = value - held[1], self.params.dither_percent
        elapsed_s = (at_us - held[0]) / SECOND_US
        if step < 0:
            return -step <= elapsed_s / self.params.draw_s + 2.0 * dither
        if step <= 2.0 * dither:
            return True
        flowing = at_us - held[0] <= SHORT_LOSS_US and step <= elapsed_s / self.params.fill_s + 2.0 * dither
        return flowing or (bool(self.state.get("knows_signal")) and step <= CUT_VISIT_PERCENT)

    def _doubt(self, at_us: int, value: float) -> None:
        """A reading out of reach is a fault when the next is not, and a loss nobody told of when it stays."""
        odd = self.state.get("odd")
        if odd is not None and self._can_follow(odd, at_us, value):
            self._restart(*odd)
            self.state["fresh"] = odd[0]
            self._take(at_us, value)
        else:
            self.state["odd"] = [at_us, value]

    def _take(self, at_us: int, value: float) -> None:
        held, base = self.state["level"], self.state["base"]
        rise = self.state.get("rise")
        self.state["level"] = [at_us, value]
        if rise is not None:
            rise["items"].append([at_us, value])
            if value > rise["top"]:
                rise.update(top=value, top_at=at_us)
        elif value > base:
            self._begin(at_us, value, held, base)
        elif value < base - self.params.dither_percent:
            self._fall(base, value + self.params.dither_percent)

    def _begin(self, at_us: int, value: float, held: list[float], base: float) -> None:
        waited = at_us - self.state["fresh"]
        self.state["rise"] = {
            "start": at_us, "base": base, "top": value, "top_at": at_us, "items": [[at_us, value]],
            "is_cut": waited <= us(self.params.settle_s),
            "is_leap": value - held[1] > self.params.dither_percent and at_us - held[0] > SHORT_LOSS_US,
        }  # fmt: skip

    def _fall(self, base: float, lower: float) -> None:
        self.state["base"] = lower
        if self.state.get("processing") is not None:
            self.state["processing"]["drawn"] += base - lower

    def settle(self, until_us: int) -> None:
        """Decide the rise under way when its time has come."""
        rise = self.state.get("rise")
        due = rise["top_at"] + us(self.params.settle_s) if rise is not None else None
        if due is not None and due <= until_us:
            self._decide(due)

    def _decide(self, at_us: int) -> None:
        rise = self.state["rise"]
        self.state["rise"] = None
        value = self.state["level"][1]
        self.state["base"] = min(rise["top"], value + self.params.dither_percent)
        settled = held_median(rise["items"], rise["top_at"], at_us)
        net = (settled if settled is not None else rise["top"]) - rise["base"]
        if net >= self.params.visit_percent and not self._is_unseen_loss(rise):
            self._report(rise, net)

    def _is_unseen_loss(self, rise: State) -> bool:
        """One leap and nothing after it, from a channel whose losses nobody tells of, is such a loss."""
        is_alone = rise["top_at"] == rise["start"]
        return bool(rise["is_leap"]) and is_alone and not self.state.get("knows_signal")

    def _report(self, rise: State, net: float) -> None:
        start, end, top = rise["start"], rise["top_at"], rise["top"]
        is_transfer = net >= self.params.transfer_percent or (rise["is_cut"] and net > CUT_VISIT_PERCENT)
        sure = 0.95 if net > self.params.visit_percent else 0.8
        confidence = round(sure - (0.3 if rise["is_cut"] else 0.0), 2)
        measures = {
            "from_percent": rise["base"], "to_percent": rise["base"] + net, "rise_percent": net,
            "rise_ml": net * self.params.ml_per_percent,
            "took_s": (end - start) / SECOND_US,
        }  # fmt: skip
        kind = "tank_bulk_transfer" if is_transfer else "tank_fill"
        self.events.append(Event(kind, start, end, end, top, measures, confidence))
