#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A send against servers that misbehave, in a process of its own: nobody lost, nobody twice, doubt by name."""
import base64
import collections
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from rough_server import Cut, Manners, RoughServer  # noqa: E402

CTL = os.path.join(os.environ.get("ESP_BUILD_DIR", "build"), "src/ctl/espalierctl")
MESSAGE = {"version": 1, "class": "ad", "language": "ko", "subject": "(광고) 봄 소식",
           "sender": {"name": "새봄", "address": "news@brand.example"},
           "body": {"sections": [{"columns": [{"blocks": [
               {"type": "text", "paragraphs": [{"runs": ["안녕하세요 {{ name }}님"]}]}]}]}]}}


def ctl(*arguments, check=True, **kw):
    done = subprocess.run((CTL,) + arguments, capture_output=True, text=True, timeout=120, **kw)
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(arguments)}: {done.stderr.strip()} {done.stdout.strip()}")
    return done


class World:
    """A workspace with people, a message, a channel and a send that waits for the engine."""

    def __init__(self, folder, port, people, security="none", ca=None, patience=None, connections=2,
                 hold=0):
        self.path = os.path.join(folder, f"w{port}.espalier")
        leads = os.path.join(folder, f"l{port}.csv")
        message = os.path.join(folder, f"m{port}.json")
        with open(leads, "w", encoding="utf-8") as f:
            f.write("email,name\n" + "".join(f"{p},김하나\n" for p in people))
        with open(message, "w", encoding="utf-8") as f:
            json.dump(MESSAGE, f)
        ctl("workspace", "new", self.path, "--name", "Rough")
        for fact in ("company", "새봄상점"), ("address", "서울시 중구 을지로 1"), ("phone", "02-000-0000"):
            ctl("workspace", "set", "-w", self.path, *fact)
        ctl("import", "leads", "-w", self.path, "--consent=declared", "--consent-channels=email",
            "--consent-source=form", "--consent-date=2026-10-01", "--consent-wording=News", leads)
        ctl("message", "import", "-w", self.path, "--name", "m", message)
        extra = ["--ca-file", ca] if ca else []
        ctl("channel", "add", "mail", "-w", self.path, "--host", "localhost" if ca else "127.0.0.1", "--port",
            str(port), "--security", security, "--connections", str(connections), *extra)
        if patience:
            with self.db() as db:
                settings = json.loads(db.execute("SELECT settings FROM channel WHERE kind = 'smtp'").fetchone()[0])
                settings.update(patience)
                db.execute("UPDATE channel SET settings = ? WHERE kind = 'smtp'", (json.dumps(settings),))
        ctl("campaign", "new", "c", "-w", self.path, "--message", "m", "--channel", "mail", "--everyone", "--hold",
            str(hold), "--ignore-hours")
        ctl("campaign", "send", "c", "-w", self.path, "--accept-warnings")

    def db(self):
        return sqlite3.connect(self.path, timeout=20)

    def run(self):
        return ctl("run", "-w", self.path, "--until-idle", check=False)

    def rows(self):
        with self.db() as db:
            return {email: (state, reason, detail) for email, state, reason, detail in db.execute(
                "SELECT l.email, d.state, d.reason, d.reply FROM delivery d JOIN lead l ON l.id = d.lead_id")}

    def send(self):
        with self.db() as db:
            return db.execute("SELECT state, pause_reason FROM send").fetchone()

    def wake(self):
        """Everything that waits is due now."""
        with self.db() as db:
            db.execute("UPDATE delivery SET next_at = 1 WHERE next_at IS NOT NULL")
            db.execute("UPDATE job SET run_at = 0 WHERE state = 'queued'")


def people(n, kind="ok"):
    return [f"{kind}{i}@d{i % 7}.example" for i in range(n)]


def once(server):
    """Nobody was given charge of twice."""
    twice = [to for to, n in collections.Counter(server.seen).items() if n > 1]
    assert not twice, f"twice: {twice}"
    assert not server.faults, server.faults[:3]


