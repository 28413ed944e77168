# SPDX-License-Identifier: GPL-3.0-or-later
"""A mailbox for tests that speaks IMAP, notes what was asked of it, and can be told to misbehave."""
import base64
import re
import socket
import ssl
import threading
import time


class Mailbox:
    """One folder, and one to move to."""

    def __init__(self, mails=()):
        self.validity = 7
        self.mails = {i + 1: m for i, m in enumerate(mails)}
        self.moved = {}
        self.flags = {}

    def add(self, mail):
        self.mails[max(list(self.mails) + list(self.moved) + [0]) + 1] = mail


class RoughImap:
    """manners: password, bearer, starttls (ssl context), tls (ssl context), no_move, cut_after (bytes of a
    mail), silent_at, refuses, garbage, capability."""

    def __init__(self, mailbox, **manners):
        self.mailbox, self.manners = mailbox, manners
        self.commands, self.n_connections = [], 0
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)  # the thread that waits for callers is woken
        self.socket.close()

    def listen(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.n_connections += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            if "tls" in self.manners:
                connection = self.manners["tls"].wrap_socket(connection, server_side=True)
            Talk(self, connection).run()
        except (OSError, ssl.SSLError, EOFError):
            pass
        finally:
            connection.close()


class Talk:
    def __init__(self, server, connection):
        self.server, self.connection = server, connection
        self.manners, self.box = server.manners, server.mailbox
        self.file = connection.makefile("rb")
        self.is_encrypted = "tls" in self.manners

    def say(self, text):
        self.connection.sendall(text.encode() + b"\r\n")

    def line(self):
        line = self.file.readline()
        if not line:
            raise EOFError
        return line.decode("utf-8", "replace").rstrip("\r\n")

    def run(self):
        if self.manners.get("garbage"):
            self.say("HTTP/1.1 400 what")
            return
        self.say("* OK rough")
        while True:
            line = self.line()
            tag, _, rest = line.partition(" ")
            word = rest.split(" ")[0].upper()
            if word == "UID":
                word = "UID " + rest.split(" ")[1].upper()
            self.server.commands.append(rest if word not in ("LOGIN",) else "LOGIN")
            if self.manners.get("silent_at") == word:
                time.sleep(30)
                return
            if self.manners.get("refuses") == word:
                self.say(f"{tag} NO not today")
                continue
            getattr(self, "do_" + word.lower().replace(" ", "_"), self.do_unknown)(tag, rest)

    def do_unknown(self, tag, rest):
        self.say(f"{tag} BAD what")

    def do_capability(self, tag, rest):
        words = "IMAP4rev1 UIDPLUS SASL-IR AUTH=PLAIN"
        if "bearer" in self.manners:
            words = "IMAP4rev1 UIDPLUS SASL-IR AUTH=XOAUTH2"
        if not self.manners.get("no_move"):
            words += " MOVE"
        if "starttls" in self.manners and not self.is_encrypted:
            words += " STARTTLS"
        self.say("* CAPABILITY " + words)
        self.say(f"{tag} OK done")

    def do_starttls(self, tag, rest):
        self.say(f"{tag} OK go")
        self.connection = self.manners["starttls"].wrap_socket(self.connection, server_side=True)
        self.file = self.connection.makefile("rb")
        self.is_encrypted = True

    def is_right(self, secret):
        if "bearer" in self.manners:
            return f"auth=Bearer {self.manners['bearer']}\1\1" in secret
        return secret.split("\0")[-1] == self.manners.get("password", "pw")

    def do_authenticate(self, tag, rest):
        words = rest.split(" ")
        if len(words) < 3:
            self.say("+ ")
            words.append(self.line())
        secret = base64.b64decode(words[2]).decode()
        if self.is_right(secret):
            self.say(f"{tag} OK in")
            return
        if "bearer" in self.manners:
            self.say("+ " + base64.b64encode(b'{"status":"401"}').decode())
            self.line()
        self.say(f"{tag} NO wrong")

    def do_login(self, tag, rest):
        self.say(f"{tag} " + ("OK in" if rest.endswith(self.manners.get("password", "pw")) or
                              rest.endswith(f'"{self.manners.get("password", "pw")}"') else "NO wrong"))

    def do_select(self, tag, rest):
        self.say("* FLAGS (\\Seen \\Deleted)")
        self.say(f"* {len(self.box.mails)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.box.validity}] yes")
        self.say(f"{tag} OK [READ-WRITE] done")

    def do_examine(self, tag, rest):
        self.do_select(tag, rest)

    def do_create(self, tag, rest):
        self.say(f"{tag} NO [ALREADYEXISTS] there")

    def do_uid_search(self, tag, rest):
        uids = sorted(self.box.mails)
        found = re.search(r"UID (\d+):\*", rest[4:])
        if found and uids:
            first = int(found.group(1))
            uids = [u for u in uids if u >= first] or [uids[-1]]  # as RFC 3501 wants it
        self.say("* SEARCH" + "".join(f" {u}" for u in uids))
        self.say(f"{tag} OK done")

    def uids(self, text):
        wanted = []
        for part in text.split(","):
            first, _, last = part.partition(":")
            wanted += range(int(first), int(last or first) + 1)
        return [u for u in wanted if u in self.box.mails]

    def do_uid_fetch(self, tag, rest):
        limit = re.search(r"<0\.(\d+)>", rest)
        for n, uid in enumerate(self.uids(rest.split(" ")[2])):
            mail = self.box.mails[uid][:int(limit.group(1))]
            if uid == self.manners.get("deleted"):
                continue
            self.say("* 1 EXISTS")  # may come at any time
            self.connection.sendall(b"* %d FETCH (FLAGS (\\Recent) UID %d BODY[]<0> {%d}\r\n" % (n + 1, uid, len(mail)))
            cut = self.manners.get("cut_after")
            if cut is not None and n == 1:
                self.connection.sendall(mail[:cut])
                raise EOFError
            self.connection.sendall(mail)
            self.connection.sendall(b")\r\n")
            if self.manners.get("goodbye"):
                self.say("* BYE enough for now")
                raise EOFError
        self.say(f"{tag} " + self.manners.get("fetched", "OK done"))

    def do_uid_move(self, tag, rest):
        for uid in self.uids(rest.split(" ")[2]):
            self.box.moved[uid] = self.box.mails.pop(uid)
        self.say(f"{tag} OK done")

    def do_uid_copy(self, tag, rest):
        for uid in self.uids(rest.split(" ")[2]):
            self.box.moved[uid] = self.box.mails[uid]
        self.say(f"{tag} OK done")

    def do_uid_store(self, tag, rest):
        for uid in self.uids(rest.split(" ")[2]):
            self.box.flags[uid] = rest
        self.say(f"{tag} OK done")

    def do_uid_expunge(self, tag, rest):
        for uid in self.uids(rest.split(" ")[2]):
            if "Deleted" in self.box.flags.get(uid, ""):
                del self.box.mails[uid]
        self.say(f"{tag} OK done")

    def do_logout(self, tag, rest):
        self.say("* BYE")
        self.say(f"{tag} OK done")
        raise EOFError
