#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mailboxes that misbehave: every mail counts once, nothing is touched that is not ours, no password leaks."""
import json
import os
import shutil
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from rough_imap import Mailbox, RoughImap  # noqa: E402

CTL = os.path.join(os.environ.get("ESP_BUILD_DIR", "build"), "src/ctl/espalierctl")
BOUNCE = """Return-Path: <>
From: MAILER-DAEMON@mx.example
To: bounce@brand.example
Subject: failure notice
Message-ID: <{id}@mx.example>

Hi. This is the qmail-send program at mx.example.

<{who}>:
{words}

--- Below this line is a copy of the message.

Message-ID: <{key}>
"""
REPLY = """From: {who}
To: news@brand.example
Subject: Re: spring
Message-ID: <r{who}>
In-Reply-To: <{key}>

Do you have it in blue?
"""


def ctl(*arguments, check=True, secret=None):
    read, write = os.pipe()
    os.write(write, (secret or "").encode())
    os.close(write)
    extra = ["--password-fd", str(read)] if secret else []
    done = subprocess.run([CTL, *arguments, *extra], capture_output=True, text=True, timeout=60, pass_fds=[read])
    os.close(read)
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(arguments)}: {done.stderr.strip()} {done.stdout.strip()}")
    return done


class World:
    """People who got a message, and a channel."""

    def __init__(self, folder, n=8):
        self.path = os.path.join(folder, f"w{len(os.listdir(folder))}.espalier")
        leads = self.path + ".csv"
        with open(leads, "w", encoding="utf-8") as f:
            f.write("email,name\n" + "".join(f"p{i}@x.example,Kim\n" for i in range(n)))
        ctl("workspace", "new", self.path, "--name", "W")
        ctl("import", "leads", "-w", self.path, "--consent=declared", "--consent-channels=email",
            "--consent-source=form", "--consent-date=2026-10-01", "--consent-wording=News", leads)
        ctl("channel", "add", "mail", "-w", self.path, "--host", "127.0.0.1", "--port", "1", "--security", "none")
        with self.db() as db:
            channel = db.execute("SELECT id FROM channel WHERE kind = 'smtp'").fetchone()[0]
            db.execute("INSERT INTO campaign (id, uuid, name, created_at, updated_at)"
                       " VALUES (9, zeroblob(16), 'c', 1, 1)")
            db.execute("INSERT INTO send (id, uuid, campaign_id, channel_id, state, created_at, updated_at)"
                       " VALUES (9, zeroblob(16), 9, ?, 'done', 1, 1)", (channel,))
            db.execute("INSERT INTO delivery (send_id, lead_id, state, message_key, created_at, updated_at)"
                       " SELECT 9, id, 'sent', 'key' || id || '@brand.example',"
                       " unixepoch() * 1000000, unixepoch() * 1000000 FROM lead")

    def db(self):
        return sqlite3.connect(self.path, timeout=20)

    def ids(self):
        with self.db() as db:
            return dict(db.execute("SELECT email, id FROM lead"))

    def set(self, server, *extra, security="none"):
        ctl("mailbox", "set", "mail", "-w", self.path, "--host", "localhost", "--port", str(server.port),
            "--security", security, "--user", "bounce", "--timeout", "2", *extra)

    def pull(self, check=True, secret="pw"):
        done = ctl("mailbox", "pull", "mail", "-w", self.path, "--json", check=check, secret=secret)
        return json.loads(done.stdout) if done.returncode == 0 else done.stderr

    def bounce(self, who, words="user unknown", ident=None):
        key = f"key{self.ids()[who]}@brand.example"
        return BOUNCE.format(id=ident or who, who=who, words=words, key=key).replace("\n", "\r\n").encode()

    def reply(self, who):
        return REPLY.format(who=who, key=f"key{self.ids()[who]}@brand.example").replace("\n", "\r\n").encode()

    def suppressed(self):
        with self.db() as db:
            return sorted(r[0] for r in db.execute(
                "SELECT l.email FROM suppressed_lead AS s JOIN lead AS l ON l.id = s.lead_id"))

    def events(self):
        with self.db() as db:
            return dict(db.execute("SELECT k.name, count(*) FROM event AS e JOIN event_kind AS k ON k.id = e.kind_id"
                                   " GROUP BY 1"))


