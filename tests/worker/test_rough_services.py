#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends through web services that misbehave, while the engine is killed: nobody lost, nobody twice, doubt by name."""
import collections
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from rough_service import RoughService  # noqa: E402
from test_rough_servers import CTL, MESSAGE, ctl  # noqa: E402

SETTINGS = {"twilio": {"account": "AC" + "a" * 32, "sender": "+12025550123", "optout-number": "0801234567"},
            "sendgrid": {}, "resend": {}}
LIMIT_S = 60


def secret():
    read, write = os.pipe()
    os.write(write, b"secret")
    os.close(write)
    return read


class World:
    """A workspace with people, a message, a channel to the service and a send that waits for the engine."""

    def __init__(self, folder, service, n):
        self.path = os.path.join(folder, "w.espalier")
        self.service = service
        leads = os.path.join(folder, "leads.csv")
        message = os.path.join(folder, "message.json")
        with open(leads, "w", encoding="utf-8") as f:
            f.write("email,name,phone\n" + "".join(
                f"u{i}@d{i % 3}.example,김하나,0101{i:07d}\n" for i in range(n)))
        with open(message, "w", encoding="utf-8") as f:
            json.dump(MESSAGE, f)
        ctl("workspace", "new", self.path, "--name", "Rough", "--country", "KR")
        for fact in ("company", "새봄상점"), ("address", "서울시 중구 을지로 1"), ("phone", "02-000-0000"):
            ctl("workspace", "set", "-w", self.path, *fact)
        ctl("import", "leads", "-w", self.path, "--consent=declared", "--consent-channels=email,sms",
            "--consent-source=form", "--consent-date=2026-10-01", "--consent-wording=News", leads)
        is_text = service.kind == "twilio"
        if is_text:
            # No advertising: that would wait for the morning whenever this runs in Korea's night.
            ctl("message", "new", "-w", self.path, "-c", "text", "-n", "m", "--class", "transactional",
                "-b", "{{ name }}님, 주문하신 상품이 출발했어요")
        else:
            ctl("message", "import", "-w", self.path, "--name", "m", message)
        settings = dict(SETTINGS[service.kind], **{"base-url": f"http://127.0.0.1:{service.port}"})
        fd = secret()
        ctl("channel", "add", "ch", "-w", self.path, "--kind", service.kind, "--password-fd", str(fd),
            *(f"--set={name}={value}" for name, value in settings.items()), pass_fds=[fd])
        os.close(fd)
        ctl("campaign", "new", "c", "-w", self.path, "--message", "m", "--channel", "ch", "--everyone", "--hold", "0",
            "--ignore-hours", *(["--transactional"] if is_text else []))
        ctl("campaign", "send", "c", "-w", self.path, "--accept-warnings")

    def start(self):
        fd = secret()
        engine = subprocess.Popen([CTL, "run", "-w", self.path, "--until-idle", "-q", "--password-fd", str(fd)],
                                  pass_fds=[fd])
        os.close(fd)
        return engine

    def pull(self):
        fd = secret()
        ctl("channel", "pull", "ch", "-w", self.path, "--password-fd", str(fd), pass_fds=[fd])
        os.close(fd)

    def wake(self):
        """Everything that waits is due now; a brake is let go of."""
        with sqlite3.connect(self.path, timeout=20) as db:
            state = db.execute("SELECT state FROM send").fetchone()[0]
            db.execute("UPDATE delivery SET next_at = 1 WHERE next_at IS NOT NULL")
            db.execute("UPDATE job SET run_at = 0 WHERE state = 'queued'")
        db.close()
        if state == "paused":
            ctl("campaign", "resume", "c", "-w", self.path)
        return state

    def check(self):
        with sqlite3.connect(self.path, timeout=20) as db:
            rows = db.execute("SELECT l.email, l.phone, d.state FROM delivery d JOIN lead l ON l.id = d.lead_id"
                              ).fetchall()
        db.close()
        seen = self.service.seen
        twice = [who for who, n in seen.items() if n > 1]
        place = 1 if self.service.kind == "twilio" else 0
        assert not twice, f"twice: {twice[:3]}"
        for row in rows:
            assert row[2] != "sent" or row[place] in seen, f"said to be sent, but did not arrive: {row}"
            assert row[place] not in seen or row[2] in ("sent", "unknown"), f"arrived, and nobody knows: {row}"
        return collections.Counter(row[2] for row in rows)


def killed(folder, kind, n, kills):
    service = RoughService(kind)
    world = World(folder, service, n)
    for at in kills:
        engine = world.start()
        service.at_call = (service.n_calls + at, engine.kill)
        engine.wait(LIMIT_S)
        world.wake()
    service.at_call = None
    service.is_rough = False
    for _ in range(8):
        assert world.start().wait(LIMIT_S) == 0
        if world.wake() == "done":
            break
    states = world.check()
    assert set(states) <= {"sent", "unknown"} and sum(states.values()) == n, states
    assert states["sent"] > states["unknown"], states
    if kind == "resend":
        assert states["unknown"] > 0, states
        world.pull()
        states = world.check()
        assert states["sent"] == len(service.seen), states
    service.close()


def one_by_one(folder):
    killed(folder, "twilio", 50, (3, 9))


def in_batches(folder):
    killed(folder, "sendgrid", 700, (5,))


def with_keys(folder):
    killed(folder, "resend", 700, (5,))


PROMISES = (("texts, one a call", one_by_one), ("mails in batches", in_batches),
            ("mails in batches that count once", with_keys))


def main():
    wanted = sys.argv[1:]
    chosen = [p for p in PROMISES if not wanted or p[1].__name__ in wanted]
    failed = 0
    for n, (what, keep) in enumerate(chosen, 1):
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="espalier-services-") as folder:
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
