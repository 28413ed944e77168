#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A journey is published anew over people who wait, paused, rolled back and ended, all through the window."""
import json
import os
from datetime import datetime

import espdrive
from espdrive import Tap, act, ctl, find, find_all, name, press, wait_for


def journey(days):
    return {"version": 1, "name": "Welcome", "entries": [{"id": "in", "kind": "manual"}],
            "steps": [{"id": "t", "kind": "task", "text": "Call"},
                      {"id": "w", "kind": "wait", "for": {"days": days}},
                      {"id": "x", "kind": "exit"}]}


def write(folder, file, text):
    path = os.path.join(folder, file)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path


def prepare(folder):
    """Two people wait three days in version 1; the draft has five, and orders are held for an hour."""
    path = os.path.join(folder, "publish.espalier")
    ctl("workspace", "new", path, "--name", "Publish")
    ctl("import", "leads", "-w", path, "--consent=none",
        write(folder, "people.csv", "email,name\na@x.example,A\nb@x.example,B\n"))
    ctl("journey", "create", "-w", path, "--file", write(folder, "1.json", json.dumps(journey(3))))
    ctl("journey", "publish", "1", "-w", path, "--accept-warnings")
    ctl("journey", "enter", "1", "a@x.example", "b@x.example", "-w", path)
    ctl("journey", "run", "-w", path)
    ctl("journey", "edit", "1", "-w", path, "--file", write(folder, "2.json", json.dumps(journey(5))))
    ctl("workspace", "set", "-w", path, "hold", "3600")
    return path


def button(app, word):
    """The last one that is called so; some are called so twice."""
    return wait_for(lambda: [n for n in find_all(app.root, "push button") if word in name(n)],
                    f"the button “{word}”")[-1]


def row(path):
    return json.loads(ctl("journey", "list", "-w", path, "--json")[1])[0]


def wait_row(path, what, claim):
    wait_for(lambda: claim(row(path)), f"{what}, not {row(path)}")


def choose(app, row_name, word):
    """Opens the row's list and takes what begins so."""
    line = wait_for(lambda: [n for n in find_all(app.root) if name(n).startswith(row_name) and
                             espdrive.role(n) in ("combo box", "list item")], f"the row {row_name}")[0]
    espdrive.click(line)
    wanted = wait_for(lambda: [n for n in find_all(app.root, text=word) if espdrive.role(n) in ("label", "list item")],
                      word)
    espdrive.click(wanted[-1])
    wait_for(lambda: not find_all(app.root, text="Keep waiting as it was for them"), "the list to close")


def open_menu(app, word):
    act(find_all(app.root, "push button", "More actions")[-1])
    item = wait_for(lambda: [n for n in find_all(app.root, "menu item") if name(n).replace("_", "").startswith(word)],
                    f"{word} in the menu")[0]
    espdrive.click(item)


def publishes(app, path):
    act(button(app, "Publish…"))
    find(app.root, text="2 people are here")
    choose(app, "Wait", "Wait as it is now")
    act(button(app, "Publish version 2"))
    now = button(app, "Publish now")
    assert row(path)["version"] == 1, "published before its time"
    act(now)
    wait_row(path, "version 2", lambda r: r["version"] == 2)
    find(app.root, text="Version 2 is published")
    people = json.loads(ctl("journey", "trace", "1", "--lead=a@x.example", "-w", path, "--json")[1])["passages"][0]
    waits = datetime.fromisoformat(people["next"]["at"]) - datetime.fromisoformat(people["entered"])
    assert waits.days == 5, f"chosen was the new wait, which is {waits}"


def main():
    tap = Tap()

    def lives(folder):
        path = prepare(folder)
        with espdrive.App("--workspace", path, "--screen", "journeys/1") as app:
            publishes(app, path)
            open_menu(app, "Pause")
            act(button(app, "Stop the clock"))
            wait_row(path, "paused", lambda r: r["state"] == "paused")
            press("ctrl+h")
            find(app.root, text="Version 1")
            act(button(app, "Roll back…"))
            act(button(app, "Roll back to version 1"))
            act(button(app, "Publish now"))
            wait_row(path, "version 3", lambda r: r["version"] == 3)
            press("Escape")
            open_menu(app, "End")
            act(button(app, "Take everyone out now"))
            wait_row(path, "the end", lambda r: r["state"] == "ended")

    tap.alone("a journey is published over people who wait, paused, rolled back and ended", lives)
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
