# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server for tests that follows a script, line by line, and keeps what it has really been given.

It reads strictly: what arrives before it has answered, and was not allowed to, is noted as a fault.
"""
import socket
import ssl
import struct
import threading
import time


class Cut(Exception):
    """The connection ends here."""


class Manners:
    """How a server behaves; each test changes what it is about."""
    greeting = "220 rough ESMTP"
    ehlo = ("PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES")
    password = None  # AUTH PLAIN is offered and asked for
    auth_reply = "235 2.7.0 welcome"
    messages_per_connection = 0  # then 421 answers MAIL
    byte_delay = 0.0  # between the bytes of replies
    tls = None  # an ssl context: STARTTLS is offered

    def on_mail(self, path, options, state):
        return "250 2.1.0 ok"

    def on_rcpt(self, path, state):
        return "250 2.1.5 ok"

    def on_data(self, to, state):
        return "354 go on"

    def on_dot(self, to, content, state):
        return "250 2.0.0 taken"


class State:
    """One connection."""

    def __init__(self, server):
        self.server = server
        self.n_taken = 0
        self.is_encrypted = self.is_signed_in = False


class RoughServer:
    def __init__(self, manners):
        self.manners = manners
        self.taken = []  # (recipient, content) that the server took charge of
        self.seen = []  # recipients whose whole content was read
        self.faults = []
        self.commands = []
        self.n_connections = 0
        self.lock = threading.Lock()
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def close(self):
        self.socket.close()

    def listen(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.n_connections += 1
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        talk = Talk(self, connection)
        try:
            talk.run()
        except (Cut, OSError, ssl.SSLError):
            pass
        finally:
            talk.cut()


class Talk:
    def __init__(self, server, connection):
        self.server, self.socket, self.state = server, connection, State(server)
        self.manners = server.manners
        self.buffer = b""

    def cut(self):
        try:
            raw = self.socket
            # a reset, not a polite end
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raw.close()
        except OSError:
            pass

    def line(self):
        while b"\n" not in self.buffer:
            data = self.socket.recv(65536)
            if not data:
                raise Cut
            self.buffer += data
        line, _, self.buffer = self.buffer.partition(b"\n")
        if not line.endswith(b"\r"):
            self.server.faults.append("a line ends in a bare LF")
        return line.rstrip(b"\r").decode("utf-8", "replace")

    def say(self, reply):
        if reply is None:
            time.sleep(60)  # silence
            raise Cut
        if "PIPELINING" not in self.manners.ehlo and self.buffer:
            self.server.faults.append(f"pipelined unasked: {self.buffer[:40]!r}")
        data = (reply + "\r\n").encode("utf-8", "surrogateescape")
        if self.manners.byte_delay:
            for i in range(len(data)):
                self.socket.sendall(data[i:i + 1])
                time.sleep(self.manners.byte_delay)
        else:
            self.socket.sendall(data)

    def hello(self):
        lines = list(self.manners.ehlo)
        if self.manners.tls and not self.state.is_encrypted:
            lines.append("STARTTLS")
        if self.manners.password:
            lines.append("AUTH PLAIN")
        lines.insert(0, "rough")
        for line in lines[:-1]:
            self.say("250-" + line)
        self.say("250 " + lines[-1])

    def run(self):
        mail = to = None
        self.say(self.manners.greeting)
        while True:
            line = self.line()
            verb = line.split(" ")[0].upper()
            self.server.commands.append(line)
            if verb in ("EHLO", "HELO"):
                self.hello()
            elif verb == "STARTTLS":
                self.say("220 go")
                self.socket = self.manners.tls.wrap_socket(self.socket, server_side=True)
                self.state.is_encrypted, self.buffer = True, b""
            elif verb == "AUTH":
                self.state.is_signed_in = self.manners.auth_reply.startswith("235")
                self.say(self.manners.auth_reply)
            elif verb == "MAIL":
                mail, to = None, None
                limit = self.manners.messages_per_connection
                if limit and self.state.n_taken >= limit:
                    self.say("421 4.7.0 enough for this connection")
                    raise Cut
                reply = self.manners.on_mail(line[10:].split(">")[0], line.partition("> ")[2], self.state)
                mail = line if reply.startswith("2") else None
                self.say(reply)
            elif verb == "RCPT":
                reply = "503 5.5.1 MAIL first" if mail is None else self.manners.on_rcpt(line[9:-1], self.state)
                if reply is not None and reply.startswith("2"):
                    to = line[9:-1]
                self.say(reply)
                if reply.startswith("421"):
                    raise Cut
            elif verb == "DATA":
                if to is None:
                    self.say("503 5.5.1 RCPT first")
                    continue
                reply = self.manners.on_data(to, self.state)
                self.say(reply)
                if reply.startswith("354"):
                    self.data(to)
                mail = to = None
            elif verb == "RSET":
                mail = to = None
                self.say("250 2.0.0 forgotten")
            elif verb == "QUIT":
                self.say("221 2.0.0 bye")
                return
            else:
                self.say("500 5.5.2 what")

    def data(self, to):
        lines = []
        while True:
            line = self.line()
            if line == ".":
                break
            if to.startswith("cut-within") and len(lines) > 3:
                raise Cut
            lines.append(line[1:] if line.startswith(".") else line)
        content = "\r\n".join(lines)
        with self.server.lock:
            self.server.seen.append(to)
        reply = self.manners.on_dot(to, content, self.state)
        if reply is not None and reply.startswith("2"):
            with self.server.lock:
                self.server.taken.append((to, content))
            self.state.n_taken += 1
        self.say(reply)
        if reply.startswith("421"):
            raise Cut
