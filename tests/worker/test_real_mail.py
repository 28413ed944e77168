#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A campaign through a real Postfix, its real bounces read from a real Dovecot: each finds its person and its kind."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
os.environ["PATH"] += ":/usr/sbin:/sbin"
from real_mail import Dovecot, Postfix  # noqa: E402
from rough_server import Manners, RoughServer  # noqa: E402
from test_mailbox import make_certificate  # noqa: E402
from test_rough_servers import World, ctl  # noqa: E402

# What the last server says at RCPT, or after the message, and what that must mean.
VERDICTS = {
    "nouser": ("550 5.1.1 No such user", "hard"),
    "nouser-bare": ("550 No such user here", "hard"),
    "full": ("552 5.2.2 Mailbox full", "soft"),
    "full-bare": ("552 Mailbox full", "soft"),
    "later": ("450 4.2.0 Greylisted, try again later", "soft"),
    "policy": ("554 5.7.1 Message refused by policy", "block"),
    "listed": ("550 Your address is on our blacklist", "block"),
    "big": ("552 5.3.4 Message too big for system", "failed"),
}


class NextServer(Manners):
    ehlo = ("8BITMIME", "ENHANCEDSTATUSCODES")

    def on_rcpt(self, path, state):
        name = path.split("@")[0]
        return VERDICTS[name][0] if name in VERDICTS else "250 2.1.5 ok"


def wait_for(what, seconds=45):
    until = time.time() + seconds
    while not what():
        assert time.time() < until, "the bounces did not come"
        time.sleep(0.1)


def pull(path):
    read, write = os.pipe()
    os.write(write, b"pw")
    os.close(write)
    done = ctl("mailbox", "pull", "mail", "-w", path, "--json", "--password-fd", str(read), pass_fds=[read])
    os.close(read)
    return json.loads(done.stdout)


def bounces_come_home(folder):
    people = [f"{name}@down.test" for name in VERDICTS] + ["ok1@ok.test", "gone@dead.test", "fine@down.test"]
    following = RoughServer(NextServer())
    postfix = Postfix(os.path.join(folder, "pf"), following.port)
    dovecot = None
    try:
        _, pem = make_certificate(folder, "localhost")
        world = World(folder, postfix.port, people)
        path = world.path
        ctl("workspace", "set", "-w", path, "bounce-mailbox", "bounce@brand.test")
        world.run()
        assert all(row[0] == "sent" for row in world.rows().values()), world.rows()
        wait_for(lambda: postfix.count("brand.test") >= len(VERDICTS) + 1)
        dovecot = Dovecot(os.path.join(folder, "dc"), os.path.join(postfix.d, "mail"),
                          os.path.join(folder, "localhost"))
        ctl("mailbox", "set", "mail", "-w", path, "--host", "localhost", "--port", str(dovecot.port),
            "--security", "starttls", "--user", "bounce", "--ca-file", pem, "--timeout", "20")
        found = pull(path)
        assert found["new"] == len(VERDICTS) + 1 and found["stray"] == 0, found
        assert pull(path)["mails"] == 0
        with sqlite3.connect(path) as db:
            kinds = dict(db.execute(
                "SELECT l.email, json_extract (e.props, '$.class') FROM event AS e JOIN lead AS l ON l.id = e.lead_id"
                " JOIN event_kind AS k ON k.id = e.kind_id WHERE k.name = 'bounce' AND e.send_id IS NOT NULL"))
            held = {r[0] for r in db.execute(
                "SELECT l.email FROM suppressed_lead AS s JOIN lead AS l ON l.id = s.lead_id")}
        wanted = {f"{name}@down.test": kind for name, (_, kind) in VERDICTS.items()}
        wanted["gone@dead.test"] = "soft"
        assert kinds == wanted, {k: (kinds.get(k), wanted.get(k)) for k in wanted | kinds
                                 if kinds.get(k) != wanted.get(k)}
        assert held == {a for a, kind in wanted.items() if kind == "hard"}, held
    finally:
        if dovecot:
            dovecot.stop()
        postfix.stop()
        following.close()


def main():
    tests = [bounces_come_home]
    missing = [tool for tool in ("postfix", "dovecot", "openssl") if shutil.which(tool) is None]
    if missing or os.geteuid() != 0:
        print(f"1..0 # SKIP {' and '.join(missing) or 'root'} is not here: see build-aux/install check")
        return 0
    print(f"1..{len(tests)}", flush=True)
    n_failed = 0
    for i, test in enumerate(tests, 1):
        folder = tempfile.mkdtemp(prefix="esp-real-")
        os.chmod(folder, 0o755)
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
