"""The local server: pages and documents to a browser on this machine, and nothing else.

It only reads, answers GET alone, and refuses requests that name another host, so that no web page
can reach it under a name of its own.
"""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
import sys
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import orjson

from agentopia_env.viewer.documents import (
    addresses,
    made_at,
    search,
    single,
    whole,
    written,
)
from agentopia_env.viewer.follower import Follower
from agentopia_env.viewer.opened import Opened

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""What the browser lets the pages do; the built page carries the same."""
HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}
_KEPT = 64
_SMALL = 1400
"""Bytes that fit into a packet; compressing them saves nothing."""


def assets() -> Path:
    """Where the built pages lie."""
    return Path(str(files("agentopia_env.viewer"))) / "assets"


@dataclass
class Site:
    """The runs that are shown, and what was made of them lately."""

    runs: list[Opened]
    _made: OrderedDict[tuple[int, str, int], bytes] = field(default_factory=OrderedDict)
    _seen: dict[int, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> dict[str, Any]:
        """What a page asks first."""
        return {"static": False, "runs": [{"name": run.title} for run in self.runs]}

    def live(self, run: Opened) -> dict[str, Any]:
        """How far the run is, and how far its index."""
        checkpoint = run.checkpoint
        return {
            "version": run.index.version,
            "stage": run.index.stage,
            "share": round(run.index.share, 3),
            "time": checkpoint.get("time"),
            "finished": bool(checkpoint.get("finished")),
        }

    def document(self, address: str, query: dict[str, list[str]]) -> bytes | None:
        """The JSON at an address below `data/`."""
        if address == "site.json":
            return orjson.dumps(self.start())
        first, _, rest = address.partition("/")
        if not first.isdigit() or int(first) >= len(self.runs):
            return None
        run = self.runs[int(first)]
        if rest == "live.json":
            return orjson.dumps(self.live(run))
        if rest == "search.json":
            given = {key: values[0] for key, values in query.items()}
            found = search(run, given.get("q", ""), given.get("who", ""), given.get("kind", ""))
            return orjson.dumps(found)
        return self._of_run(run, rest)

    def _of_run(self, run: Opened, address: str) -> bytes | None:
        version = run.index.version
        key = run.number, address, made_at(run, address)
        with self._lock:
            if self._seen.get(run.number) != version:
                run.forget()
                self._seen[run.number] = version
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        if address not in addresses():
            part = single(run, address)
            return None if part is None else written(part)
        made = run.index.document(address)
        if made is None:
            made = written(whole(run, address) or {})
        with self._lock:
            self._made[key] = made
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return made


class _Handler(BaseHTTPRequestHandler):
    """Answers one browser."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        """Hand out a page's file or a document."""
        if not self._host_is_ours():
            self._refuse(HTTPStatus.FORBIDDEN, "this server answers to its own name only")
            return
        url = urlsplit(self.path)
        path = unquote(url.path).lstrip("/") or "index.html"
        if path.startswith("data/"):
            try:
                body = self.server.site.document(path[len("data/") :], parse_qs(url.query))
            except sqlite3.Error:  # its tables are being made anew
                self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "the run is being read anew")
                return
            kind = TYPES[".json"]
        else:
            body, kind = self.server.asset(path)
        if body is None:
            self._refuse(HTTPStatus.NOT_FOUND, "there is nothing here")
        else:
            self._send(body, kind, immutable=path.startswith("built/"))

    def _host_is_ours(self) -> bool:
        host = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        return host in self.server.names

    def _send(self, body: bytes, kind: str, immutable: bool) -> None:
        tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        if self.headers.get("If-None-Match") == tag:
            self._head(HTTPStatus.NOT_MODIFIED, {"ETag": tag})
            return
        headers = {"Content-Type": kind, "ETag": tag}
        headers["Cache-Control"] = "max-age=31536000, immutable" if immutable else "no-cache"
        if len(body) > _SMALL and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 1)
            headers["Content-Encoding"] = "gzip"
        self._head(HTTPStatus.OK, {**headers, "Content-Length": str(len(body))})
        self.wfile.write(body)

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        body = why.encode()
        headers = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body))}
        self._head(status, headers)
        self.wfile.write(body)

    def _head(self, status: HTTPStatus, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**HEADERS, **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nobody reads what was asked for."""


class Server(ThreadingHTTPServer):
    """Serves a site until it is closed; `with Server(site) as server` runs it in a thread.

    Args:
        site: what it shows.
        host: the address it listens on; 127.0.0.1 is this machine alone.
        port: 0 is any free one.
        following: whether runs that grow are read on.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self, site: Site, host: str = "127.0.0.1", port: int = 0, following: bool = True
    ) -> None:
        super().__init__((host, port), _Handler)
        self.site = site
        self.names = {"127.0.0.1", "localhost", "::1", host}
        self._assets = _read_assets(assets())
        self._follower = Follower(site.runs, following)

    @property
    def url(self) -> str:
        """What to open in a browser."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of a failure, but not of a browser that no longer wants what it asked for."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def asset(self, path: str) -> tuple[bytes | None, str]:
        """A file of the pages and its type; only those that were there at the start."""
        return self._assets.get(path), TYPES.get(Path(path).suffix, "application/octet-stream")

    def __enter__(self) -> Server:
        """Serve in a thread of its own."""
        self._follower.start()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self._follower.stop()
        self.shutdown()
        self.server_close()


def _read_assets(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