def reads_once(folder):
    world = World(folder)
    box = Mailbox([world.bounce("p0@x.example"), world.reply("p1@x.example"), b"From: a@b.c\r\n\r\nnothing\r\n"])
    server = RoughImap(box)
    world.set(server)
    found = world.pull()
    assert (found["mails"], found["new"], found["suppressed"], found["stray"]) == (3, 2, 1, 1), found
    assert world.suppressed() == ["p0@x.example"]
    assert world.events() == {"bounce": 1, "reply": 1}, world.events()
    assert world.pull()["mails"] == 0
    box.add(world.bounce("p2@x.example"))
    assert world.pull()["new"] == 1
    assert any(c.startswith("EXAMINE") for c in server.commands) and not any(
        c.startswith(("SELECT", "UID STORE", "UID MOVE")) for c in server.commands), server.commands
    # All is numbered anew: it is read again, and counts once.
    box.validity = 8
    found = world.pull()
    assert (found["mails"], found["new"], found["known"]) == (4, 0, 3), found
    server.close()


def moves_what_is_ours(folder):
    for no_move in False, True:
        world = World(folder)
        box = Mailbox([world.bounce("p0@x.example"), world.reply("p1@x.example")])
        server = RoughImap(box, no_move=no_move)
        world.set(server, "--move-to", "읽음 & done")
        assert world.pull()["moved"] == 1
        assert sorted(box.moved) == [1] and sorted(box.mails) == [2], (box.moved, box.mails)
        assert any('"&x33HTA- &- done"' in c for c in server.commands), server.commands
        server.close()


def cut_in_the_middle(folder):
    world = World(folder)
    box = Mailbox([world.bounce(f"p{i}@x.example") for i in range(4)])
    server = RoughImap(box, cut_after=20)
    world.set(server)
    assert "closed the connection" in world.pull(check=False)
    assert world.events() == {"bounce": 1}, world.events()  # what had come is kept, and the rest asked for again
    del server.manners["cut_after"]
    assert world.pull()["new"] == 3
    server.close()


def says_goodbye_after_each(folder):
    world = World(folder)
    server = RoughImap(Mailbox([world.bounce(f"p{i}@x.example") for i in range(3)]), goodbye=True)
    world.set(server)
    for _ in range(3):
        assert "says goodbye" in world.pull(check=False)
    assert world.pull()["new"] == 0 and len(world.suppressed()) == 3
    server.close()
    server = RoughImap(Mailbox([world.bounce(f"p{i}@x.example") for i in range(3, 6)]), deleted=2,
                       fetched="NO Some of the requested messages no longer exist")
    server.mailbox.validity = 99
    world.set(server)
    assert world.pull()["new"] == 2 and world.pull()["mails"] == 0
    server.close()


def silent(folder):
    world = World(folder)
    for word in "UID SEARCH", "UID FETCH", "EXAMINE":
        server = RoughImap(Mailbox([world.bounce("p0@x.example")]), silent_at=word)
        world.set(server)
        assert "does not answer in time" in world.pull(check=False), word
        server.close()
    server = RoughImap(Mailbox(), refuses="EXAMINE")
    world.set(server)
    assert "not today" in world.pull(check=False)
    server.close()


def tells_what_is_wrong(folder):
    world = World(folder)
    server = RoughImap(Mailbox(), password="right")
    world.set(server)
    said = world.pull(check=False, secret="wrong-one")
    assert "refuses the user name or the password" in said and "wrong-one" not in said, said
    server.close()
    assert "nothing listens" in world.pull(check=False)
    server = RoughImap(Mailbox(), garbage=True)
    world.set(server)
    assert "mailbox" in world.pull(check=False)
    server.close()
    done = ctl("mailbox", "set", "mail", "-w", world.path, "--host", "imap.brand.example", "--security", "none",
               "--user", "u", check=False)
    assert done.returncode != 0 and "never travels unencrypted" in done.stderr, done.stderr


