#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends under fire: a full disk, people who must not be reached, brakes, hostile names and hostile mail."""
import collections
import email
import os
import resource
import ssl
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from rough_imap import Mailbox, RoughImap  # noqa: E402
from rough_server import Manners, RoughServer  # noqa: E402
from test_rough_servers import CTL, Encrypted, World, ctl, matches_ledger, once, people  # noqa: E402


def limited_run(world, limit, seconds=4):
    """The engine with files that may not grow beyond a limit: what a full disk looks like. It waits for room as
    long as there is hope, and is killed over it, unless it gave up before: then with a sentence."""
    running = subprocess.Popen([CTL, "run", "-w", world.path, "--until-idle", "-q"], stderr=subprocess.PIPE,
                               text=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    try:
        said = running.communicate(timeout=seconds)[1]
        assert running.returncode == 0 or "disk" in said, (running.returncode, said)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
        return None
    return running.returncode


def full_disk(folder):
    server = RoughServer(Manners())
    world = World(folder, server.port, people(200))
    sizes = [os.path.getsize(world.path + end) for end in ("", "-wal") if os.path.exists(world.path + end)]
    assert limited_run(world, max(sizes), 90) is not None, "it does not end by itself"
    for room in 30_000, 100_000:
        limited_run(world, max(sizes) + room)
        once(server)
    if world.send()[0] == "paused":
        ctl("campaign", "resume", "c", "-w", world.path)
    world.wake()
    world.run()
    rows = matches_ledger(world, server)
    once(server)
    assert {row[0] for row in rows.values()} <= {"sent", "unknown"}, (world.send(), collections.Counter(
        row[0] for row in rows.values()))
    assert sum(row[0] == "unknown" for row in rows.values()) <= 40, "too many in doubt"
    server.close()


def suppression_is_never_crossed(folder):
    """Addresses die, and people leave, while the send is under way."""
    class Slow(Manners):
        def on_dot(self, to, content, state):
            time.sleep(0.004)
            return "250 2.0.0 taken"
    server = RoughServer(Slow())
    world = World(folder, server.port, people(200), connections=1)
    running = subprocess.Popen([CTL, "run", "-w", world.path, "--until-idle", "-q"])
    gone = {}
    for i in range(199, 170, -7):
        who = f"ok{i}@d{i % 7}.example"
        ctl("event", "add", "-w", world.path, "--email", who, "--kind", "unsubscribe")
        gone[who] = time.monotonic()
    assert running.wait(120) == 0
    rows = matches_ledger(world, server)
    for who in gone:
        assert rows[who][0] == "skipped" or who in server.seen, (who, rows[who])
    assert any(rows[who][0] == "skipped" for who in gone), "nobody left in time: the test says nothing"
    once(server)
    server.close()


def brakes_fire(folder):
    for words, brake in (("550 5.7.1 blocked for policy", "brake-block"), ("550 5.1.1 no such user", "brake-hard"),
                         ("552 5.3.4 too large", "brake-content"),
                         ("530 5.7.0 sign in first", "brake-account")):
        class Refuses(Manners):
            def on_rcpt(self, path, state, words=words):
                return words
        server = RoughServer(Refuses())
        world = World(folder, server.port, people(150))
        world.run()
        state, reason = world.send()
        assert (state, reason) == ("paused", brake), (state, reason, brake)
        assert not server.taken
        assert sum(row[0] == "queued" for row in world.rows().values()) > 50, "it went on for too long"
        server.close()


def mailbox_full_and_552(folder):
    class Full(Manners):
        def on_rcpt(self, path, state):
            return "452 4.2.2 Mailbox full" if path.startswith("full") else "250 2.1.5 ok"

        def on_dot(self, to, content, state):
            return "552 5.2.2 Quota exceeded" if to.startswith("over") else "250 2.0.0 taken"
    server = RoughServer(Full())
    world = World(folder, server.port, people(90) + ["full@x.example", "over@x.example"])
    world.run()
    rows = matches_ledger(world, server)
    assert rows["full@x.example"][0] == "queued" and rows["over@x.example"][0] == "failed", rows
    with world.db() as db:
        assert db.execute("SELECT count(*) FROM suppression").fetchone()[0] == 0, "a full mailbox is no dead address"
    server.close()


def nothing_is_smuggled_in(folder):
    """Names are data: no header, no template and no command comes out of them."""
    hostile = ["Kim\\r\\nBcc: evil@x.example", "{{ 7 | times: 7 }}", "{% raw %}<script>alert(1)</script>",
               "=?utf-8?q?=0d=0aBcc:=20evil@x.example?=", "\"><img src=x onerror=alert(1)>", "a\u2028b\u0000c"[:3]]
    server = RoughServer(Manners())
    world = World(folder, server.port, people(len(hostile)))
    with world.db() as db:
        for i, name in enumerate(hostile):
            name = name.replace("\\r\\n", "\r\n")
            db.execute("UPDATE lead SET name = ? WHERE email = ?", (name, f"ok{i}@d{i % 7}.example"))
    world.run()
    assert len(server.taken) == len(hostile), world.rows()
    for to, content in server.taken:
        mail = email.message_from_bytes(content.encode() if isinstance(content, str) else bytes(content))
        assert mail["Bcc"] is None and len(mail.get_all("To")) == 1 and not mail.defects, mail.items()
        for part in mail.walk():
            if not part.is_multipart():
                text = part.get_payload(decode=True).decode()
                assert to != "ok1@d1.example" or hostile[1] in text, text
                if part.get_content_subtype() == "html":
                    assert "<script>" not in text and "<img src=x" not in text, text
    once(server)
    server.close()


def hostile_mail(folder):
    """What anybody can send to the mailbox neither stops it nor hurts anybody."""
    server = RoughServer(Manners())
    world = World(folder, server.port, people(5))
    world.run()
    who = "ok0@d0.example"
    mails = [b"", b"\0" * 5000, b"From: MAILER-DAEMON@x\r\n\r\n" + b"undeliverable\r\n" * 700_000,
             b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 50_000,
             b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
             b"Content-Type: message/delivery-status\r\n\r\n" +
             b"Final-Recipient: rfc822; nobody@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n" * 5000,
             # A forgery: marks that nobody but us can make, guessed.
             b"From: MAILER-DAEMON@x\r\nTo: bounce+1.1.aaaaaaaa@brand.example\r\nSubject: failure notice\r\n\r\n"
             b"Hi. This is the qmail-send program.\r\n\r\nX-Recipient-Id: 1.1.aaaaaaaa\r\nuser unknown\r\n"]
    for i in range(200):
        mails.append(b"From: x@y.example\r\nSubject: " + os.urandom(200).replace(b"\n", b"") + b"\r\n\r\n" +
                     os.urandom(300))
    imap = RoughImap(Mailbox(mails), password="")
    ctl("mailbox", "set", "mail", "-w", world.path, "--host", "127.0.0.1", "--port", str(imap.port), "--security",
        "none", "--user", "b", "--timeout", "10")
    done = ctl("mailbox", "pull", "mail", "-w", world.path, "--json")
    assert f'"mails" : {len(mails)}' in done.stdout, done.stdout
    with world.db() as db:
        assert db.execute("SELECT count(*) FROM suppression").fetchone()[0] == 0, "a forgery was believed"
        assert db.execute("SELECT count(*) FROM lead WHERE email = ?", (who,)).fetchone()[0] == 1
    imap.close()
    server.close()


def nothing_goes_to_a_stranger(folder):
    """Encryption taken out on the way, the certificate of another, a sign-in refused: nothing leaves, nobody is lost,
    and it goes on once it is mended."""
    def stands(world, server, reason):
        state, why = world.send()
        assert state == "paused" and why.startswith(reason), (state, why)
        assert not server.taken and all(row[0] == "queued" for row in world.rows().values()), world.rows()
        assert not any(line.startswith("MAIL") for line in server.commands), server.commands

    stripped = RoughServer(Manners())
    world = World(folder, stripped.port, people(3), security="starttls")
    world.run()
    stands(world, stripped, "channel-no-starttls")
    stripped.close()

    key, cert = os.path.join(folder, "k.pem"), os.path.join(folder, "c.pem")
    subprocess.run(("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days",
                    "2", "-subj", "/CN=other.example", "-addext", "subjectAltName=DNS:other.example"),
                   check=True, capture_output=True)
    manners = Manners()
    manners.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    manners.tls.load_cert_chain(cert, key)
    other = RoughServer(manners)
    world = World(folder, other.port, people(3), security="starttls", ca=cert)
    world.run()
    stands(world, other, "channel-tls-name")
    other.close()

    it = Encrypted(folder, 4)
    it.server.manners.auth_reply = "535 5.7.8 Error: authentication failed"
    it.start().wait(60)
    stands(it.world, it.server, "channel-auth")
    it.server.manners.auth_reply = "235 2.7.0 welcome"
    ctl("campaign", "resume", "c", "-w", it.world.path)
    assert it.start().wait(60) == 0
    assert it.world.send()[0] == "done", it.world.send()
    once(it.server)


PROMISES = (("a full disk: nobody lost, nobody twice", full_disk),
            ("who leaves meanwhile gets nothing more", suppression_is_never_crossed),
            ("the brakes fire", brakes_fire),
            ("a full mailbox is no dead address", mailbox_full_and_552),
            ("nothing goes to whom it cannot trust", nothing_goes_to_a_stranger),
            ("nothing is smuggled in by names", nothing_is_smuggled_in),
            ("hostile mail neither stops the mailbox nor hurts anybody", hostile_mail))


def main():
    wanted = sys.argv[1:]
    chosen = [p for p in PROMISES if not wanted or p[1].__name__ in wanted]
    failed = 0
    for n, (what, keep) in enumerate(chosen, 1):
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="espalier-torture-") as folder:
            try:
                keep(folder)
                print(f"ok {n} {what}\n# {time.monotonic() - start:.1f} s", flush=True)
            except Exception as e:
                failed += 1
                print(f"# {type(e).__name__}: {str(e)[:1500]}".replace("\n", "\n# "))
                print(f"not ok {n} {what}", flush=True)
    print(f"1..{len(chosen)}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
