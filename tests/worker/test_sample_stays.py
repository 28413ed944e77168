#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing of the sample workspace leaves the computer, whatever somebody sets up in it."""
import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading

CTL = os.path.join(os.environ.get("ESP_BUILD_DIR", "build"), "src/ctl/espalierctl")
SENTENCE = "nothing of it leaves the computer"


class Door:
    """A port that counts who knocks."""

    def __init__(self):
        self.n = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self):
        while True:
            visitor, _ = self.socket.accept()
            self.n += 1
            visitor.close()


def ctl(path, *arguments):
    return subprocess.run((CTL,) + arguments + ("-w", path), capture_output=True, text=True, timeout=60)


def made(path, *arguments):
    done = ctl(path, *arguments)
    assert done.returncode == 0, f"{arguments}: {done.stderr}"


def refused(path, *arguments):
    done = ctl(path, *arguments)
    assert done.returncode == 1, f"{arguments} was not refused: {done.stdout}"
    assert SENTENCE in done.stdout + done.stderr, f"{arguments}: {done.stdout} {done.stderr}"


def a_campaign_is_refused(path, door):
    made(path, "campaign", "new", "x", "--message", "1", "--channel", "out", "--everyone", "--hold", "0")
    refused(path, "campaign", "check", "x")
    refused(path, "campaign", "send", "x", "--accept-warnings")


def a_test_mail_is_refused(path, door):
    refused(path, "message", "test", "--message", "1", "--to", "me@example.com", "--channel", "out")


def a_queue_that_got_past_it_stays(path, door):
    """The send that the brake stopped has people in its queue; somebody points it elsewhere."""
    with sqlite3.connect(path) as db:
        db.execute("UPDATE send SET channel_id = (SELECT id FROM channel WHERE kind = 'smtp') WHERE state = 'paused'")
        send, waiting = db.execute("SELECT send_id, count(*) FROM delivery JOIN send ON send.id = send_id"
                                   " WHERE send.state = 'paused' AND delivery.state = 'queued'").fetchone()
    assert waiting > 0
    ctl(path, "campaign", "resume", str(send))
    ctl(path, "run", "--until-idle")
    with sqlite3.connect(path) as db:
        still = db.execute("SELECT count(*) FROM delivery WHERE send_id = ? AND state IN ('queued', 'skipped')"
                           " AND attempts <= 1", (send,)).fetchone()[0]
        gone = db.execute("SELECT count(*) FROM delivery WHERE send_id = ? AND state IN ('sending', 'unknown')",
                          (send,)).fetchone()[0]
    assert still >= waiting, f"{waiting} waited, {still} do now"
    assert gone == 0, f"{gone} were handed over"


def a_live_journey_rests(path, door):
    """Nobody of its people is due to get anything: its sends are neither running nor done."""
    made(path, "run", "--until-idle")
    done = ctl(path, "job", "list", "--json")
    states = [job["state"] for job in json.loads(done.stdout)]
    assert states and set(states) <= {"idle", "waiting"}, done.stdout


def main():
    tests = [a_live_journey_rests, a_campaign_is_refused, a_test_mail_is_refused, a_queue_that_got_past_it_stays]
    failed = 0
    print(f"1..{len(tests)}")
    with tempfile.TemporaryDirectory() as folder:
        path, door = os.path.join(folder, "sample.espalier"), Door()
        subprocess.run((CTL, "workspace", "sample", "--leads", "5000", path), check=True, timeout=60, stdout=subprocess.DEVNULL)
        made(path, "channel", "add", "out", "--host", "127.0.0.1", "--port", str(door.port), "--security", "none",
             "--accept-plain")
        for number, test in enumerate(tests, 1):
            try:
                test(path, door)
                assert door.n == 0, f"{door.n} connections were made"
                print(f"ok {number} - /worker/sample/{test.__name__.replace('_', '-')}")
            except Exception as error:  # noqa: BLE001: every trouble is this test's failure
                failed += 1
                print(f"not ok {number} - /worker/sample/{test.__name__.replace('_', '-')}\n# {error}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
