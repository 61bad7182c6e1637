"""Everything of sightings that is measured: names, pictures, synchronisation, the tree of life.

`python -m bench.sightings [--data DIR] [--json] [--only names|pictures|sync|tree]`
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from itertools import chain

from bench import sightings_names, sightings_pictures, sightings_sync, sightings_tree
from bench.report import Metric, print_metrics

PARTS: dict[str, Callable[[], Iterator[Metric]]] = {
    "names": sightings_names.both,
    "pictures": sightings_pictures.measure,
    "sync": sightings_sync.both,
    "tree": sightings_tree.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="folder of real data (FIELDSTATION_DATA)")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", choices=sorted(PARTS), action="append")
    given = parser.parse_args()
    if given.data:
        os.environ["FIELDSTATION_DATA"] = given.data
    print_metrics(chain.from_iterable(PARTS[part]() for part in given.only or PARTS), as_json=given.json)


if __name__ == "__main__":
    main()