def matches_ledger(world, server):
    rows = world.rows()
    taken = {to for to, _ in server.taken}
    sent = {email for email, row in rows.items() if row[0] == "sent"}
    doubt = {email for email, row in rows.items() if row[0] == "unknown"}
    assert sent <= taken, f"said to be sent, but did not arrive: {sent - taken}"
    assert taken <= sent | doubt, f"arrived, and the ledger does not know: {taken - sent - doubt}"
    return rows


# Numbers that say little, words that say enough; they mean what they mean when they come back by mail.
WORDY = {"nobody@x.example": ("550 사용자가 존재하지 않습니다", "hard-bounce"),
         "gone@x.example": ("550 Requested action not taken: mailbox unavailable", "hard-bounce"),
         "office@x.example": ("550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", "hard-bounce"),
         "wall@x.example": ("550 Administrative prohibition", "blocked"),
         "bare@x.example": ("550 refused", "blocked"),
         "mute@x.example": ("550 no", "soft-bounce")}


def mixed(folder):
    class Mixed(Manners):
        def __init__(self):
            self.tried = collections.Counter()

        def on_rcpt(self, path, state):
            self.tried[path] += 1
            if path.startswith("hard"):
                return "550 5.1.1 no such user"
            if path.startswith("soft"):
                return "452 4.2.2 full"
            if path in WORDY:
                return WORDY[path][0]
            if path.startswith("grey") and self.tried[path] == 1:
                return "451 4.7.1 Greylisted, come back"
            return "250 ok"

        def on_dot(self, to, content, state):
            if to.startswith("cut-after"):
                raise Cut
            if to.startswith("silent"):
                return None
            if to.startswith("policy"):
                return "554 5.7.1 message refused by policy"
            return "250 taken"

    server = RoughServer(Mixed())
    who = people(300) + list(WORDY) + ["hard@x.example", "soft@x.example", "grey@x.example", "cut-within@x.example",
                        "cut-after@x.example", "silent@x.example", "policy@x.example"]
    world = World(folder, server.port, who, patience={"dot-ms": 1500})
    world.run()
    rows = matches_ledger(world, server)
    assert all(rows[p][0] == "sent" for p in people(300)), collections.Counter(r[:2] for r in rows.values())
    assert rows["hard@x.example"][:2] == ("failed", "hard-bounce"), rows["hard@x.example"]
    assert rows["policy@x.example"][:2] == ("failed", "blocked"), rows["policy@x.example"]
    for p, (_, reason) in WORDY.items():
        assert rows[p][:2] == ("failed", reason), (p, rows[p])
    assert rows["cut-after@x.example"][:2] == ("unknown", "no-reply"), rows["cut-after@x.example"]
    assert rows["silent@x.example"][:2] == ("unknown", "no-reply"), rows["silent@x.example"]
    # all of it had left the computer, so nobody here can know
    assert rows["cut-within@x.example"][0] in ("unknown", "queued"), rows["cut-within@x.example"]
    for p in ("soft@x.example", "grey@x.example"):
        assert rows[p][:2] == ("queued", "retry"), (p, rows[p])
    world.wake()
    world.run()
    rows = matches_ledger(world, server)
    assert rows["grey@x.example"][0] == "sent", rows["grey@x.example"]
    # those in doubt are named and stay as they are until a person decides
    said = ctl("campaign", "in-doubt", "c", "-w", world.path).stdout
    assert "cut-after@x.example" in said and "silent@x.example" in said, said
    assert server.seen.count("cut-after@x.example") == 1
    ctl("campaign", "resolve", "c", "-w", world.path, "--resolve", "sent")
    assert world.rows()["silent@x.example"][0] == "sent"
    once_without = [to for to in server.seen if not to.startswith("policy")]
    assert len(once_without) == len(set(once_without))
    assert not server.faults, server.faults


