#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A journey of eleven steps, built by keys alone; undone, done again, and undone after a restart."""
import json
import os
import sys

import espdrive
from espdrive import Tap, ctl, find, find_all, name, press, wait_for, write

# What is typed at each Insert, the keys before it, and what the new step is called then.
STEPS = (
    ((), "email", "Send"),
    ((), "wait", "Wait"),
    ((), "split", "Split"),
    ((), "a/b", "A/B test"),  # into the first branch, which is empty
    ((), "email", "Send"),
    (("Up",), "email", "Send"),  # into B
    (("Up",), "join", "Join"),  # behind the test, whose branches are full now
    (("Up", "Up"), "update", "Update"),  # into “everyone else”
    ((), "exit", "Exit"),
    (("Home", "Up"), "goal", "Goal"),  # behind the split
    ((), "exit", "Exit"),
)
DOWN = range(len(STEPS) - 1, -1, -1)  # and then the entry
UP = range(1, len(STEPS))  # and then the last one


def definition(path):
    return json.loads(ctl("journey", "export", "1", "--workspace", path)[1])


def kinds(steps):
    """The tree as nested lists of kinds."""
    return [[step["kind"]] + [kinds(branch["steps"]) for branch in step.get("branches", ())] for step in steps]


def wait_stored(path, claim, what):
    try:
        return wait_for(lambda: claim(definition(path)), what)
    except espdrive.NotFound as e:
        raise AssertionError(f"{e}; the file has {json.dumps(definition(path), ensure_ascii=False)}") from e


def step_nodes(app):
    return [node for node in find_all(app.root, role="list item", seen=False) if name(node).startswith("Step ")]


def n_steps(canvas):
    """What the canvas is called counts the steps: “Journey “Eleven steps”, 11 steps, no problems”."""
    return int(name(canvas).rsplit("”, ", 1)[1].split(" ")[0])


def step_back_and_forth(app, path, keys, numbers, last):
    """Presses once for each number of steps that there are then, and once more."""
    canvas = wait_for(lambda: [n for n in find_all(app.root, seen=False) if name(n).startswith("Journey “")],
                      "the canvas")[0]
    for i, n in enumerate(numbers):
        press(keys)
        wait_for(lambda n=n: n_steps(canvas) == n, f"{n} steps after {keys} number {i + 1}")
    press(keys)
    wait_stored(path, lambda d: d == last, f"all of it by {keys}")


def add(app, keys, typed, kind, n):
    for key in keys:
        press(key)
    press("Insert")
    espdrive.wait_for_cursor(app.root, "Type to add a step")
    write(typed, 15)
    press("Return")
    wait_for(lambda: any(f" of {n}, {kind}" in name(node) for node in step_nodes(app)), f"{kind}, one of {n} steps")


def build(path):
    with espdrive.App("--workspace", path, "--screen", "journeys") as app:
        find(app.root, name="New journey")
        press("ctrl+n")
        wait_for(lambda: [n for n in find_all(app.root, "text") if name(n).startswith("Name")], "the name")
        write("Eleven steps", 15)
        press("Return")
        find(app.root, name="Enters a segment: Whoever comes to match its rule")
        find(app.root, text="No problems")  # nothing was written yet, so nothing is wrong
        before = definition(path)
        press("Return")
        wait_stored(path, lambda d: len(d["entries"]) == 1, "the entry")
        wait_for(lambda: find_all(app.root, role="list item", text="Entry", seen=False, state="focused"),
                 "the focus on the entry")
        for n, (keys, typed, kind) in enumerate(STEPS, 1):
            add(app, keys, typed, kind, n)
        full = wait_stored(path, lambda d: len(d["steps"]) == 5 and d, "eleven steps in the file")
        assert kinds(full["steps"]) == [
            ["send"], ["wait"],
            ["split", [["test", [["send"]], [["send"]]], ["join"]], [["update"], ["exit"]]],
            ["goal"], ["exit"]], kinds(full["steps"])
        step_back_and_forth(app, path, "ctrl+z", DOWN, before)
        find(app.root, name="Enters a segment: Whoever comes to match its rule")
        press("ctrl+shift+z")
        wait_stored(path, lambda d: len(d["entries"]) == 1, "the entry again")
        step_back_and_forth(app, path, "ctrl+shift+z", UP, full)
    with espdrive.App("--workspace", path, "--screen", "journeys/1") as app:
        wait_for(lambda: [n for n in find_all(app.root, seen=False) if name(n).startswith("Journey “")
                          and n_steps(n) == len(STEPS)], "the steps after the restart")
        wait_for(lambda: find_all(app.root, role="list item", text="Entry", seen=False, state="focused"),
                 "the focus on the entry")
        press("l")  # the outline: the same steps, the same undo
        find(app.root, role="list", name="Steps of the journey")
        wait_for(lambda: any("Step 11 of 11, Exit" in name(node) for node in step_nodes(app)), "the last line")
        step_back_and_forth(app, path, "ctrl+z", DOWN, before)


def main():
    tap = Tap()

    def keep(folder):
        path = os.path.join(folder, "journeys.espalier")
        ctl("workspace", "new", path, "--name", "Journeys")
        build(path)

    tap.alone("a journey is built, undone, done again and undone after a restart by keys alone", keep)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
