#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends to a scripted mail server as the area of activity shows it: hold, pause, resume, doubt, log; channel test."""
import os
import sys
import time

import espdrive

sys.path.insert(0, os.path.join(os.environ.get("ESP_SOURCE_DIR", "."), "tests", "worker"))
from rough_server import Cut, Manners, RoughServer  # noqa: E402
from test_rough_servers import World, ctl, people  # noqa: E402


class Gate(Manners):
    """Answers each message only after a while, so that there is time to press a button."""
    delay = 0.04
    is_full = True

    def on_dot(self, to, content, state):
        time.sleep(self.delay)
        if to.startswith("doubt"):
            raise Cut
        if to.startswith("full") and self.is_full:
            return "552 5.2.2 mailbox full"
        return "250 taken"


def no_complaints(app):
    """A test has no service that shows notifications."""
    complaints = [line for line in app.complaints() if "Notifications" not in line]
    assert not complaints, complaints


def row(app, words, patience=None):
    """The row of a job that says so."""
    return espdrive.wait_for(
        lambda: next(n for n in espdrive.find_all(app.root, "list item", seen=False)
                     if words in espdrive.name(n) and espdrive.is_seen(n)), f"a row with {words}", patience)


def button(root, label):
    """GTK 4.8 may repeat the label in the name."""
    return espdrive.wait_for(
        lambda: next(n for n in espdrive.find_all(root, "push button")
                     if espdrive.name(n).replace("_", "").startswith(label)),
        f"the button {label}")


def press_in(node, label):
    espdrive.click(button(node, label))


def press_until(press, claim):
    """The row may move under the pointer: its line has just grown."""
    def again():
        press()
        end = time.monotonic() + 2
        while not claim() and time.monotonic() < end:
            time.sleep(0.05)
        return claim()

    espdrive.wait_for(again, "what the button does")


def still(server):
    """How many have arrived, once no more do: what was in flight has landed."""
    n = -1
    while n != len(server.taken):
        n = len(server.taken)
        time.sleep(0.5)
    return n


def tab(app, title):
    espdrive.click(espdrive.find(app.root, name=title))


def hold_and_cancel(folder):
    server = RoughServer(Gate())
    world = World(folder, server.port, people(5), hold=300)
    with espdrive.App("--workspace", world.path, "--screen", "activity?tab=waiting") as app:
        held = row(app, "the first message leaves in", 10)
        first = espdrive.name(held)
        espdrive.wait_for(lambda: espdrive.name(row(app, "leaves in")) != first, "the countdown")
        press_in(row(app, "leaves in"), "Cancel")
        tab(app, "Done")
        row(app, "Stopped")
        no_complaints(app)
    assert not server.taken and world.send()[0] == "stopped", world.send()


def pause_resume_done(folder):
    server = RoughServer(Gate())
    server.manners.delay = 0.1  # slow enough for a slow machine to press the button in time
    world = World(folder, server.port, people(220), connections=1)
    with espdrive.App("--workspace", world.path, "--screen", "activity") as app:
        press_until(lambda: press_in(row(app, "a minute", 10), "Pause"), lambda: world.send()[0] == "paused")
        tab(app, "Waiting")
        paused = row(app, "nobody gets it twice")
        assert "paused by you" in espdrive.name(paused), espdrive.name(paused)
        n = still(server)
        assert 0 < n < 220, n
        time.sleep(0.3)
        assert len(server.taken) == n, "it went on while it was paused"
        server.manners.delay = 0
        press_in(paused, "Resume")
        tab(app, "Done")
        row(app, "220 of 220", 10)
        tab(app, "Log")
        row(app, "Send resumed")
        row(app, "Send finished")
        no_complaints(app)
    assert len({to for to, _ in server.taken}) == len(server.taken) == 220


def doubt_is_decided(folder):
    server = RoughServer(Gate())
    server.manners.delay = 0
    world = World(folder, server.port, people(5) + ["doubt@x.example"])
    world.run()
    # what was before this program started is shown, and needs somebody
    with espdrive.App("--workspace", world.path, "--screen", "activity?tab=failed") as app:
        press_in(row(app, "1 in doubt", 10), "Decide…")
        espdrive.find(app.root, text="doubt@x.example")
        press_in(app.root, "Got it")
        espdrive.wait_for(lambda: world.rows()["doubt@x.example"][0] == "sent", "the decision")
        espdrive.press("Escape")
        tab(app, "Done")
        row(app, "6 of 6")
        no_complaints(app)


def only_the_failed(folder):
    server = RoughServer(Gate())
    server.manners.delay = 0
    world = World(folder, server.port, people(4) + ["full1@x.example", "full2@x.example"])
    world.run()
    with espdrive.App("--workspace", world.path, "--screen", "activity?tab=failed") as app:
        press_in(row(app, "2 failed", 10), "Why")
        espdrive.find(app.root, text="552 5.2.2")
        espdrive.press("Return")  # the keys begin with the first reason: who they are
        espdrive.find(app.root, text="full2@x.example")
        assert espdrive.find(app.root, text="Show all leads") and not espdrive.find_all(app.root, text="ok1@d1.example")
        espdrive.press("alt+Left")
        press_in(row(app, "2 failed", 10), "Why")
        server.manners.is_full = False
        press_in(app.root, "Retry these 2")
        tab(app, "Done")
        row(app, "6 of 6", 10)
        no_complaints(app)
    assert sorted(to for to, _ in server.taken if to.startswith("full")) == ["full1@x.example", "full2@x.example"]
    assert len(server.taken) == 6, server.taken


def stops_everything(folder):
    server = RoughServer(Gate())
    server.manners.delay = 0.1
    world = World(folder, server.port, people(200), connections=1)
    with espdrive.App("--workspace", world.path, "--screen", "activity") as app:
        row(app, "a minute", 10)
        press_in(app.root, "Stop all sending")
        espdrive.find(app.root, text="cannot be recalled")  # what is in flight stands in the sheet
        press_in(app.root, "Pause everything now")
        espdrive.find(app.root, text="All sending is stopped")
        n = still(server)
        time.sleep(0.4)
        assert n == len(server.taken) < 200, n
        server.manners.delay = 0
        press_in(app.root, "Resume sending")
        tab(app, "Done")
        row(app, "200 of 200", 10)
        no_complaints(app)


def channel_says_what_is_wrong(folder):
    manners = Manners()
    manners.greeting = "554 5.7.1 go away"
    server = RoughServer(manners)
    path = os.path.join(folder, "c.espalier")
    ctl("workspace", "new", path, "--name", "C")
    ctl("channel", "add", "Post", "-w", path, "--host", "127.0.0.1", "--port", str(server.port), "--security", "none")
    with espdrive.App("--workspace", path, "--screen", "channels", language="ko") as app:
        espdrive.find(app.root, text="아직 테스트하지 않았어요", patience=10)
        espdrive.rest(app.root)
        press_in(app.root, "테스트")
        espdrive.find(app.root, text="이 계정에 속한 주소")
        no_complaints(app)


def main():
    tap = espdrive.Tap()
    wanted = sys.argv[1:]
    for what, keep in (("a held send counts down and is cancelled", hold_and_cancel),
                       ("a send is paused, resumed and done; the log knows", pause_resume_done),
                       ("those in doubt are decided by name, after a restart", doubt_is_decided),
                       ("only those who were refused are tried again", only_the_failed),
                       ("everything stops, and goes on", stops_everything),
                       ("the test of a channel says in Korean what is wrong", channel_says_what_is_wrong)):
        if wanted and keep.__name__ not in wanted:
            continue
        tap.alone(what, keep)
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
