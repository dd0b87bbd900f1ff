"""A receiver of webhooks on this machine, which does what a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """got: (headers, body) of each request. drip: never finish the answer."""

    url: str = ""
    status: int = 204
    location: str = ""
    drip: bool = False
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def receiving() -> Iterator[Receiver]:
    one = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            one.got.append((dict(self.headers), body))
            if one.drip:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                while not one.over.wait(0.05):
                    self.wfile.write(b"X: y\r\n")
                return
            self.send_response(one.status)
            if one.location:
                self.send_header("Location", one.location)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    one.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    try:
        yield one
    finally:
        one.over.set()
        server.shutdown()
        server.server_close()
