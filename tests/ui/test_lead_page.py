#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lead's page: fields are edited and taken back, notes written, questions answered, duplicates merged."""
import json
import os
import tempfile

import espdrive

LEADS = ("name,email,phone,company\n"
         "김민지,minji@example.com,010-1111-2222,새봄커피\n"
         "박지우,jiwoo@example.com,010-5555-6666,도담식품\n"
         "이서준,seojun@example.com,010-3333-4444,한빛상점\n")


def make(folder):
    path = os.path.join(folder, "page.espalier")
    table = os.path.join(folder, "leads.csv")
    message = os.path.join(os.environ.get("ESP_SOURCE_DIR", "."), "data/sample/welcome.json")
    with open(table, "w", encoding="utf-8") as f:
        f.write(LEADS)
    espdrive.ctl("workspace", "new", path, "--name", "Page")
    espdrive.ctl("import", "leads", "-w", path, "--consent=none", table)
    espdrive.ctl("lead", "edit", "-w", path, "jiwoo@example.com", "--set", "phone=010-1111-2222")
    espdrive.ctl("message", "import", "-w", path, "--name", "Welcome", message)
    espdrive.ctl("campaign", "new", "Spring", "-w", path, "--message", "Welcome", "--everyone")
    return path


def lead(path, reference):
    return json.loads(espdrive.ctl("lead", "show", "-w", path, reference, "--json")[1])


def field(app, name):
    """The text that can be typed into a field of the page."""
    page = espdrive.find(app.root, "list", "Details")
    rows = espdrive.wait_for(lambda: [n for n in espdrive.find_all(page, role="text")
                                      if name in espdrive.name(n).split()], name)
    return ([n for n in espdrive.find_all(rows[0], role="text") if n != rows[0]] or rows)[0]


def retype(app, name, words):
    espdrive.click(field(app, name))
    espdrive.press("ctrl+a")
    espdrive.write(words)


def shows_the_answer(app):
    espdrive.find(app.root, "label", text="would not get it")
    espdrive.find(app.root, "label", text="No consent to ads by email is recorded")


def edits_and_undoes(app, path):
    retype(app, "Company", "Espalier Inc.")
    espdrive.press("Return")
    espdrive.wait_for(lambda: lead(path, "#1")["fields"]["company"] == "Espalier Inc.", "the new company")
    espdrive.click(espdrive.find(app.root, "label", text="Spring"))  # the focus leaves the document
    espdrive.press("Escape")
    espdrive.press("ctrl+z")
    espdrive.wait_for(lambda: lead(path, "#1")["fields"]["company"] == "새봄커피", "the old company")


def refuses_beside_the_field(app, path):
    retype(app, "Email", "not an address")
    espdrive.press("Return")
    espdrive.find(app.root, "label", text="This is not an email address")
    assert lead(path, "#1")["fields"]["email"] == "minji@example.com"
    espdrive.click(field(app, "Email"))
    espdrive.press("Escape")
    espdrive.wait_for(lambda: espdrive.text(field(app, "Email")) == "minji@example.com", "the address again")


def writes_a_note(app, path):
    note = espdrive.find(app.root, "text", "Note", seen=False)
    espdrive.click(espdrive.find_all(app.root, "push button", "What can be done with this lead")[-1])
    espdrive.click(espdrive.find(app.root, "menu item", "Write a note"))
    espdrive.write("Called, wants a demo")
    espdrive.wait_for(lambda: "demo" in espdrive.text(note), "the words of the note")
    espdrive.press("shift+Return")
    espdrive.wait_for(lambda: [n["body"] for n in lead(path, "#1")["notes"]] == ["Called, wants a demo"], "the note")


def merges(app, path):
    espdrive.act(espdrive.find(app.root, "push button", "Compare…", seen=False))
    espdrive.find(app.root, name="Merge two leads")
    merge = espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "push button")
                                       if "Merge" in espdrive.name(n)], "the button")[0]
    espdrive.wait_for(lambda: "sensitive" in espdrive.states(merge), "something to merge")
    espdrive.act(merge)
    espdrive.wait_for(lambda: len(json.loads(espdrive.ctl("lead", "list", "-w", path, "--json")[1])) == 2, "two leads")
    espdrive.ctl("undo", "-w", path)
    assert len(json.loads(espdrive.ctl("lead", "list", "-w", path, "--json")[1])) == 3


def main():
    tap = espdrive.Tap()
    with tempfile.TemporaryDirectory() as folder:
        path = make(folder)
        with espdrive.App("--workspace", path, "--screen", "leads/1") as app:
            tap.promise("the page says why a campaign would pass the lead over", lambda: shows_the_answer(app), app)
            tap.promise("a field is edited and taken back", lambda: edits_and_undoes(app, path), app)
            tap.promise("what cannot be saved is refused beside the field",
                        lambda: refuses_beside_the_field(app, path), app)
            tap.promise("a note is written with keys", lambda: writes_a_note(app, path), app)
            tap.promise("duplicates merge and come apart", lambda: merges(app, path), app)
            tap.promise("nothing complains", lambda: check(app))
    return tap.done()


def check(app):
    assert not app.complaints(), app.complaints()


if __name__ == "__main__":
    raise SystemExit(main())
