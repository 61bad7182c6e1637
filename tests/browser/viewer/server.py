"""A server for the viewer alone: the page's static files, and tiles of one recording computed as asked for."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

from processing.audio.decode import open_audio, probe
from processing.audio.playback import Mode, Playback, render_wav
from processing.audio.spectrogram import build_pyramid, grid_for, serve_tile
from processing.audio.waveform import build_peaks, serve_peaks

ROOT = Path(__file__).parents[3]
"""The project: `static/` is served from here."""

TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}
"""Media types of the few kinds of file the page asks for; a module script must have the right one."""

POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; object-src 'none'"
"""The policy of the real page: anything inline would fail here."""


class ViewerServer:
    """What is served, and how often each path was asked for."""

    def __init__(self, recording: Path, segments: list[dict[str, Any]], folder: Path, *, has_pyramid: bool) -> None:
        self.recording = recording
        self.segments = segments
        self.info = probe(recording)
        self.pyramid = folder / "pyramid"
        self.outline = folder / "outline"
        self.requests: Counter[str] = Counter()
        self.url = ""
        if has_pyramid:
            with open_audio(recording) as audio:
                build_pyramid(audio, grid_for(audio.info), self.pyramid)
                build_peaks(audio, self.outline)

    def answer(self, path: str, query: dict[str, str]) -> tuple[bytes, str, dict[str, str]]:
        """Body, media type and further headers."""
        if path == "/favicon.ico":
            return b"", "image/x-icon", {}
        if path == "/segments.json":
            return json.dumps(self.segments).encode(), "application/json", {}
        if path.startswith("/api/v1/recordings/sample/"):
            return self._api(path.removeprefix("/api/v1/recordings/sample/"), query)
        file = ROOT / path.lstrip("/") if path.startswith("/static/") else Path(__file__).parent / path.lstrip("/")
        return file.read_bytes(), TYPES.get(file.suffix, "application/octet-stream"), {}

    def _api(self, path: str, query: dict[str, str]) -> tuple[bytes, str, dict[str, str]]:
        kind, *rest = path.split("/")
        self.requests[kind if not rest else "tile"] += 1
        channel = -1 if query.get("channel") == "mix" else int(query.get("channel", "0"))
        if kind == "spectrogram" and rest:
            n_fft, hop, channel, level, index = (int(part) for part in rest)
            grid = grid_for(self.info, n_fft=n_fft, hop=hop, channel=channel)
            pyramid = self.pyramid if (n_fft, hop, channel) == (512, 128, 0) else None
            tile = serve_tile(self.recording, grid, level, index, pyramid=pyramid)
            return tile.data, "application/octet-stream", {"X-Tile-Final": str(int(tile.is_final))}
        if kind == "spectrogram":
            grid = grid_for(self.info, n_fft=int(query["n_fft"]), hop=int(query["hop"]), channel=channel)
            url = f"/api/v1/recordings/sample/spectrogram/{grid.n_fft}/{grid.hop}/{channel}/{{level}}/{{index}}"
            return json.dumps(grid.describe() | {"tile_url_template": url}).encode(), "application/json", {}
        from_s, to_s = float(query["from"]), float(query["to"])
        mixed = None if channel < 0 else channel
        if kind == "waveform":
            found = serve_peaks(
                self.recording, self.info, from_s, to_s, int(query["width"]), channel=mixed, stored=self.outline
            )
            body = {"pairs": found.pairs.round(5).ravel().tolist(), "is_final": found.is_final}
            return json.dumps(body).encode(), "application/json", {}
        band = {name: float(query[name]) for name in ("low_hz", "high_hz") if name in query}
        with open_audio(self.recording) as audio:
            wish = Playback(
                from_s, to_s, mode=Mode(query["mode"]), factor=float(query["expand"]), channel=mixed, **band
            )
            return render_wav(audio, wish), "audio/wav", {}


@contextmanager
def running(viewer: ViewerServer) -> Iterator[ViewerServer]:
    """Serves on a free port of the loopback until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlparse(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            try:
                body, kind, headers = viewer.answer(parts.path, query)
            except FileNotFoundError:
                self.send_error(404)
                return
            self.send_response(200)
            for name, value in {"Content-Type": kind, "Content-Security-Policy": POLICY, **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    viewer.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield viewer
    finally:
        server.shutdown()
        server.server_close()
