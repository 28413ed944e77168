#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A score is made and changed; what is not applied is there again after the page, and the program, were left."""
import json
import os

from espdrive import App, Tap, act, ctl, find, find_all, name, press, wait_for, write


def button(app, word):
    return wait_for(lambda: [n for n in find_all(app.root, "push button") if word in name(n)],
                    f"the button “{word}”")[-1]


def rules(path):
    return len(json.loads(ctl("score", "show", "Interest", "-w", path, "--json")[1])["rules"])


def shown_rules(app):
    return len([n for n in find_all(app.root, "push button", seen=False) if name(n).startswith("Remove “")])


def main():
    tap = Tap()

    def keeps(folder):
        path = os.path.join(folder, "scores.espalier")
        ctl("workspace", "new", path, "--name", "Scores")
        with App("--workspace", path, "--screen", "scores") as app:
            button(app, "New score")
            press("ctrl+n")
            wait_for(lambda: [n for n in find_all(app.root, "text") if name(n).startswith("Name")], "the name")
            press("ctrl+a")
            write("Interest", 15)
            press("Return")
            button(app, "Add an event")
            before, shown = rules(path), shown_rules(app)
            act(button(app, "Add an event"))
            wait_for(lambda: shown_rules(app) == shown + 1, "one more rule")
            press("Escape")
            assert rules(path) == before, "applied before anybody said so"
            press("alt+1")
            wait_for(lambda: not find_all(app.root, "push button", "Add an event"), "another page")
        with App("--workspace", path, "--screen", "scores/1") as app:
            find(app.root, text="not applied yet")
            wait_for(lambda: shown_rules(app) == shown + 1, "the rule that was not applied")
            press("ctrl+z")
            wait_for(lambda: shown_rules(app) == shown, "what holds")
            press("ctrl+shift+z")
            wait_for(lambda: shown_rules(app) == shown + 1, "the rule again")
            press("ctrl+Return")
            wait_for(lambda: rules(path) == before + 1, "the rule in the file")
            press("ctrl+h")
            act(button(app, "Take up: version 1"))
            wait_for(lambda: shown_rules(app) == shown, "the rules of the first version")
            assert rules(path) == before + 1, "applied before anybody said so"

    tap.alone("a change of a score that is not applied is not lost", keeps)
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
