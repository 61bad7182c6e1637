"""The tree of life at 100,000 leaves: how long it takes to build, to bring up to date, and to show a tile."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator

from bench.report import Metric, print_metrics
from processing.tree.drawing import Drawing, Layout
from processing.tree.taxa import Lineage, Tally
from processing.tree.tiles import TileKey, tile

N_LEAVES = 100_000
TILES_A_ZOOM = 20


def lineage(number: int) -> Lineage:
    """A made-up species; genera of six, families of eight genera, as uneven as its digits."""
    genus = number // (3 + number % 7 if number % 97 else 40)
    family, order = genus // 8, genus // 72
    klass = order // 12
    above = ("Animalia", f"Phylum{klass // 4}", f"Class{klass}", f"Order{order}", f"Family{family}", f"Genus{genus}")
    return Lineage(f"key{number}", f"Genus{genus} species{number}", above)


def made_up(n: int) -> dict[str, tuple[Lineage, Tally]]:
    return {f"key{number}": (lineage(number), Tally(1, 0, 1)) for number in range(n)}


def measure(n_leaves: int = N_LEAVES) -> Iterator[Metric]:
    """CPU seconds of this process, which other work on the machine disturbs less than the clock."""
    seen = made_up(n_leaves)
    begun = time.process_time()
    drawing = Drawing(seen)
    yield Metric("tree.build", time.process_time() - begun, "s")
    yield Metric("tree.nodes", sum(len(level.node) for level in drawing.levels))
    changed = seen | {"new": (lineage(50)._replace(key="new", name="Genus new"), Tally(1, 0, 1))}
    begun = time.process_time()
    n_placed = drawing.update(changed)
    yield Metric("tree.update-one-entry", time.process_time() - begun, "s")
    yield Metric("tree.nodes-placed-again", n_placed)
    yield from _tiles(drawing)
    begun = time.process_time()
    drawing.search("species5001")
    yield Metric("tree.search", 1000 * (time.process_time() - begun), "ms")


def _tiles(drawing: Drawing) -> Iterator[Metric]:
    chance = random.Random(1)
    for layout in Layout:
        left, top, right, bottom = drawing.bounds(layout)
        times = []
        for zoom in range(-9, 6):
            side = 512 / 2**zoom
            for _ in range(TILES_A_ZOOM):
                key = TileKey(zoom, int(chance.uniform(left, right) // side), int(chance.uniform(top, bottom) // side))
                begun = time.process_time()
                tile(drawing, layout, key)
                times.append(1000 * (time.process_time() - begun))
        times.sort()
        yield Metric(f"tree.tile.{layout}.p50", times[len(times) // 2], "ms")
        yield Metric(f"tree.tile.{layout}.max", times[-1], "ms")


if __name__ == "__main__":
    print_metrics(measure(), as_json="--json" in sys.argv)