def make_certificate(folder, name):
    path = os.path.join(folder, name)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", path + ".key", "-out",
                    path + ".pem", "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"],
                   check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path + ".pem", path + ".key")
    return context, path + ".pem"


def encrypted(folder):
    context, pem = make_certificate(folder, "localhost")
    other, other_pem = make_certificate(folder, "other.example")
    world = World(folder)
    for security in "tls", "starttls":
        box = Mailbox([world.bounce("p0@x.example", ident=security)])
        server = RoughImap(box, **{security: context})
        world.set(server, "--ca-file", pem, security=security)
        assert world.pull()["mails"] == 1
        world.set(server, "--ca-file", "", security=security)
        said = world.pull(check=False)
        assert "certificate" in said, said
        assert "AUTHENTICATE" not in " ".join(server.commands[-3:])
        server.close()
    server = RoughImap(Mailbox(), tls=other)
    world.set(server, "--ca-file", other_pem, security="tls")
    assert "certificate of another server" in world.pull(check=False)
    server.close()
    # Whoever takes STARTTLS out of the conversation gets no password.
    server = RoughImap(Mailbox())
    world.set(server, "--ca-file", pem, security="starttls")
    assert "STARTTLS" in world.pull(check=False)
    assert not any(c.startswith(("LOGIN", "AUTHENTICATE")) for c in server.commands), server.commands
    server.close()


def bearer(folder):
    context, pem = make_certificate(folder, "localhost")
    world = World(folder)
    server = RoughImap(Mailbox([world.bounce("p0@x.example")]), tls=context, bearer="ya29.token")
    world.set(server, "--ca-file", pem, "--auth", "xoauth2", security="tls")
    assert world.pull(secret="ya29.token")["new"] == 1
    assert "refuses the user name" in world.pull(check=False, secret="old")
    server.close()


def engine_reads_by_itself(folder):
    world = World(folder)
    server = RoughImap(Mailbox([world.bounce("p0@x.example"), world.bounce("p1@x.example")]), password="")
    world.set(server)
    ctl("run", "-w", world.path, "--until-idle")
    assert world.events().get("bounce") == 2, world.events()
    with world.db() as db:
        state, cursor, next_at = db.execute("SELECT state, cursor, next_at FROM report_source").fetchone()
    assert state == "ok" and cursor == "7:2" and next_at > 0, (state, cursor)
    n = server.n_connections
    ctl("run", "-w", world.path, "--until-idle")
    assert server.n_connections == n, "it was asked again before it was due"
    server.close()
    with world.db() as db:
        db.execute("UPDATE report_source SET next_at = 0")
    ctl("run", "-w", world.path, "--until-idle")
    with world.db() as db:
        state, cursor, detail, n_failed = db.execute(
            "SELECT state, cursor, detail, n_failed FROM report_source").fetchone()
    assert state == "refused" and cursor == "7:2" and n_failed == 1 and "nothing listens" in detail, (state, detail)


def main():
    tests = [reads_once, moves_what_is_ours, cut_in_the_middle, says_goodbye_after_each, silent, tells_what_is_wrong, encrypted, bearer,
             engine_reads_by_itself]
    print(f"1..{len(tests)}", flush=True)
    n_failed = 0
    for i, test in enumerate(tests, 1):
        folder = tempfile.mkdtemp(prefix="esp-mailbox-")
        try:
            test(folder)
            print(f"ok {i} {test.__name__}", flush=True)
        except Exception:
            n_failed += 1
            print("# " + traceback.format_exc().replace("\n", "\n# "))
            print(f"not ok {i} {test.__name__}", flush=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return n_failed > 0


if __name__ == "__main__":
    sys.exit(main())
