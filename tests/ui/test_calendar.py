#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan is made, moved, judged and taken back in the calendar, by keys and by the mouse."""
import json
import os
import time

from espdrive import App, Tap, click, ctl, find_all, middle, name, press, wait_for, write, xdotool


def entries(path):
    """Title and moment of what is planned, as the file has it."""
    rows = json.loads(ctl("plan", "list", "-w", path, "--json")[1])
    return {row["title"]: row["from_us"] for row in rows if row["type"] in ("send", "item")}


def shown(app, title):
    return [n for n in find_all(app.root, "push button") if title in name(n)]


def drag(node, onto, below, before_drop=lambda: None):
    """By the mouse from the middle of one to a place below the middle of another, in steps that a hand would make."""
    window, x, y = middle(node)
    _, to_x, to_y = middle(onto)
    to_y += below
    xdotool("mousemove", "--window", window, str(x), str(y), "mousedown", "1")
    for i in range(1, 9):
        xdotool("mousemove", "--window", window, str(x + (to_x - x) * i // 8), str(y + (to_y - y) * i // 8), "sleep", "0.04")
    xdotool("sleep", "0.1")
    before_drop()
    xdotool("mouseup", "1")


def main():
    tap = Tap()

    def plans(folder):
        path = os.path.join(folder, "plan.espalier")
        ctl("workspace", "new", path, "--name", "Plan")
        day = time.strftime("%Y-%m-%d", time.localtime(time.time() + 2 * 86400))
        ctl("plan", "add", "-w", path, "--kind", "send", "--title", "Spring news", "--at", f"{day} 10:00")
        with App("--workspace", path, "--screen", "calendar") as app:
            wait_for(lambda: shown(app, "Spring news"), "the send")
            before = entries(path)["Spring news"]
            # The views are chosen wherever the focus is.
            press("ctrl+4")
            wait_for(lambda: [n for n in find_all(app.root, "list item") if "Spring news" in name(n)], "the agenda, from outside")
            press("ctrl+1")
            wait_for(lambda: shown(app, "Spring news"), "the month, from outside")
            ctl("plan", "move", "-w", path, "send:1", "--at", day)
            assert entries(path)["Spring news"] == before, "a day without a time keeps the hour"
            click(shown(app, "Spring news")[0])
            press("ctrl+shift+Right")
            wait_for(lambda: entries(path)["Spring news"] == before + 86400 * 10**6, "a day later")
            press("ctrl+z")
            wait_for(lambda: entries(path)["Spring news"] == before, "as it was")
            press("ctrl+2")
            wait_for(lambda: shown(app, "Spring news"), "the week")
            press("ctrl+4")
            wait_for(lambda: [n for n in find_all(app.root, "list item") if "Spring news" in name(n)], "the agenda")
            press("ctrl+1")
            wait_for(lambda: shown(app, "Spring news"), "the month")
            press("ctrl+n")
            wait_for(lambda: [n for n in find_all(app.root, "text") if name(n).startswith("Title")], "the form")
            write("Second letter", 15)
            press("Return")
            wait_for(lambda: "Second letter" in entries(path), "what was added")

    def thinks(folder):
        path = os.path.join(folder, "think.espalier")
        ctl("workspace", "new", path, "--name", "Plan")
        day = time.strftime("%Y-%m-%d", time.localtime(time.time() + 2 * 86400))
        ctl("plan", "add", "-w", path, "--kind", "send", "--title", "Spring news", "--at", f"{day} 10:00")
        before = entries(path)["Spring news"]
        with App("--workspace", path, "--screen", "calendar") as app:
            click(wait_for(lambda: shown(app, "Spring news"), "the send")[0])
            press("w")
            wait_for(lambda: shown(app, "Discard"), "the other plan")
            click(shown(app, "Spring news")[0])
            press("ctrl+shift+Right")
            wait_for(lambda: [n for n in find_all(app.root, "label") if "1 change" in name(n)], "what is thought about")
            assert entries(path)["Spring news"] == before, "nothing was moved yet"
            click(wait_for(lambda: shown(app, "Keep…"), "keeping")[0])
            wait_for(lambda: [n for n in find_all(app.root, "text") if name(n).startswith("Name")], "the name")
            write("A day later", 15)
            press("Return")
            wait_for(lambda: "A day later" in ctl("plan", "scenario", "-w", path)[1], "the kept plan")
            click(wait_for(lambda: shown(app, "Apply"), "applying")[0])
            wait_for(lambda: entries(path)["Spring news"] == before + 86400 * 10**6, "the move")

    def budgets(folder):
        path = os.path.join(folder, "money.espalier")
        ctl("workspace", "new", path, "--name", "Plan")
        day = time.strftime("%Y-%m-%d", time.localtime(time.time() + 2 * 86400))
        ctl("plan", "add", "-w", path, "--kind", "send", "--title", "Spring news", "--at", f"{day} 10:00")
        with App("--workspace", path, "--screen", "calendar") as app:
            click(wait_for(lambda: shown(app, "Spring news"), "the send")[0])
            press("b")
            field = lambda title: [n for n in find_all(app.root, "text") if name(n).startswith(title)]
            click(wait_for(lambda: field("From when until when"), "the hours")[0])
            write("09:00-19:00", 15)
            click(wait_for(lambda: shown(app, "Save the hours"), "the button")[0])
            wait_for(lambda: "09:00-19:00 1,2,3,4,5,6,7" in ctl("plan", "computer", "-w", path)[1], "the hours kept")

    def drops(folder):
        path = os.path.join(folder, "drop.espalier")
        ctl("workspace", "new", path, "--name", "Plan")
        people = os.path.join(folder, "people.csv")
        with open(people, "w") as out:
            out.write("email\n" + "".join(f"reader{i}@example.com\n" for i in range(7)))
        ctl("import", "leads", "-w", path, "--consent=declared", "--consent-channels=email", "--consent-source=form",
            "--consent-date=2026-01-01", "--consent-wording=News", people)
        ctl("segment", "new", "-w", path, "--name", "Regulars", "--rule", 'all(email contains "example")')
        day = time.strftime("%Y-%m-%d", time.localtime(time.time() + 2 * 86400))
        ctl("plan", "add", "-w", path, "--kind", "send", "--title", "Spring news", "--at", f"{day} 10:00", "--everyone")
        with App("--workspace", path, "--screen", "calendar") as app:
            click(wait_for(lambda: shown(app, "Spring news"), "the send")[0])
            press("m")
            row = wait_for(lambda: [n for n in find_all(app.root, "list item") if "Regulars" in name(n)], "the shelf")[0]
            overlaps = lambda: [n for n in find_all(app.root, "label") if "⚠" in name(n) and "Spring news" in name(n) and "7" in name(n)]
            drag(row, shown(app, "Spring news")[0], 40, lambda: wait_for(overlaps, "what would follow, before the drop"))
            wait_for(lambda: [n for n in find_all(app.root, "text") if name(n).startswith("Title")], "the form")
            write("From the shelf", 15)
            press("Return")
            wait_for(lambda: "From the shelf" in entries(path), "what was dropped")

    tap.alone("a plan is made, moved and taken back by keys", plans)
    tap.alone("another plan is thought about, kept and made", thinks)
    tap.alone("a segment is dropped on a day", drops)
    tap.alone("the hours of the computer are set in the window", budgets)
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
