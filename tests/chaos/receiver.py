"""A webhook's receiver in a process of its own: what it has taken stands in a file."""

import random
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

# As busy servers do: some requests are refused, some taken and then cut off before the answer.
REFUSED, CUT_OFF = 0.1, 0.05


def serve(port: int, taken: Path, seed: int) -> None:
    """Answer until killed; one line `key signature-is-there` for each request that is taken."""
    dice = random.Random(seed)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            luck = dice.random()
            if luck < REFUSED:
                return self.answer(503)
            with taken.open("a") as lines:
                lines.write(f"{self.headers['Idempotency-Key']}\n")
            if luck < REFUSED + CUT_OFF:
                self.close_connection = True
                return None
            return self.answer(204)

        def answer(self, status):
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            """The rounds print; requests don't."""

    HTTPServer(("127.0.0.1", port), Handler).serve_forever()


def keys_taken(taken: Path) -> list[str]:
    """Every key, as often as it came."""
    return taken.read_text().split() if taken.exists() else []


def wait_until(condition, *, seconds: float) -> bool:
    """Whether a condition came true in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False
