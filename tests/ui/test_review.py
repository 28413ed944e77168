#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A review through the window, by keys: asked for, commented on, given back, void by a change, approved, proven."""
import json
import os
import tempfile

import espdrive
import espscreens

MESSAGE = """{"version": 1, "class": "transactional", "language": "ko", "subject": "주문을 받았어요",
"sender": {"name": "새봄상점", "address": "news@saebom.example"}, "fallbacks": {"name": "고객"},
"body": {"sections": [{"columns": [{"blocks": [{"id": "b1", "type": "text",
"paragraphs": [{"runs": ["{{ name }}님, 고맙습니다."]}]}]}]}]}}"""


def prepare(folder):
    path = os.path.join(folder, "job.espalier")
    changed = MESSAGE.replace("고맙습니다", "안녕하세요")
    for name, content in (("leads.csv", "이름,이메일\n한도윤,a1@example.com\n"), ("message.json", MESSAGE),
                          ("changed.json", changed)):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write(content)
    espdrive.ctl("workspace", "new", path, "--name", "Job")
    espdrive.ctl("import", "leads", "-w", path, "--consent=declared", "--consent-channels=email",
                 "--consent-source=form", "--consent-date=2026-10-01", "--consent-wording=v1",
                 os.path.join(folder, "leads.csv"))
    espdrive.ctl("message", "import", "-w", path, "--name", "Order", os.path.join(folder, "message.json"))
    espdrive.ctl("workspace", "set", "-w", path, "review", "all", "company", "새봄상점")
    espdrive.ctl("campaign", "new", "Spring", "-w", path, "--message", "Order", "--everyone")
    return path


def button(root, word):
    def look():
        return [n for n in espdrive.find_all(root, role="push button") if espdrive.name(n).startswith(word)]
    return espdrive.wait_for(look, f"the button “{word}”")[0]


def field(root, name):
    """Names of rows hold the label twice."""
    return espdrive.wait_for(lambda: [n for n in espdrive.find_all(root, role="text")
                                      if espdrive.name(n).startswith(name)], name)[0]


def dialog(app):
    window = espdrive.wait_for(lambda: [n for n in espdrive.children(app.root) if espdrive.role(n) == "dialog" and
                                        espdrive.is_seen(n)], "a window above")[0]
    espdrive.rest(window)
    return window


def review(path, number=1):
    return json.loads(espdrive.ctl("review", "show", "-w", path, "--review", str(number), "--json")[1])


def says(app, words):
    return espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root) if words in espdrive.name(n)], words)[0]


def ask(app, path):
    espdrive.act(button(app.root, "Ask for a review"))
    window = dialog(app)
    name = field(window, "Your name")
    espdrive.click(name)
    espdrive.press("ctrl+a")
    espdrive.write("Jihoo")
    espdrive.act(button(window, "Ask"))
    espdrive.wait_for(lambda: review(path)["state"] == "asked", "the review")
    assert review(path)["asked_by"] == "Jihoo", review(path)
    espdrive.act(button(app.root, "Look"))
    button(app.root, "Comment…")


def choose(app, window, place):
    def offered():
        return [n for n in espdrive.find_all(app.root, role="label", text=place) if espdrive.popover_of(n) is not None]

    def open_it():
        espdrive.click(espdrive.find_all(window, role="combo box")[0])
        return espdrive.wait_for(offered, place, 3)

    espdrive.click(espdrive.wait_for(open_it, place)[-1])


def comment(app, path):
    espdrive.act(button(app.root, "Comment"))
    window = dialog(app)
    choose(app, window, "고맙습니다")
    espdrive.rest(window)
    espdrive.click(field(window, "Comment"))
    espdrive.write("Say hello first")
    espdrive.press("ctrl+Return")
    espdrive.wait_for(lambda: review(path)["comments"], "the comment")
    assert review(path)["comments"][0]["place"] == "block:b1", review(path)
    says(app, "Say hello first")


def walk(app):
    for number, words in ((2, "600 px"), (3, "Will receive"), (4, "Checks"), (5, "Jihoo asked for a review"),
                          (1, "All of it is new")):
        espdrive.press(f"ctrl+{number}")
        espdrive.wait_for(lambda words=words: [n for n in espdrive.find_all(app.root) if words in espdrive.name(n)
                                               and espdrive.is_seen(n)], words)


def give_back(app, path):
    espdrive.press("ctrl+shift+Return")
    dialog(app)
    espdrive.press("ctrl+Return")  # the open comment says what is to be changed
    espdrive.wait_for(lambda: review(path)["state"] == "changes", "the answer")
    says(app, "Changes wanted")


def ask_again(app, path, folder):
    espdrive.ctl("message", "import", "-w", path, "--message", "Order", os.path.join(folder, "changed.json"))
    espdrive.ctl("review", "ask", "-w", path, "--campaign", "Spring", "--as", "Jihoo", "--text", "Once more")
    espdrive.press("alt+Left")
    says(app, "In review: Jihoo asked")
    espdrive.act(button(app.root, "Look"))
    says(app, "Once more")


def approve(app, path):
    espdrive.rest(app.root)
    espdrive.press("ctrl+Return")
    dialog(app)
    assert review(path, 2)["state"] == "asked"
    espdrive.press("Return")
    espdrive.wait_for(lambda: review(path, 2)["state"] == "approved", "the approval")
    says(app, "Approved until")


def void(app, path, folder):
    espdrive.press("alt+Left")
    says(app, "Approved until")
    espdrive.ctl("message", "import", "-w", path, "--message", "Order", os.path.join(folder, "message.json"))
    espdrive.press("F5")
    says(app, "The approval is void, because this was changed: message")


def prove(app, folder):
    file = os.path.join(folder, "proof.pdf")
    espdrive.act(button(app.root, "Look"))
    says(app, "Approved")
    espdrive.rest(app.root)
    espdrive.click(button(app.root, "More actions"))
    item = espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, role="menu item")
                                      if espdrive.name(n).startswith("Save evidence")], "the menu")[0]
    espdrive.click(item)
    espdrive.wait_for(lambda: len(espdrive.x_windows(app.process.pid)) > 1, "the chooser of files")
    espdrive.rest(app.root)
    espdrive.press("ctrl+a")
    espdrive.write(file, 15)
    espdrive.press("Return")
    espdrive.wait_for(lambda: os.path.exists(file) and os.path.getsize(file) > 2000, "the file")


def main():
    tap = espdrive.Tap()
    with tempfile.TemporaryDirectory() as folder:
        path = prepare(folder)
        with espdrive.App("--workspace", path, "--screen", "campaigns/1") as app:
            espdrive.wait_for(lambda: espscreens.title_of(app) == "Spring", "the page of the campaign")
            tap.promise("somebody is asked", lambda: ask(app, path), app)
            tap.promise("a comment is written on a block", lambda: comment(app, path), app)
            tap.promise("keys go through the sections", lambda: walk(app), app)
            tap.promise("it is given back by keys", lambda: give_back(app, path), app)
            tap.promise("what was changed is asked about again", lambda: ask_again(app, path, folder), app)
            tap.promise("two keys approve, one does not", lambda: approve(app, path), app)
            tap.promise("a change voids the approval and says which", lambda: void(app, path, folder), app)
            tap.promise("the evidence is saved", lambda: prove(app, folder), app)
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
