#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a channel: opened from its line, its limits changed, a plan shown, switched off."""
import json
import os

import espdrive

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data")


def settings(path, name):
    return json.loads(espdrive.ctl("channel", "show", name, "-w", path, "--json")[1])


def button(root, label):
    return espdrive.wait_for(
        lambda: next(n for n in espdrive.find_all(root, "push button")
                     if espdrive.name(n).replace("_", "").startswith(label)), f"the button {label}")


def page_is_opened_and_changed(folder):
    path = os.path.join(folder, "c.espalier")
    espdrive.ctl("workspace", "new", path, "--name", "C")
    for one in ("Post", "Spare"):
        espdrive.ctl("channel", "add", one, "-w", path, "--host", "127.0.0.1", "--port", "9", "--security", "none")
    with espdrive.App("--workspace", path, "--screen", "channels") as app:
        espdrive.find(app.root, text="Post", patience=10)
        espdrive.rest(app.root)
        line = next(n for n in espdrive.find_all(app.root, "list item") if espdrive.name(n).startswith("Post"))
        espdrive.click(line)
        espdrive.find(app.root, text="Limits and warm-up")
        espdrive.find(app.root, text="Without a limit")
        espdrive.click(button(app.root, "Change"))
        espdrive.find(app.root, text="In 24 hours")
        spins = espdrive.find_all(app.root, "spin button")
        assert len(spins) == 3, [espdrive.name(n) for n in spins]
        espdrive.click(spins[2], times=2)
        espdrive.press("ctrl+a")
        espdrive.write("2000")
        espdrive.press("Tab")
        espdrive.click(button(app.root, "Save"))
        espdrive.find(app.root, text="2,000 in 24 hours")
        assert settings(path, "Post")["settings"]["per-day"] == 2000
        # A plan that is set elsewhere shows with its picture.
        espdrive.ctl("channel", "edit", "Post", "-w", path, "--warm-up", "small")
        espdrive.press("F5")
        espdrive.find(app.root, text="Small: from 20 a day")
        espdrive.find(app.root, text="0 of 20 today")
        row = next(n for n in espdrive.find_all(app.root, "list item") if espdrive.name(n).startswith("Enabled"))
        espdrive.click(row)
        espdrive.find(app.root, text="Off: nothing is sent through it")
        espdrive.wait_for(lambda: not settings(path, "Post")["enabled"], "the switch in the workspace")
        espdrive.press("alt+Left")
        espdrive.find(app.root, text="Spare")


def outbox(path):
    return {line["channel"] for line in json.loads(espdrive.ctl("outbox", "-w", path, "--json")[1])}


def open_page(app, name):
    espdrive.find(app.root, text=name, patience=10)
    espdrive.rest(app.root)
    espdrive.click(next(n for n in espdrive.find_all(app.root, "list item") if espdrive.name(n).startswith(name)))
    espdrive.find(app.root, text="Limits and warm-up")


def what_waits_goes_another_way_and_back(folder):
    path = os.path.join(folder, "m.espalier")
    leads = os.path.join(folder, "l.csv")
    with open(leads, "w") as file:
        file.write("email,name\na@b.example,A\nc@b.example,C\n")
    espdrive.ctl("workspace", "new", path, "--name", "M")
    espdrive.ctl("workspace", "set", "-w", path, "company", "M", "address", "Seoul", "phone", "02-000-0000",
                 "sender-name", "M", "sender-email", "news@brand.example")
    espdrive.ctl("import", "leads", "-w", path, "--consent=declared", "--consent-channels=email",
                 "--consent-source=form", "--consent-date=2026-10-01", "--consent-wording=News", leads)
    espdrive.ctl("message", "import", "-w", path, "--name", "Hello", os.path.join(DATA, "sample", "welcome.json"))
    for one in ("Post", "Spare"):
        espdrive.ctl("channel", "add", one, "-w", path, "--host", "127.0.0.1", "--port", "9", "--security", "none")
    espdrive.ctl("channel", "add", "Letters", "-w", path, "--kind", "sendgrid")
    espdrive.ctl("campaign", "new", "Spring", "-w", path, "--message", "Hello", "--everyone", "--channel", "Post",
                 "--hold", "3000", "--ignore-hours")
    espdrive.ctl("campaign", "send", "Spring", "-w", path, "--accept-warnings")
    with espdrive.App("--workspace", path, "--screen", "channels") as app:
        espdrive.wait_for(lambda: outbox(path) == {"Post"}, "the messages that wait", 15)
        open_page(app, "Post")
        espdrive.press("F5")
        espdrive.click(button(app.root, "Move waiting"))
        espdrive.click(espdrive.wait_for(
            lambda: next(n for n in espdrive.walk(app.root)
                         if espdrive.name(n) == "Spare" and "menu item" in espdrive.role(n)), "the other channel"))
        espdrive.wait_for(lambda: outbox(path) == {"Spare"}, "the move")
        espdrive.click(button(app.root, "Undo"))
        espdrive.wait_for(lambda: outbox(path) == {"Post"}, "the way back")
        espdrive.rest(app.root)
        espdrive.press("alt+Left")
        open_page(app, "Letters")
        row = espdrive.wait_for(
            lambda: next(n for n in espdrive.find_all(app.root, "list item", seen=False)
                         if espdrive.name(n).startswith("Reports by call")), "the row of calls")
        espdrive.act(espdrive.find_all(row, "push button", seen=False)[0])
        espdrive.find(app.root, text="Address to enter at the service")
        espdrive.click(button(app.root, "Save"))
        espdrive.wait_for(lambda: json.loads(espdrive.ctl("door", "list", "-w", path, "--json")[1]), "the open door")
        assert "8787" in espdrive.ctl("workspace", "settings", "-w", path)[1]


def main():
    tap = espdrive.Tap()
    tap.alone("the page of a channel is opened and its limits are changed", page_is_opened_and_changed)
    tap.alone("what waits goes another way and back, and a service may call", what_waits_goes_another_way_and_back)
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
