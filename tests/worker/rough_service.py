# SPDX-License-Identifier: GPL-3.0-or-later
"""A web service on loopback that takes messages and misbehaves: says 429 and 503, cuts, answers half or garbage."""
import collections
import datetime
import json
import threading
import urllib.parse
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def twilio_people(body, headers):
    return urllib.parse.parse_qs(body.decode())["To"]


def sendgrid_people(body, headers):
    return [p["to"][0]["email"] for p in json.loads(body)["personalizations"]]


def resend_people(body, headers):
    root = json.loads(body)
    return [to for mail in (root if isinstance(root, list) else [root]) for to in mail["to"]]


class RoughService:
    """Counts who was given charge of; a request of a known key counts once where the service promises so."""

    def __init__(self, kind):
        self.kind = kind
        self.people_of = {"twilio": twilio_people, "sendgrid": sendgrid_people, "resend": resend_people}[kind]
        self.seen = collections.Counter()
        self.keys = set()
        self.listed = []
        self.n_calls = 0
        self.is_rough = True
        self.at_call = None  # (number, function): what happens in the middle of that call
        self.lock = threading.Lock()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def do_GET(self):
                if service.kind == "resend":
                    self.reply(200, service.page(urllib.parse.urlparse(self.path).query))
                else:
                    self.reply(200, {"messages": [], "next_page_uri": None} if service.kind == "twilio" else [])

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                try:
                    service.take(self, body)
                except (BrokenPipeError, ConnectionResetError):
                    pass

            def reply(self, status, content, headers=(), cut=0):
                body = b"" if content is None else json.dumps(content).encode()
                self.send_response(status)
                for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(body))), *headers):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body[:len(body) - cut])
                if cut:
                    self.drop()

            def drop(self):
                self.wfile.flush()
                self.close_connection = True
                self.connection.close()

        class Server(ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                pass  # whoever called is dead

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def accept(self, people, key):
        with self.lock:
            if key is not None and key in self.keys:
                return
            self.keys.add(key)
            for who in people:
                self.seen[who] += 1
                self.listed.insert(0, {"id": f"mail-{len(self.listed)}", "to": [who], "last_event": "sent",
                                       "created_at": datetime.datetime.now(datetime.timezone.utc).isoformat(" ")})

    def page(self, query):
        """A hundred of what it took, the newest first."""
        after = urllib.parse.parse_qs(query).get("after")
        first = 0 if after is None else 1 + [mail["id"] for mail in self.listed].index(after[0])
        return {"data": self.listed[first:first + 100], "has_more": first + 100 < len(self.listed)}

    def take(self, handler, body):
        people = self.people_of(body, handler.headers)
        key = handler.headers.get("Idempotency-Key") if self.kind == "resend" else None
        with self.lock:
            self.n_calls += 1
            number = self.n_calls
        mood = zlib.crc32(f"{people[0]} {number}".encode()) % 12 if self.is_rough else 11
        if mood == 0:
            return handler.reply(429, {"message": "slow"}, (("Retry-After", "1"),))
        if mood == 1:
            return handler.reply(503, {"message": "busy"})
        self.accept(people, key)
        if self.at_call is not None and number >= self.at_call[0]:
            what, self.at_call = self.at_call[1], None
            what()
        if mood == 2:
            return handler.drop()
        if mood == 3:
            return handler.reply(*self.good(people), cut=7) if self.kind != "sendgrid" else handler.drop()
        if mood == 4:
            return handler.reply(500, {"message": "who knows"})
        return handler.reply(*self.good(people))

    def good(self, people):
        if self.kind == "twilio":
            return 201, {"sid": "SM%032x" % self.n_calls, "status": "queued"}
        if self.kind == "sendgrid":
            return 202, None, (("X-Message-Id", f"m{self.n_calls}"),)
        ids = [{"id": f"m{self.n_calls}-{i}"} for i in range(len(people))]
        return 200, {"data": ids} if len(ids) > 1 else ids[0]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
