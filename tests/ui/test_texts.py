#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a text in the window, sees it become an LMS, tries it on a telephone and sends it."""
import email
import json
import os
import sys

import espdrive

sys.path.insert(0, os.path.join(os.environ.get("ESP_SOURCE_DIR", "."), "tests", "worker"))
from test_rough_servers import ctl  # noqa: E402


def mails(path):
    """What the demo mailbox has: there a text reads as a mail to a number."""
    folder = os.path.join(path.replace(".espalier", ".mailbox"), "new")
    found = []
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        with open(os.path.join(folder, name), "rb") as f:
            found.append(email.message_from_binary_file(f))
    return found


def says(app, length):
    espdrive.find(app.root, text=length)


def version_button(app, word):
    return espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "push button")
                                      if espdrive.name(n).startswith(word)], word)[0]


def compares_and_brings_a_version_back(app):
    """A version is told apart from what stands there, and taking it is a step like any other."""
    espdrive.press("ctrl+s")
    espdrive.act(version_button(app, "What changed since: Version"))
    says(app, "− Hi")
    espdrive.press("Escape")
    espdrive.wait_for(lambda: not espdrive.find_all(app.root, "label", text="− Hi"), "the end of the comparison")
    espdrive.act(version_button(app, "Restore: Version"))
    says(app, "SMS · 2 of 90 bytes")
    espdrive.press("ctrl+z")
    says(app, "LMS · 97 of 2000 bytes")


def takes_back(app):
    espdrive.press("ctrl+z")
    says(app, "SMS · 2 of 90 bytes")
    espdrive.press("ctrl+shift+z")
    says(app, "LMS · 97 of 2000 bytes")


def text_is_written_tried_and_sent(folder):
    path = os.path.join(folder, "t.espalier")
    people = os.path.join(folder, "p.csv")
    with open(people, "w", encoding="utf-8") as f:
        f.write("name,phone\n김하나,010-1111-2222\n이둘,010-3333-4444\n")
    ctl("workspace", "new", path, "--name", "T")
    for fact in ("company", "새봄"), ("address", "서울시 중구 을지로 1"), ("phone", "02-000-0000"):
        ctl("workspace", "set", "-w", path, *fact)
    ctl("import", "leads", "-w", path, "--consent=none", people)
    ctl("message", "new", "-w", path, "--channel", "text", "--name", "News", "--class", "transactional", "--body", "Hi")
    with espdrive.App("--workspace", path, "--screen", "messages/1") as app:
        espdrive.find(app.root, text="SMS · 2 of 90 bytes", patience=10)
        espdrive.click(espdrive.find(app.root, "text", "Text"))
        espdrive.press("ctrl+End")
        espdrive.write("x" * 95)
        espdrive.find(app.root, text="LMS · 97 of 2000 bytes")
        takes_back(app)
        compares_and_brings_a_version_back(app)
        espdrive.click(espdrive.find(app.root, name="Test to my phone…"))
        espdrive.click(espdrive.find(app.root, name="Your number"))
        espdrive.write("010-9999-8888")
        espdrive.press("Return")
        espdrive.wait_for(lambda: mails(path), "the test")
        espdrive.find(app.root, text="Test sent to")
        complaints = [line for line in app.complaints() if "Notifications" not in line]
        assert not complaints, complaints
    assert mails(path)[0]["To"] == "+821099998888" and mails(path)[0]["Subject"] == "LMS", mails(path)[0].items()
    ctl("campaign", "new", "c", "-w", path, "--message", "News", "--everyone", "--hold", "0", "--transactional")
    assert "2 lms" in ctl("campaign", "check", "c", "-w", path, check=False).stdout.lower()
    ctl("campaign", "send", "c", "-w", path, "--accept-warnings")
    with espdrive.App("--workspace", path, "--screen", "messages/1") as app:
        espdrive.wait_for(lambda: len(mails(path)) == 3, "both texts")
        takes_back(app)  # also what was written before the program was closed
        espdrive.click(espdrive.find(app.root, "text", "Text"))
        espdrive.press("ctrl+End")
        espdrive.write("{")
        espdrive.wait_for(lambda: espdrive.find_all(app.root, name="Search fields"), "the fields")
        espdrive.write("company")
        espdrive.press("Return")
        espdrive.write("!")  # the keyboard is in the words again
        espdrive.wait_for(lambda: "}}!" in ctl("message", "show", "-w", path, "-m", "1").stdout, "the field")
    assert {m["To"] for m in mails(path)[1:]} == {"+821011112222", "+821033334444"}


def review(path):
    return json.loads(ctl("review", "show", "-w", path, "--review", "1", "--json").stdout)


def text_is_reviewed(folder):
    """What is asked about is shown as telephones would; a comment on the words stands above them in the editor."""
    path = os.path.join(folder, "r.espalier")
    people = os.path.join(folder, "p.csv")
    with open(people, "w", encoding="utf-8") as f:
        f.write("name,phone\n김하나,010-1111-2222\n")
    ctl("workspace", "new", path, "--name", "T")
    ctl("import", "leads", "-w", path, "--consent=none", people)
    ctl("message", "new", "-w", path, "--channel", "text", "--name", "News", "--class", "transactional", "--body", "Hi")
    ctl("campaign", "new", "c", "-w", path, "--message", "News", "--everyone", "--transactional")
    ctl("review", "ask", "-w", path, "--campaign", "c", "--as", "Jihoo")
    with espdrive.App("--workspace", path, "--screen", "review/1") as app:
        espdrive.act(espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "push button")
                                                if espdrive.name(n).startswith("Comment")], "the review")[0])
        espdrive.rest(app.root)
        espdrive.click(espdrive.find_all(app.root, "combo box")[0])
        espdrive.click(espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "label", text="Text")
                                                  if espdrive.popover_of(n) is not None], "the words as a place")[-1])
        espdrive.rest(app.root)
        espdrive.click([n for n in espdrive.find_all(app.root, "text") if espdrive.name(n).startswith("Comment")][0])
        espdrive.write("Say who writes")
        espdrive.press("ctrl+Return")
        espdrive.wait_for(lambda: review(path)["comments"], "the comment")
        assert review(path)["comments"][0]["place"] == "body", review(path)
        espdrive.rest(app.root)
        espdrive.press("ctrl+2")
        espdrive.find(app.root, text="The longest values")
        espdrive.find(app.root, text="SMS · 2 of 90 bytes")
    with espdrive.App("--workspace", path, "--screen", "messages/1") as app:
        row = espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "list item")
                                         if "Say who writes" in espdrive.name(n)], "the comment in the editor")[0]
        espdrive.find(row, text="Text · ")
        espdrive.find(app.root, text="SMS · 2 of 90 bytes")
        espdrive.click(espdrive.find(app.root, "text", "Text"))
        espdrive.write("x")  # somebody looks at it: it is locked
        espdrive.rest(app.root)
        espdrive.find(app.root, text="SMS · 2 of 90 bytes")


def main():
    tap = espdrive.Tap()
    tap.alone("a text is reviewed as it is written", text_is_reviewed)
    tap.alone("a text is written, tried on a telephone and sent", text_is_written_tried_and_sent)
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