def unpipelined(folder):
    class Plain(Manners):
        ehlo = ("ENHANCEDSTATUSCODES",)

    server = RoughServer(Plain())
    world = World(folder, server.port, people(80))
    world.run()
    assert world.send()[0] == "done", world.send()
    assert len(server.taken) == 80
    once(server)
    assert not any("8BITMIME" in c or "SMTPUTF8" in c or "SIZE=" in c for c in server.commands)
    assert all(ord(c) < 128 for _, content in server.taken for c in content), "eight bits without 8BITMIME"


def international(folder):
    class Ascii(Manners):
        ehlo = ("PIPELINING", "8BITMIME")

    server = RoughServer(Ascii())
    world = World(folder, server.port, ["hong@한국.example"] + people(3))
    world.run()
    assert world.send()[0] == "done", world.send()
    assert any(c == "RCPT TO:<hong@xn--3e0b707e.example>" for c in server.commands), server.commands
    assert len(server.taken) == 4


def too_large(folder):
    class Small(Manners):
        ehlo = ("PIPELINING", "SIZE 200")

    server = RoughServer(Small())
    world = World(folder, server.port, people(40))
    world.run()
    assert world.send() == ("paused", "brake-content"), world.send()
    rows = world.rows()
    assert not server.taken
    assert all(state in ("failed", "queued") for state, _, _ in rows.values())
    assert all(reason == "content-refused" for state, reason, _ in rows.values() if state == "failed")


def says_goodbye(folder):
    class Short(Manners):
        messages_per_connection = 3

    server = RoughServer(Short())
    world = World(folder, server.port, people(60))
    world.run()
    assert world.send()[0] == "done", (world.send(), collections.Counter(r[:2] for r in world.rows().values()))
    assert len(server.taken) == 60
    once(server)
    assert server.n_connections >= 20


def domain_slows_down(folder):
    class Slow(Manners):
        def __init__(self):
            self.n = 0

        def on_rcpt(self, path, state):
            if path.endswith("@big.example"):
                self.n += 1
                if self.n > 5:
                    return "451 4.7.0 too many messages at a time, slow down"
            return "250 ok"

    manners = Slow()
    server = RoughServer(manners)
    world = World(folder, server.port, [f"b{i}@big.example" for i in range(120)] + people(30))
    world.run()
    rows = matches_ledger(world, server)
    assert all(rows[p][0] == "sent" for p in people(30)), "other domains must not wait"
    waits = collections.Counter(row[:2] for email, row in rows.items() if email.startswith("b"))
    assert waits[("queued", "slow-down")] > 60, waits
    assert manners.n < 40, f"asked {manners.n} times although the domain asked for patience"
    assert world.send()[0] == "sending", world.send()


def server_slows_down(folder):
    class Busy(Manners):
        def on_mail(self, path, options, state):
            return "421 4.7.0 too much for now"

    server = RoughServer(Busy())
    world = World(folder, server.port, people(200))
    world.run()
    assert not server.taken
    assert world.send()[0] == "sending", world.send()
    assert len([c for c in server.commands if c.startswith("MAIL")]) < 60
    with world.db() as db:
        state, error = db.execute("SELECT state, last_error FROM job WHERE kind = 'send'").fetchone()
    assert state == "queued" and error, (state, error)
    server.manners.on_mail = lambda *_: "250 ok"
    world.wake()
    world.run()
    assert world.send()[0] == "done", world.send()
    once(server)


def sign_in_expires(folder):
    class Expires(Manners):
        def on_mail(self, path, options, state):
            return "250 ok" if state.n_taken < 3 else "530 5.7.0 Authentication required"

    server = RoughServer(Expires())
    world = World(folder, server.port, people(40))
    world.run()
    assert world.send() == ("paused", "brake-account"), world.send()
    rows = matches_ledger(world, server)
    assert {row[0] for row in rows.values()} <= {"sent", "queued"}, collections.Counter(r[0] for r in rows.values())
    server.manners.on_mail = lambda *_: "250 ok"
    ctl("campaign", "resume", "c", "-w", world.path)
    world.run()
    assert world.send()[0] == "done", world.send()
    once(server)


