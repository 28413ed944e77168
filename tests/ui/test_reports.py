#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report through the window: begun from a preset, another period, walked over, drilled, moved, undone, on paper."""
import json
import os
import subprocess
import tempfile
import time

import espdrive
import espscreens

N_LEADS = 43
REPORT = "List growth and consent"
QUESTION = "Who may be reached?"
# As an earlier version kept it: it does not say which definitions of figures it knows.
OLD = {"name": "Ways", "from": "-90d", "cards": [{"question": {"ask": "attribution"}}]}
WAYS = "What brings the conversions?"


def prepare(folder):
    path = os.path.join(folder, "shop.espalier")
    with open(os.path.join(folder, "leads.csv"), "w", encoding="utf-8") as f:
        f.write("이름,이메일\n" + "".join(f"한도윤{i},a{i}@example.com\n" for i in range(N_LEADS)))
    espdrive.ctl("workspace", "new", path, "--name", "Shop")
    espdrive.ctl("import", "leads", "-w", path, "--consent=declared", "--consent-channels=email",
                 "--consent-source=form", "--consent-date=2026-10-01", "--consent-wording=v1",
                 os.path.join(folder, "leads.csv"))
    return path


def add_ways(folder, path):
    """Two visits and an order, and a report about them."""
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 3 * 86400))
    with open(os.path.join(folder, "events.jsonl"), "w", encoding="utf-8") as f:
        for kind, hour, props in (("visit", 1, {"channel": "search"}), ("visit", 2, {"channel": "social"}),
                                  ("order", 3, {"amount": 1000})):
            f.write(json.dumps({"email": "a1@example.com", "kind": kind, "time": f"{day} 0{hour}:00",
                                "props": props}) + "\n")
    with open(os.path.join(folder, "ways.json"), "w", encoding="utf-8") as f:
        json.dump(OLD, f)
    espdrive.ctl("import", "events", "-w", path, os.path.join(folder, "events.jsonl"))
    espdrive.ctl("report", "new", "-w", path, "--file", os.path.join(folder, "ways.json"))


def design(path):
    return json.loads(espdrive.ctl("report", "show", "-w", path, "1", "--design")[1])


def asks(path):
    return [card["question"]["ask"] for card in design(path)["cards"]]


def named(app, role, start):
    return espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, role=role)
                                      if espdrive.name(n).startswith(start)], f"{role} “{start}”")[0]


def says(app, words):
    return espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root) if words in espdrive.name(n)
                                      or words in espdrive.text(n)], words)[0]


def begin(app):
    espdrive.act(named(app, "push button", REPORT + "."))
    espdrive.wait_for(lambda: espscreens.title_of(app) == REPORT, "the report")
    named(app, "image", QUESTION)


def change_period(app, path):
    espdrive.rest(app.root)
    espdrive.click(espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root)
                                              if espdrive.name(n) == "Period: Last 90 days"], "the period")[0])
    item = espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root)
                                      if espdrive.name(n) == "Last 7 days" and espdrive.popover_of(n) is not None],
                             "the choice")[0]
    espdrive.click(item)
    espdrive.wait_for(lambda: design(path)["from"] == "-7d", "the period in the file")
    espdrive.rest(app.root)


def enter_chart(app):
    chart = named(app, "image", QUESTION)
    espdrive.click(chart)
    espdrive.wait_for(lambda: "focused" in espdrive.states(named(app, "image", QUESTION)), "the focus in the chart")


def drill(app):
    enter_chart(app)
    espdrive.press("Home")
    espdrive.press("Return")
    espdrive.wait_for(lambda: espscreens.title_of(app) == "Leads", "the leads")
    says(app, f"{N_LEADS} leads")
    espdrive.press("alt+Left")
    espdrive.wait_for(lambda: espscreens.title_of(app) == REPORT, "the way back")


def follow(app, path, folder):
    """Somebody else brings a lead; the report tells of it by itself."""
    file = os.path.join(folder, "more.csv")
    with open(file, "w", encoding="utf-8") as f:
        f.write("이름,이메일\n한서준,one-more@example.com\n")
    espdrive.ctl("import", "leads", "-w", path, "--consent=declared", "--consent-channels=email",
                 "--consent-source=form", "--consent-date=2026-10-01", "--consent-wording=v1", file)
    enter_chart(app)
    espdrive.press("Home")
    says(app, str(N_LEADS + 1))


