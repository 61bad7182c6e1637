"""An imagined field station that reports for as long as it is on."""

from blueprints.telemetry.ingest.connectors import Config, Sink, connector
from blueprints.telemetry.models import SourceState
from processing.telemetry.simulate import messages_at


@connector("simulator")
def simulate(config: Config, sink: Sink) -> None:
    """Send all quantities at every multiple of the interval."""
    interval_us = max(10_000, round(float(config.settings["interval_s"]) * 1e6))
    n_stations, seed = int(config.settings["n_stations"]), int(config.settings["seed"])
    sink.state(SourceState.CONNECTED)
    next_us = -(-sink.now_us() // interval_us) * interval_us
    while not sink.wait(max(0.0, (next_us - sink.now_us()) / 1e6)):
        sink.put(messages_at(next_us, n_stations=n_stations, seed=seed))
        # After a pause of the machine it goes on with the present, not with what it missed.
        next_us = max(next_us + interval_us, sink.now_us() // interval_us * interval_us)