def slow_bytes(folder):
    class Dripping(Manners):
        byte_delay = 0.003

    server = RoughServer(Dripping())
    world = World(folder, server.port, people(20), connections=4)
    world.run()
    assert world.send()[0] == "done", world.send()
    once(server)


def encrypted_then_cut(folder):
    import ssl
    key, cert = os.path.join(folder, "k.pem"), os.path.join(folder, "c.pem")
    subprocess.run(("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days",
                    "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
                   check=True, capture_output=True)

    class Drops(Manners):
        def __init__(self):
            self.n = 0

        def on_dot(self, to, content, state):
            assert state.is_encrypted
            self.n += 1
            if self.n == 5:
                raise Cut  # without a word of TLS
            return "250 taken"

    manners = Drops()
    manners.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    manners.tls.load_cert_chain(cert, key)
    server = RoughServer(manners)
    world = World(folder, server.port, people(30), security="starttls", ca=cert)
    world.run()
    rows = matches_ledger(world, server)
    assert sum(row[0] == "unknown" for row in rows.values()) == 1, collections.Counter(r[0] for r in rows.values())
    assert sum(row[0] == "sent" for row in rows.values()) >= 28
    once(server)


def tells_what_is_wrong(folder):
    """The test of a channel says in words what is the matter, and does not hang."""
    cases = ((dict(greeting="554 5.7.1 go away"), "refuses this computer"),
             (dict(greeting="421 4.3.2 too busy"), "come back later"),
             (dict(greeting="SSH-2.0-OpenSSH_9.2"), "not as a mail server"),
             (dict(greeting=None), "says nothing"),
             (dict(), "answers without encryption"))
    path = os.path.join(folder, "t.espalier")
    ctl("workspace", "new", path, "--name", "T")
    server = None
    for i, (changes, words) in enumerate(cases):
        manners = Manners()
        for key, value in changes.items():
            setattr(manners, key, value)
        server = RoughServer(manners)
        ctl("channel", "add", f"c{i}", "-w", path, "--host", "127.0.0.1", "--port", str(server.port), "--security",
            "none")
        if changes.get("greeting", "") is None:
            with sqlite3.connect(path, timeout=20) as db:
                db.execute("UPDATE channel SET settings = json_set (settings, '$.login-ms', 1000) WHERE name = ?",
                           (f"c{i}",))
        said = ctl("channel", "test", f"c{i}", "-w", path, check=False)
        assert words in said.stdout + said.stderr, (words, said)
        assert (said.returncode == 0) == (not changes), said
    said = ctl("channel", "add", "tls", "-w", path, "--host", "127.0.0.1", "--port", str(server.port), "--security",
               "starttls")
    said = ctl("channel", "test", "tls", "-w", path, check=False)
    assert "does not offer encryption" in said.stdout + said.stderr, said


def account_is_taken_back(folder):
    """What is done to a channel stands in History, and can be undone step by step."""
    path = os.path.join(folder, "u.espalier")
    ctl("workspace", "new", path, "--name", "U")
    ctl("channel", "add", "Mail", "-w", path, "--host", "127.0.0.1", "--port", "2525", "--security", "none")
    ctl("channel", "edit", "Mail", "-w", path, "--rename", "Post")
    ctl("channel", "remove", "Post", "-w", path)
    said = ctl("history", "list", "-w", path).stdout
    assert all(kind in said for kind in ("channel-add", "channel-edit", "channel-archive")), said
    for name in ("Post", "Mail", None):
        ctl("undo", "-w", path)
        listed = ctl("channel", "list", "-w", path).stdout
        assert name in listed if name is not None else "Mail" not in listed, listed


def two_engines(folder):
    """A second engine says who has the lease, in a sentence, and sends nothing."""
    class Slow(Manners):
        def on_dot(self, to, content, state):
            time.sleep(0.05)
            return "250 taken"

    server = RoughServer(Slow())
    world = World(folder, server.port, people(60))
    first = subprocess.Popen((CTL, "run", "-q", "-w", world.path, "--until-idle"))
    while len(server.taken) < 5:
        time.sleep(0.01)
    second = world.run()
    assert second.returncode != 0 and "engine" in second.stderr, second
    assert first.wait(60) == 0
    once(server)
    assert len(server.taken) == 60


def kill_switch(folder):
    class Slow(Manners):
        def on_dot(self, to, content, state):
            time.sleep(0.02)
            return "250 taken"

    server = RoughServer(Slow())
    world = World(folder, server.port, people(200))
    engine = subprocess.Popen((CTL, "run", "-q", "-w", world.path))
    while len(server.taken) < 5:
        time.sleep(0.01)
    ctl("kill-switch", "on", "-w", world.path)
    time.sleep(1)
    n = len(server.taken)
    assert n < 200
    time.sleep(0.5)
    assert len(server.taken) == n, "it went on after the switch"
    engine.send_signal(signal.SIGTERM)
    assert engine.wait(20) == 0
    world.run()
    assert len(server.taken) == n, "a restart forgot the switch"
    ctl("kill-switch", "off", "-w", world.path)
    world.run()
    assert world.send()[0] == "done", world.send()
    once(server)


def channel_is_edited(folder):
    """Another server in the settings of a running channel gets the rest."""
    class Slow(Manners):
        def on_dot(self, to, content, state):
            time.sleep(0.02)
            return "250 taken"

    old, new = RoughServer(Slow()), RoughServer(Manners())
    world = World(folder, old.port, people(300))
    engine = subprocess.Popen((CTL, "run", "-q", "-w", world.path, "--until-idle"))
    while len(old.taken) < 10:
        time.sleep(0.01)
    with world.db() as db:
        db.execute("UPDATE channel SET settings = json_set (settings, '$.port', ?), updated_at = updated_at + 1"
                   " WHERE kind = 'smtp'", (new.port,))
    assert engine.wait(60) == 0
    assert world.send()[0] == "done", world.send()
    assert new.taken and len(old.taken) + len(new.taken) == 300, (len(old.taken), len(new.taken))
    both = [to for to, _ in old.taken + new.taken]
    assert len(both) == len(set(both))


SECRET = "p\u00e4ss-w\u00f6rd-77f0c1"


class Encrypted:
    """A server with STARTTLS and AUTH, and a workspace whose channel signs in to it."""

    def __init__(self, folder, n, hold=0, manners=None):
        import ssl
        key, cert = os.path.join(folder, "k.pem"), os.path.join(folder, "c.pem")
        subprocess.run(("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=localhost", "-addext",
                        "subjectAltName=DNS:localhost"), check=True, capture_output=True)
        manners = manners or Manners()
        manners.password = SECRET
        manners.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        manners.tls.load_cert_chain(cert, key)
        self.server = RoughServer(manners)
        self.world = World(folder, self.server.port, people(n) if isinstance(n, int) else n, security="starttls",
                           ca=cert, connections=3, hold=hold)
        self.env = {**os.environ, "ESPALIER_PASSWORD": SECRET, "G_MESSAGES_DEBUG": "all"}
        ctl("channel", "edit", "mail", "-w", self.world.path, "--user", "news@brand.example", env=self.env)

    def start(self):
        return subprocess.Popen((CTL, "run", "-w", self.world.path, "--until-idle", "--json"), env=self.env,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def secret_stays_out(folder):
    """What the keyring or the person keeps is in no file, no log and no answer of the program."""
    it = Encrypted(folder, 12)
    run = it.start()
    said = run.communicate(timeout=60)[0]
    assert run.returncode == 0, said[-400:]
    assert it.world.send()[0] == "done", it.world.send()
    assert any(command.startswith("AUTH") for command in it.server.commands), it.server.commands[:9]
    assert all(state[0] == "sent" for state in it.world.rows().values())
    copy = os.path.join(folder, "copy.espalier")
    for arguments in (("backup", "-w", it.world.path, copy), ("channel", "list", "-w", it.world.path, "--json"),
                      ("channel", "test", "mail", "-w", it.world.path, "--json"),
                      ("campaign", "status", "c", "-w", it.world.path, "--json"),
                      ("history", "-w", it.world.path)):
        done = ctl(*arguments, check=False, env=it.env)
        said += (done.stdout + done.stderr).encode()
    plain = base64.b64encode(b"\0news@brand.example\0" + SECRET.encode())
    traces = (SECRET.encode(), plain, base64.b64encode(SECRET.encode()).rstrip(b"="))
    assert os.path.exists(copy)
    for name in os.listdir(folder):
        if os.path.isfile(os.path.join(folder, name)):
            with open(os.path.join(folder, name), "rb") as f:
                content = f.read()
            assert not any(trace in content for trace in traces), name
    assert not any(trace in said for trace in traces), said[-400:]


def no_password_is_told(folder):
    """Without a keyring and without a password the send pauses and says what to do; nobody is lost."""
    it = Encrypted(folder, 4)
    env = {k: v for k, v in it.env.items() if k not in ("ESPALIER_PASSWORD", "DBUS_SESSION_BUS_ADDRESS")}
    ctl("run", "-w", it.world.path, "--until-idle", env=env)
    state, reason = it.world.send()
    assert state == "paused" and "password" in reason, (state, reason)
    assert all(row[0] == "queued" for row in it.world.rows().values())
    test = ("message", "test", "-w", it.world.path, "--message", "m", "--channel", "mail", "--to", "me@brand.example")
    assert "password" in ctl(*test, check=False, env=env).stderr
    with tempfile.TemporaryFile() as f:
        f.write(SECRET.encode())
        f.seek(0)
        ctl(*test, "--password-fd", str(f.fileno()), env=env, pass_fds=(f.fileno(),))
    ctl("campaign", "resume", "c", "-w", it.world.path)
    assert it.start().wait(60) == 0
    assert it.world.send()[0] == "done", it.world.send()
    once(it.server)


def killed_while_encrypted(folder):
    """Killed within sign-in, hold, sending, pause and retries, with STARTTLS and AUTH: nobody twice, nobody lost."""
    class Grey(Manners):
        def __init__(self):
            self.known = set()

        def on_rcpt(self, path, state):
            if path.startswith("grey") and path not in self.known:
                self.known.add(path)
                return "450 4.2.0 greylisted"
            return "250 ok"

    it = Encrypted(folder, people(400) + people(60, "grey"), hold=1, manners=Grey())
    chance = random.Random(4711)
    for n in range(14):
        run = it.start()
        time.sleep(chance.uniform(0.02, 0.9))
        if n % 4 == 2:
            ctl("campaign", "pause", "c", "-w", it.world.path, check=False)
            time.sleep(chance.uniform(0, 0.1))
        run.kill()
        run.communicate()
        ctl("campaign", "resume", "c", "-w", it.world.path, check=False)
        it.world.wake()
    for _ in range(4):
        it.start().communicate(timeout=90)
        it.world.wake()
    assert it.world.send()[0] == "done", it.world.send()
    rows = matches_ledger(it.world, it.server)
    assert {row[0] for row in rows.values()} <= {"sent", "unknown"}, collections.Counter(r[0] for r in rows.values())
    assert len(rows) == 460
    once(it.server)


def killed_against_sink(folder):
    """Postfix's own sink, which keeps each message as a file, and an engine that is killed again and again."""
    mail = os.path.join(folder, "sink")
    os.mkdir(mail)
    os.chmod(folder, 0o755)
    os.chmod(mail, 0o777)
    port = random.randint(20000, 32000)
    user = ("-u", "nobody") if os.geteuid() == 0 else ()
    sink = subprocess.Popen(("/usr/sbin/smtp-sink", *user, "-d", "%H%M.",
                             f"127.0.0.1:{port}", "50"),
                            cwd=mail, stderr=subprocess.PIPE)
    try:
        time.sleep(0.5)
        assert sink.poll() is None, sink.stderr.read()
        who = people(2500)
        world = World(folder, port, who, connections=4)
        for _ in range(25):
            engine = subprocess.Popen((CTL, "run", "-q", "-w", world.path, "--until-idle"))
            try:
                engine.wait(random.uniform(0.03, 0.35))
                break
            except subprocess.TimeoutExpired:
                engine.kill()
                engine.wait()
        world.run()
        rows = world.rows()
        assert world.send()[0] == "done", (world.send(), collections.Counter(rows.values()),
                                            world.db().execute("SELECT state, last_error FROM job").fetchall())
        time.sleep(0.3)
        arrived = collections.Counter()
        for name in os.listdir(mail):
            with open(os.path.join(mail, name), encoding="utf-8", errors="replace") as f:
                text = f.read()
            to = re.search(r"X-Rcpt-Args: <([^>]*)>", text)
            # the sink begins the file with the content; one that was cut has no end
            if to and "X-Mail-Args" in text:
                arrived[to.group(1)] += 1
        assert len(rows) == len(who)
        sent = [p for p, row in rows.items() if row[0] == "sent"]
        doubt = [p for p, row in rows.items() if row[0] == "unknown"]
        assert len(sent) + len(doubt) == len(who), collections.Counter(r[0] for r in rows.values())
        assert all(arrived[p] == 1 for p in sent), [(p, arrived[p]) for p in sent if arrived[p] != 1][:5]
        assert all(arrived[p] <= 1 for p in doubt), [(p, arrived[p]) for p in doubt if arrived[p] > 1][:5]
        print(f"# {len(sent)} sent, {len(doubt)} in doubt")
    finally:
        sink.terminate()
        sink.wait()


PROMISES = (("refusals, cuts and silence are told apart", mixed),
            ("a server without extensions gets one command at a time, in seven bits", unpipelined),
            ("a Korean domain travels in ASCII", international),
            ("a message that is too large stops the send", too_large),
            ("421 in the middle of a connection costs nobody the message", says_goodbye),
            ("a domain that asks for patience rests, the others do not", domain_slows_down),
            ("a server that has enough is left in peace, and tried again", server_slows_down),
            ("a sign-in that expires pauses the send, and it goes on after", sign_in_expires),
            ("a server that drips is waited for", slow_bytes),
            ("a cut below TLS leaves one in doubt", encrypted_then_cut),
            ("the test of a channel says what is wrong", tells_what_is_wrong),
            ("a change of a channel can be taken back", account_is_taken_back),
            ("of two engines one waits", two_engines),
            ("the kill switch stops at once and survives a restart", kill_switch),
            ("an edit of the channel reaches a running send", channel_is_edited),
            ("a secret is in no file, no log and no answer", secret_stays_out),
            ("without a password the send waits for it, and says so", no_password_is_told),
            ("killed while encrypted, held, paused and retrying: nobody lost, nobody twice", killed_while_encrypted),
            ("killed against a real sink: nobody lost, nobody twice", killed_against_sink))

NEED_OPENSSL = (encrypted_then_cut, secret_stays_out, no_password_is_told, killed_while_encrypted)


def main():
    wanted = sys.argv[1:]
    failed = 0
    chosen = [p for p in PROMISES if not wanted or p[1].__name__ in wanted]
    for n, (what, keep) in enumerate(chosen, 1):
        skip = keep is killed_against_sink and not os.path.exists("/usr/sbin/smtp-sink") or \
            keep in NEED_OPENSSL and shutil.which("openssl") is None
        if skip:
            print(f"ok {n} {what} # SKIP not installed", flush=True)
            continue
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="espalier-rough-") as folder:
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
