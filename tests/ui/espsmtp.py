# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server of its own on loopback: takes every message and keeps it, for tests to compare."""
import email
import email.policy
import socketserver
import threading


class Conversation(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def take_message(self):
        self.say("354 go on")
        lines = []
        while True:
            line = self.rfile.readline()
            if not line:
                return False
            if line.rstrip(b"\r\n") == b".":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        self.server.keep(self.sender, self.receivers, b"".join(lines))
        return True

    def answer(self, word, rest):
        if word in ("EHLO", "HELO"):
            self.say("250 test.example")
        elif word == "MAIL":
            self.sender, self.receivers = rest, []
            self.say("250 ok")
        elif word == "RCPT":
            self.receivers.append(rest[rest.index("<") + 1:rest.index(">")])
            self.say("250 ok")
        elif word == "DATA":
            if not self.take_message():
                return False
            self.say("250 taken")
        elif word == "QUIT":
            self.say("221 bye")
            return False
        else:
            self.say("250 ok" if word in ("RSET", "NOOP") else "502 unknown")
        return True

    def handle(self):
        self.sender, self.receivers = "", []
        self.say("220 test.example ESMTP")
        while True:
            line = self.rfile.readline(4096)
            if not line:
                return
            word, _, rest = line.decode("ascii", "replace").strip().partition(" ")
            if not self.answer(word.upper(), rest):
                return


class Server(socketserver.ThreadingTCPServer):
    """Listens while it is used as a context; “messages” holds (receiver, parsed message)."""
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.port = self.server_address[1]
        self.lock = threading.Lock()
        self.messages = []

    def keep(self, sender, receivers, content):
        message = email.message_from_bytes(content, policy=email.policy.default)
        with self.lock:
            self.messages += [(receiver, message) for receiver in receivers]

    def receivers(self):
        with self.lock:
            return sorted(receiver for receiver, _ in self.messages)

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