def move(app, path):
    before = asks(path)
    espdrive.rest(app.root)
    enter_chart(app)
    espdrive.press("alt+Up")
    espdrive.wait_for(lambda: asks(path) == [before[1], before[0]] + before[2:], "the card to move")
    espdrive.press("ctrl+z")
    espdrive.wait_for(lambda: asks(path) == before, "the card to come back")


def export(app, folder):
    file = os.path.join(folder, "report.pdf")
    espdrive.rest(app.root)
    espdrive.press("ctrl+Return")
    espdrive.wait_for(lambda: len(espdrive.x_windows(app.process.pid)) > 1, "the chooser of files")
    espdrive.rest(app.root)
    espdrive.press("ctrl+a")
    espdrive.write(file, 15)
    espdrive.press("Return")
    espdrive.wait_for(lambda: os.path.exists(file) and os.path.getsize(file) > 5000, "the file")
    words = subprocess.run(("pdftotext", "-layout", file, "-"), check=True, capture_output=True, text=True).stdout
    for wanted in (REPORT, QUESTION, "Page 1 of", "New leads", "Asia/Seoul"):
        assert wanted in words, words


def open_report(app, name):
    espdrive.press("alt+Left")
    espdrive.wait_for(lambda: espscreens.title_of(app) == "Reports", "the list")
    find = lambda: [n for n in espdrive.find_all(app.root, role="label") if espdrive.text(n) == name]
    espdrive.wait_for(find, name)
    espdrive.rest(app.root) # the list may have been read once more
    espdrive.click(find()[0])
    espdrive.wait_for(lambda: espscreens.title_of(app) == name, "the report")


def note_definitions(app, path, folder):
    """A report that was saved before figures came to mean something else says so until somebody takes note."""
    add_ways(folder, path)
    open_report(app, OLD["name"])
    got_it = named(app, "push button", "Got it")
    espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, role="label")
                               if "ways that led to nothing" in espdrive.text(n)], "what changed")
    espdrive.act(got_it)
    espdrive.wait_for(lambda: not [n for n in espdrive.find_all(app.root, role="push button")
                                   if espdrive.name(n).startswith("Got it")], "the strip to go")
    known = lambda: json.loads(espdrive.ctl("report", "show", "-w", path, "2", "--design")[1]).get("definitions", 0)
    espdrive.wait_for(lambda: known() > 0, "the note in the file")


def show_touches(app):
    """From the card of attribution to the conversions behind it, one by one, each with what led to it."""
    espdrive.rest(app.root)
    espdrive.click(named(app, "push button", "Chart menu"))
    item = espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root)
                                      if espdrive.name(n).startswith("Touches of the Conversions")], "the menu")[0]
    espdrive.click(item)
    espdrive.wait_for(lambda: len(espdrive.x_windows(app.process.pid)) > 1, "the window")
    says(app, "1 conversions; the latest 1")
    espdrive.press("Escape")
    espdrive.wait_for(lambda: len(espdrive.x_windows(app.process.pid)) == 1, "the window to go")


def main():
    tap = espdrive.Tap()
    with tempfile.TemporaryDirectory() as folder:
        path = prepare(folder)
        with espdrive.App("--workspace", path, "--screen", "reports") as app:
            espdrive.wait_for(lambda: espscreens.title_of(app) == "Reports", "the list")
            tap.promise("a preset becomes a report that answers", lambda: begin(app), app)
            tap.promise("another period is chosen from the menu", lambda: change_period(app, path), app)
            tap.promise("a mark opens exactly its leads", lambda: drill(app), app)
            tap.promise("what is new is told without asking", lambda: follow(app, path, folder), app)
            tap.promise("a card is moved by keys, and undone", lambda: move(app, path), app)
            tap.promise("the PDF holds the words", lambda: export(app, folder), app)
            tap.promise("changed definitions are told until noted", lambda: note_definitions(app, path, folder), app)
            tap.promise("a row of attribution tells its conversions", lambda: show_touches(app), app)
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
