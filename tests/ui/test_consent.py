#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The area of consent: who has to be told, the notice for them, the page of choices and its answers, the proof."""
import json
import os
import re
import time

import espdrive
from espdrive import Tap, act, ctl, find, find_all, name, press, wait_for


def prepare(folder):
    """One agreed three days ago, one long ago, one refused."""
    path = os.path.join(folder, "consent.espalier")
    table = os.path.join(folder, "leads.csv")
    with open(table, "w", encoding="utf-8") as out:
        out.write("email,name\na@x.example,Ana\nb@x.example,Ben\nc@x.example,Cho\n")
    ctl("workspace", "new", path, "--name", "Consent")
    ctl("workspace", "set", "-w", path, "company", "Hanbit", "address", "1 Main St", "phone", "02-000-0000",
        "sender-email", "news@hanbit.example", "preferences-url", "https://choices.hanbit.example/?t=")
    ctl("import", "leads", "-w", path, "--consent=none", table)
    today = time.time()
    for lead, state, days in (("a@x.example", "granted", 3), ("b@x.example", "granted", 900),
                              ("c@x.example", "withdrawn", 2)):
        ctl("consent", "record", lead, "-w", path, "--state", state, "--channel", "email", "--purpose", "marketing",
            "--source", "form", "--wording", "v1", "--at", time.strftime("%Y-%m-%d", time.gmtime(today - days * 86400)))
    return path


def button(app, word):
    return wait_for(lambda: [n for n in find_all(app.root, "push button") if word in name(n)],
                    f"the button “{word}”")[-1]


def choose_file(app, word, keys, file):
    """Presses what asks for a file, and names one in the toolkit's own chooser."""
    before = len(espdrive.x_windows(app.process.pid))
    act(button(app, word))
    wait_for(lambda: len(espdrive.x_windows(app.process.pid)) > before, "the file chooser")
    espdrive.name_file(app, keys, file)


def saves_page(app, folder):
    page = os.path.join(folder, "page.html")
    choose_file(app, "Page on which people choose", "ctrl+a", page)
    wait_for(lambda: os.path.exists(page) and os.path.getsize(page) > 0, "the page")
    with open(page, encoding="utf-8") as file:
        text = file.read()
    assert "choices.hanbit.example" in text and "agree.email.marketing" in text, text
    assert " checked" not in text, "something is ticked that nobody chose"


def state(path, lead):
    rows = json.loads(ctl("consent", "export", "-w", path, "--json")[1])
    mine = [r for r in rows if r["email"] == lead and r["channel"] == "email"]
    return mine[-1]["state"], mine[-1]["source"]


def reads_answers(app, path, folder):
    """What Ana sent from her page ends her consent; what nobody signed does not begin one."""
    html = ctl("consent", "page", "a@x.example", "-w", path)[1]
    token = re.search(r'name="token" value="([^"]+)"', html).group(1)
    answers = os.path.join(folder, "answers.txt")
    with open(answers, "w", encoding="utf-8") as out:
        out.write(f"token={token}&refuse_all=1\ntoken={'A' * 42}&agree.email.marketing=yes&save=1\n")
    choose_file(app, "Answers of the page of choices", "ctrl+l", answers)
    find(app.root, text="1 taken")
    assert state(path, "a@x.example") == ("withdrawn", "preference page"), state(path, "a@x.example")
    find(app.root, text="Agreed lately: 0")


def writes_notice(app, path):
    act([n for n in find_all(app.root, "push button") if "Write the notice" in name(n)][0])
    campaigns = wait_for(lambda: json.loads(ctl("campaign", "list", "-w", path, "--json")[1]), "the notice")
    assert len(campaigns) == 1, campaigns


def main():
    tap = Tap()

    def lives(folder):
        path = prepare(folder)
        with espdrive.App("--workspace", path, "--screen", "consent") as app:
            find(app.root, text="Consents that reach two years: 1")
            find(app.root, text="Agreed lately: 1")
            find(app.root, text="Refused or withdrew lately: 1")
            saves_page(app, folder)
            reads_answers(app, path, folder)
            writes_notice(app, path)
            assert not app.complaints(), app.complaints()

    tap.alone("people who have to be told are told, and what they choose comes back", lives)
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
