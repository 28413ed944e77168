#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A campaign as a process through the window: stages, lists, handing over, advertisements, and taking it back."""
import json
import os
import tempfile

import espdrive
from test_campaign import button, dialog, named, push, says


def prepare(folder):
    path = os.path.join(folder, "job.espalier")
    espdrive.ctl("workspace", "new", path, "--name", "Job")
    espdrive.ctl("campaign", "begin", "Spring sale", "-w", path, "--process", "performance",
                 "--from", "2035-05-07", "--to", "2035-05-13")
    return path


def read(path):
    _, out, _ = espdrive.ctl("campaign", "stages", "Spring sale", "-w", path, "--json")
    return json.loads(out)


def tick(app, path):
    box = named(app.root, "check box", "What a conversion may cost")
    espdrive.click(box)
    espdrive.wait_for(lambda: [c for c in read(path)["stages"][0]["checks"] if c["done"]], "the tick")
    says(app.root, "3 points of the list are open")


def give(app, path):
    push(app.root, "Hand over all the same…")
    window = dialog(app)
    espdrive.click(espdrive.find(window, role="text"))
    espdrive.write("The printer waits")
    push(window, "Go on")
    who = espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "text")
                                     if espdrive.name(n).startswith("Who goes on")], "who goes on")[0]
    espdrive.click(who)
    espdrive.write("Minsu")
    espdrive.press("Return")
    says(app.root, "1 of 8 stages done")
    says(app.root, "In progress · Minsu")


def take_back(app, path):
    push(app.root, "Undo")
    says(app.root, "0 of 8 stages done")
    assert read(path)["stages"][0]["state"] == "doing"


def judge(app, path):
    """What nobody can forecast is said by hand, and the brief tells what it still lacks."""
    says(app.root, "expected result")
    espdrive.click(espdrive.find(app.root, role="label", name="Planning"))  # folded, so that the brief is in sight
    field = espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "text")
                                       if espdrive.name(n).startswith("How many, forecast")], "how many")[0]
    espdrive.click(field)
    espdrive.write("1,200")
    espdrive.press("Return")
    says(app.root, "Why so many are expected")
    _, out, _ = espdrive.ctl("campaign", "brief", "Spring sale", "-w", path, "--json")
    assert json.loads(out)["expected"] == 1200, out
    says(app.root, "Budget is missing")
    espdrive.ctl("campaign", "brief", "Spring sale", "-w", path, "--set", "budget=2000000")
    espdrive.wait_for(lambda: not espdrive.find_all(app.root, text="Budget is missing"), "the budget")
    says(app.root, "The brief does not say yet: goal, target group, channels, benefit")


def plan_ad(app, path):
    push(app.root, "Plan an advertisement…")
    window = dialog(app)
    says(window, "Budget: missing")
    field = lambda title: espdrive.wait_for(lambda: [n for n in espdrive.find_all(window, "text")
                                                     if espdrive.name(n).startswith(title)], title)[0]
    # What is no amount and no day is told while it is written, and cannot be saved; people group large numbers.
    espdrive.click(field("Budget"))
    espdrive.write("a lot")
    says(window, "Write the amount in digits")
    assert "sensitive" not in espdrive.states(button(window, "Save"))
    espdrive.press("ctrl+a")
    espdrive.write("1,200,000")
    espdrive.click(field("Runs from"))
    espdrive.press("ctrl+a")
    espdrive.write("7 May")
    says(window, "Write the day like")
    espdrive.press("ctrl+a")
    espdrive.write("2035-05-08")
    espdrive.wait_for(lambda: "sensitive" in espdrive.states(button(window, "Save")), "saving")
    push(window, "Save")
    says(app.root, "Creative: missing")
    _, out, _ = espdrive.ctl("campaign", "ads", "Spring sale", "-w", path, "--json")
    ad = json.loads(out)["ads"][0]
    assert (ad["platform"], ad["daily-budget"], ad["from"]) == ("google", 1200000, "2035-05-08"), out


def main():
    tap = espdrive.Tap()
    with tempfile.TemporaryDirectory() as folder:
        path = prepare(folder)
        with espdrive.App("--workspace", path, "--screen", "campaigns/1") as app:
            espdrive.xdotool("windowsize", espdrive.x_windows(app.process.pid)[0], "1300", "1900")
            tap.promise("a point of the list is done", lambda: tick(app, path), app)
            tap.promise("a stage is handed over", lambda: give(app, path), app)
            tap.promise("and taken back", lambda: take_back(app, path), app)
            tap.promise("an expected result is said by hand", lambda: judge(app, path), app)
            tap.promise("an advertisement is planned, and held to its platform", lambda: plan_ad(app, path), app)
            if os.environ.get("ESP_SHOT"):
                espdrive.screenshot(os.environ["ESP_SHOT"])
            tap.promise("and nothing is complained of", lambda: check_silent(app))
    return tap.done()


def check_silent(app):
    complaints = [line for line in app.complaints() if "org.freedesktop.Notifications" not in line]
    assert not complaints, complaints


if __name__ == "__main__":
    raise SystemExit(main())
