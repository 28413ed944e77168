#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The canvas of journeys by the pointer: steps dropped, moved and added on edges, messages dropped onto steps, and
steps taken over to the journey of another window."""
import json
import os
import subprocess
import sys
import tempfile

import espdrive
from espdrive import Tap, ctl, find, find_all, middle, name, press, wait_for, write, xdotool

JOURNEYS = {
    "First": [
        {"id": "hello", "kind": "send", "message": "Hello"},
        {"id": "pause", "kind": "wait", "for": {"days": 2}},
        {"id": "label", "kind": "update", "changes": [{"do": "tag", "tag": "met"}]},
        {"id": "end", "kind": "exit"}],
    "Second": [{"id": "end", "kind": "exit"}],
}


def workspace(folder):
    path = os.path.join(folder, "canvas.espalier")
    ctl("workspace", "new", path, "--name", "Canvas")
    for words in ("Hello", "Goodbye"):
        source = os.path.join(folder, "message.json")
        with open(source, "w", encoding="utf-8") as f:
            json.dump({"version": 1, "language": "en", "subject": words, "body": {"sections": []}}, f)
        ctl("message", "import", source, "--workspace", path, "--name", words)
    for title, steps in JOURNEYS.items():
        source = os.path.join(folder, "journey.json")
        with open(source, "w", encoding="utf-8") as f:
            json.dump({"version": 1, "name": title, "entries": [{"id": "in", "kind": "manual"}], "steps": steps}, f)
        ctl("journey", "create", "--file", source, "--workspace", path)
    return path


def drag(start, end):
    """From one place to another of the same X window, in steps that a hand would make."""
    window, x, y = start
    _, to_x, to_y = end
    xdotool("mousemove", "--window", window, str(x), str(y), "sleep", "0.1", "mousedown", "1")
    for i in range(1, 11):
        xdotool("mousemove", "--window", window, str(x + (to_x - x) * i // 10), str(y + (to_y - y) * i // 10),
                "sleep", "0.03")
    xdotool("sleep", "0.15", "mouseup", "1")


class Canvas:
    def __init__(self, app, path):
        self.app = app
        self.path = path

    def steps(self, journey="1"):
        said = ctl("journey", "export", journey, "--workspace", self.path)[1]
        return json.loads(said)["steps"]

    def becomes(self, *wanted, journey="1"):
        wait_for(lambda: [step["kind"] for step in self.steps(journey)] == list(wanted), " ".join(wanted))

    def step(self, number):
        """The list item of a step on the canvas, with what it is called."""
        return wait_for(lambda: [n for n in find_all(self.app.root, "list item")
                                 if name(n).startswith(f"Step {number} of ")], f"step {number}")[0]

    def edge_behind(self, number):
        window, x, y = middle(self.step(number))
        _, _, below = middle(self.step(number + 1))
        return window, x, (y + below) // 2

    def palette(self, words):
        return middle(wait_for(lambda: [n for n in find_all(self.app.root, "list item")
                                        if name(n).split(":")[0] == words], f"{words} in the palette")[0])

    def drops_a_kind(self):
        drag(self.palette("Wait"), self.edge_behind(1))
        self.becomes("send", "wait", "wait", "update", "exit")
        press("ctrl+z")
        self.becomes("send", "wait", "update", "exit")

    def drops_a_kind_on_a_step(self):
        """It goes behind the step from its lower half, and nothing has moved aside on the way in."""
        across = middle(self.step(1))[1]
        window, x, y = middle(self.step(3))
        drag(self.palette("Wait"), (window, x + 60, y + 12))
        self.becomes("send", "wait", "update", "wait", "exit")
        press("ctrl+z")
        self.becomes("send", "wait", "update", "exit")
        wait_for(lambda: middle(self.step(1))[1] == across, "the journey where it was")

    def adds_on_an_edge(self):
        window, x, y = self.edge_behind(2)
        xdotool("mousemove", "--window", window, str(x), str(y - 12), "sleep", "0.1", "click", "--repeat", "2",
                "--delay", "60", "1")
        espdrive.wait_for_cursor(self.app.root, "Type to add a step")
        write("task", 15)
        press("Return")
        self.becomes("send", "wait", "task", "update", "exit")

    def moves_a_step(self):
        drag(middle(self.step(4)), self.edge_behind(1))
        self.becomes("send", "update", "wait", "task", "exit")

    def drops_a_message(self):
        # The messages stand below the kinds of steps: what is typed brings them up.
        espdrive.click(find(self.app.root, "entry", "Search what can be added"))
        espdrive.wait_for_cursor(self.app.root)
        write("Goodbye", 15)
        drag(self.palette("Goodbye"), middle(self.step(1)))
        wait_for(lambda: self.steps()[0]["message"] == "Goodbye", "the message of the step")

    def drops_nowhere(self):
        espdrive.click(find(self.app.root, "entry", "Search what can be added"))
        press("Escape")
        window, x, y = middle(self.step(1))
        before = self.steps()
        drag(self.palette("Wait"), (window, x + 190, y))
        espdrive.rest(self.app.root)
        assert self.steps() == before, self.steps()

    def is_at(self, words):
        wait_for(lambda: [n for n in find_all(self.app.root, "list item", state="focused") if words in name(n)],
                 f"the focus on {words}")

    def menu_gives_the_focus_back(self):
        espdrive.click(self.step(1))
        self.is_at("Step 1 of")
        press("shift+F10")
        wait_for(lambda: find_all(self.app.root, "menu item", state="focused"), "the menu")
        press("Escape")
        self.is_at("Step 1 of")
        press("Down")
        self.is_at("Step 2 of")

    def groups(self):
        return [g["title"] for g in json.loads(ctl("journey", "export", "1", "--workspace", self.path)[1])
                .get("groups", ())]

    def names_a_group(self):
        press("ctrl+g")
        espdrive.wait_for_cursor(self.app.root, "Name of the group")
        press("ctrl+a")
        write("First days", 15)
        press("Return")
        wait_for(lambda: self.groups() == ["First days"], "the name of the group")
        self.is_at("Step 2 of")
        press("ctrl+z")
        press("ctrl+z")
        wait_for(lambda: not self.groups(), "no group")

    def names_a_branch(self):
        """From the step in it; a step on the main way is told to be in none."""
        press("ctrl+F2")
        wait_for(lambda: find_all(self.app.root, text="The step is in no branch"), "that there is no branch")
        press("Insert")
        espdrive.wait_for_cursor(self.app.root, "Type to add a step")
        write("split", 15)
        press("Return")
        wait_for(lambda: any(s["kind"] == "split" for s in self.steps()), "the split")
        press("Insert")
        espdrive.wait_for_cursor(self.app.root, "Type to add a step")
        write("exit", 15)
        press("Return")
        self.is_at("Exit")
        press("ctrl+F2")
        espdrive.wait_for_cursor(self.app.root, "Name of the branch")
        press("ctrl+a")
        write("Buyers", 15)
        press("Return")
        split = lambda: [s for s in self.steps() if s["kind"] == "split"]
        wait_for(lambda: split()[0]["branches"][0].get("title") == "Buyers", "the name of the branch")
        for _ in range(3):
            press("ctrl+z")
        wait_for(lambda: not split(), "everything undone")

    def pastes_in_another_window(self):
        espdrive.click(self.step(1))
        for keys in ("Down", "Down", "shift+Down", "ctrl+c"):
            press(keys)
        windows = set(espdrive.x_windows(self.app.process.pid))
        program = os.path.join(espdrive.BUILD, "src/app/espalier")
        settings = dict(os.environ, GSETTINGS_SCHEMA_DIR=os.path.join(espdrive.BUILD, "data"))
        subprocess.run((program, "--new-window", "--workspace", self.path, "--screen", "journeys/2"), env=settings,
                       check=True, timeout=20)
        wait_for(lambda: len(set(espdrive.x_windows(self.app.process.pid)) - windows) == 1, "the other window")
        wait_for(lambda: any(name(n).startswith("Journey “Second”") for n in find_all(self.app.root)), "its journey")
        wait_for(lambda: find_all(self.app.root, "list item", text="Entry", state="focused"), "the focus on the entry")
        press("ctrl+v")
        self.becomes("wait", "task", "exit", journey="2")


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        path = workspace(folder)
        with espdrive.App("--workspace", path, "--screen", "journeys/1") as app:
            canvas = Canvas(app, path)
            canvas.step(4)
            for what, keep in (
                    ("a kind of step is dropped on an edge", canvas.drops_a_kind),
                    ("a kind of step dropped on a step goes behind it", canvas.drops_a_kind_on_a_step),
                    ("a double click on an edge adds a step there", canvas.adds_on_an_edge),
                    ("a step is dragged to another edge", canvas.moves_a_step),
                    ("a message is dropped onto a step that sends", canvas.drops_a_message),
                    ("what is dropped beside everything changes nothing", canvas.drops_nowhere),
                    ("a menu that closes gives the focus back to the steps", canvas.menu_gives_the_focus_back),
                    ("a group gets its name when it is made", canvas.names_a_group),
                    ("a branch gets its name from a step in it", canvas.names_a_branch),
                    ("steps are taken to the journey of another window", canvas.pastes_in_another_window)):
                if not tap.promise(what, keep, app):
                    break
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
