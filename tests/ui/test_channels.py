#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a channel: opened from its line, its limits changed, a plan shown, switched off."""
import json
import os

import espdrive


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


def main():
    tap = espdrive.Tap()
    tap.alone("the page of a channel is opened and its limits are changed", page_is_opened_and_changed)
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
