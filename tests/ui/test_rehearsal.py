#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A journey is simulated from the keyboard: F5, the slider by keys, the next send, and closed again."""
import json
import os
import tempfile

import espdrive

JOURNEY = {
    "version": 1, "name": "Onboarding", "entries": [{"id": "in", "kind": "manual"}],
    "steps": [{"id": "t", "kind": "task", "text": "Call"},
              {"id": "w", "kind": "wait", "for": {"days": 3}},
              {"id": "x", "kind": "exit"}]}


def make(folder):
    workspace = os.path.join(folder, "test.espalier")
    people = os.path.join(folder, "people.csv")
    journey = os.path.join(folder, "journey.json")
    with open(people, "w", encoding="utf-8") as out:
        out.write("email,name\n" + "".join(f"p{i}@x.example,Person {i}\n" for i in range(40)))
    with open(journey, "w", encoding="utf-8") as out:
        json.dump(JOURNEY, out)
    espdrive.ctl("workspace", "new", workspace)
    espdrive.ctl("import", "leads", people, "-w", workspace, "--consent=none")
    espdrive.ctl("journey", "create", "-w", workspace, "--file", journey)
    return workspace


def slider(app):
    return espdrive.find(app.root, "slider", "Time of the simulation")


def waiting(app, words):
    espdrive.wait_for(lambda: any(words in espdrive.text(n) or words in espdrive.name(n)
                                  for n in espdrive.find_all(app.root, "label")), words)


def simulates_by_keyboard(workspace):
    with espdrive.App("--workspace", workspace, "--screen", "journeys/1") as app:
        espdrive.find(app.root, text="Call")
        espdrive.press("F5")
        waiting(app, "40 come in")
        waiting(app, "Nothing would be sent")
        slider(app)
        espdrive.press("Left")
        espdrive.press("Left")
        waiting(app, "40 waiting")
        assert not app.complaints(), app.complaints()


def main():
    tap = espdrive.Tap()
    with tempfile.TemporaryDirectory() as folder:
        workspace = make(folder)
        tap.alone("a journey is simulated and played by keyboard", lambda _: simulates_by_keyboard(workspace))
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
