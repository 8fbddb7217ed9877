"""A stand-in for the Hugging Face hub's HTTP API: what its client calls to push a folder, no more.

Speaks what `huggingface_hub` sends without Xet: create the repository, validate the card, ask how
each file is to be uploaded, send large ones by Git LFS and the others inside of the commit.
"""

from __future__ import annotations

import base64
import json
import re
import threading
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "hf_standInTokenForTests0000"
LARGE = (".parquet", ".safetensors")


class StandIn(ThreadingHTTPServer):
    """Holds the repositories that were pushed: kind and name to path to bytes."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.repositories: dict[str, dict[str, bytes]] = {}
        self.private: dict[str, bool] = {}
        self.objects: dict[str, bytes] = {}
        self.calls: list[str] = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def stand_in():
    """A running stand-in."""
    server = StandIn()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: StandIn

    def log_message(self, format, *arguments):
        pass

    def do_PUT(self):
        body = self._body()
        oid = self.path.rpartition("/")[2]
        if sha256(body).hexdigest() != oid:
            self._answer(400, {"error": "this is not what was announced"})
            return
        self.server.objects[oid] = body
        self._answer(200, {})

    def do_POST(self):
        body = self._body()
        path = self.path.partition("?")[0]
        self.server.calls.append(path)
        if path == "/api/validate-yaml":
            self._answer(200, {"errors": [], "warnings": []})
        elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._answer(401, {"error": "Invalid username or password."})
        elif path == "/api/repos/create":
            self._create(json.loads(body))
        elif path.endswith("/verify"):
            self._verify(json.loads(body))
        elif found := re.fullmatch(r"/api/(\w+)s/([^/]+/[^/]+)/preupload/main", path):
            self._preupload(found, json.loads(body))
        elif path.endswith(".git/info/lfs/objects/batch"):
            self._batch(json.loads(body))
        elif found := re.fullmatch(r"/api/(\w+)s/([^/]+/[^/]+)/commit/main", path):
            self._commit(found, body)
        else:
            self._answer(404, {"error": f"{path} is unknown here"})

    def _create(self, wanted):
        name = f"{wanted['organization']}/{wanted['name']}"
        kind = wanted.get("type") or "model"
        self.server.repositories.setdefault(f"{kind} {name}", {})
        self.server.private[name] = wanted.get("visibility") == "private"
        prefix = "" if kind == "model" else f"{kind}s/"
        self._answer(200, {"url": f"{self.server.url}/{prefix}{name}", "name": name})

    def _preupload(self, found, wanted):
        if f"{found[1]} {found[2]}" not in self.server.repositories:
            self._answer(404, {"error": "Repository not found"})
            return
        files = [
            {
                "path": file["path"],
                "uploadMode": "lfs" if file["path"].endswith(LARGE) else "regular",
                "shouldIgnore": False,
            }
            for file in wanted["files"]
        ]
        self._answer(200, {"files": files})

    def _batch(self, wanted):
        objects = []
        for one in wanted["objects"]:
            href = f"{self.server.url}/lfs/{one['oid']}"
            actions = {"upload": {"href": href}, "verify": {"href": f"{href}/verify"}}
            objects.append({"oid": one["oid"], "size": one["size"], "actions": actions})
        self._answer(200, {"transfer": "basic", "objects": objects})

    def _verify(self, wanted):
        held = self.server.objects.get(wanted["oid"], b"")
        self._answer(200 if len(held) == wanted["size"] else 404, {})

    def _commit(self, found, body):
        files = self.server.repositories[f"{found[1]} {found[2]}"]
        for line in map(json.loads, body.splitlines()):
            value = line["value"]
            if line["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                files[value["path"]] = self.server.objects[value["oid"]]
        oid = sha256(body).hexdigest()[:40]
        url = f"{self.server.url}/{found[2]}/commit/{oid}"
        self._answer(200, {"commitUrl": url, "commitOid": oid})

    def _body(self):
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _answer(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
