#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes into a message and goes out of it: files through the chooser and dropped, pasted words and blocks, the
comments of reviewers at their blocks, and who is pinned in the preview."""
import json
import os
import subprocess
import sys
import tempfile
import time

import espdrive

HTML = """<html><head><title>Hello from afar</title></head><body><table><tr><td>
<h1>Imported heading</h1><p>Imported words</p></td></tr></table></body></html>"""


def ctl(path, *arguments):
    return espdrive.ctl(*arguments, "--workspace", path)[1]


def document(path, message):
    said = ctl(path, "message", "show", "--message", str(message))
    return json.loads(said[said.index("{"):])


def blocks(path, message):
    return [block for section in document(path, message)["body"]["sections"] for column in section["columns"]
            for block in column["blocks"]]


def prepare(folder):
    path = os.path.join(folder, "own", "e.espalier")
    os.mkdir(os.path.dirname(path))
    leads = os.path.join(folder, "leads.csv")
    message = os.path.join(folder, "message.json")
    page = os.path.join(folder, "afar.html")
    picture = os.path.join(folder, "photo.png")
    with open(leads, "w", encoding="utf-8") as f:
        f.write("email,name\nkim@example.com,Kim Haneul\n")
    with open(page, "w", encoding="utf-8") as f:
        f.write(HTML)
    with open(message, "w", encoding="utf-8") as f:
        json.dump({"version": 1, "language": "en", "subject": "Spring", "class": "transactional",
                   "sender": {"name": "Hanbit", "address": "news@example.com"},
                   "body": {"sections": [{"columns": [{"blocks": [
                       {"id": "b1", "type": "text", "paragraphs": [{"runs": ["First words"]}]}]}]}]}}, f)
    subprocess.run(("convert", "-size", "600x300", "gradient:red-blue", picture), check=True)
    espdrive.ctl("workspace", "new", path, "--name", "Exchange")
    ctl(path, "workspace", "set", "company", "Hanbit Inc")
    ctl(path, "import", "leads", leads, "--consent", "none")
    ctl(path, "message", "import", message, "--name", "Spring")
    ctl(path, "campaign", "new", "c", "--message", "Spring", "--everyone", "--transactional")
    ctl(path, "review", "ask", "--campaign", "c", "--as", "Jihoo")
    ctl(path, "review", "comment", "--review", "1", "--as", "Minsu", "--place", "block:b1", "--text", "Say hello")
    ctl(path, "review", "changes", "--review", "1", "--as", "Minsu", "--text", "Please")
    return path


class Exchange:
    def __init__(self, app, path, folder):
        self.app = app
        self.path = path
        self.folder = folder

    def find(self, role=None, name=None, **more):
        return espdrive.find(self.app.root, role, name, **more)

    def menu(self, *items):
        espdrive.click(self.find("push button", "More actions"))
        for item in items:
            espdrive.rest(self.app.root)
            espdrive.click(self.find("menu item", item))

    def answer_chooser(self, file):
        espdrive.wait_for(lambda: len(espdrive.x_windows(self.app.process.pid)) > 1, "the chooser of files")
        espdrive.rest(self.app.root)
        espdrive.press("ctrl+a")
        espdrive.write(file, 12)
        espdrive.press("Return")

    def comments_stand_at_their_blocks(self):
        chip = self.find("push button", "1 open comment")
        espdrive.click(chip)
        box = espdrive.wait_for(lambda: [n for n in espdrive.find_all(self.app.root, "check box")
                                         if espdrive.name(n).startswith("Dealt with: Say hello")], "the comment")[0]
        espdrive.click(box)
        espdrive.wait_for(lambda: json.loads(ctl(self.path, "review", "show", "--review", "1", "--json"))
                          ["comments"][0]["done_at_us"] > 0, "its mark")
        espdrive.press("Escape")
        espdrive.rest(self.app.root)

    def words_and_blocks_are_pasted(self):
        espdrive.click(self.find("text", "Text"))
        espdrive.wait_for_cursor(self.app.root, "Text")
        espdrive.press("ctrl+shift+c")  # the block
        espdrive.press("ctrl+alt+v")
        espdrive.wait_for(lambda: len(blocks(self.path, 1)) == 2, "the copied block")
        espdrive.press("ctrl+a")  # its words
        espdrive.press("ctrl+c")
        espdrive.press("ctrl+End")
        espdrive.press("ctrl+v")
        espdrive.wait_for(lambda: "First wordsFirst words" in json.dumps(blocks(self.path, 1)[1]), "the pasted words")

    def files_are_dropped(self):
        """A picture from the desktop lands where it was dropped, an HTML file becomes a message."""
        self.drop("photo.png", self.find("text", "Text"))
        espdrive.wait_for(lambda: [b for b in blocks(self.path, 1) if b["type"] == "image"], "the picture")
        assert self.picture()["src"].startswith("cid:"), self.picture()

    def picture(self):
        return [block for block in blocks(self.path, 1) if block["type"] == "image"][0]

    def a_picture_is_resized(self):
        """By its corner; one undo makes it as wide as the column again."""
        espdrive.rest(self.app.root)
        window, x, y = espdrive.middle(self.find("image", "Resize picture"))
        espdrive.xdotool("mousemove", "--window", window, str(x), str(y), "mousedown", "1")
        for part in range(1, 6):
            subprocess.run(("xdotool", "mousemove", "--window", window, str(x - 40 * part), str(y - 10 * part), "sleep",
                            "0.05"), check=True)
        espdrive.xdotool("mouseup", "1")
        espdrive.wait_for(lambda: 250 < self.picture().get("width", 0) < 450, "the new width")
        espdrive.press("ctrl+z")
        espdrive.wait_for(lambda: self.picture().get("width", 0) == 0, "the old width")

    def drop(self, name, target):
        """From the window of another program in the corner."""
        _, x, y = espdrive.middle(target)
        with subprocess.Popen((sys.executable, "-B", os.path.join(os.path.dirname(__file__), "dragfile.py"),
                               os.path.join(self.folder, name))) as other:
            try:
                espdrive.wait_for(lambda: espdrive.x_windows(other.pid), "the window of the files")
                time.sleep(0.3)  # what is not drawn yet cannot be dragged
                espdrive.xdotool("mousemove", "60", "40", "mousedown", "1")
                for part in range(1, 11):
                    subprocess.run(("xdotool", "mousemove", str(60 + (x - 60) * part // 10),
                                    str(40 + (y - 40) * part // 10), "sleep", "0.05"), check=True)
                espdrive.xdotool("mouseup", "1")
                time.sleep(0.3)
            finally:
                other.terminate()

    def a_lead_stays_pinned(self):
        espdrive.click(self.find("page tab", "Preview"))
        self.open_people()
        espdrive.write("haneul")
        pin = espdrive.wait_for(lambda: [n for n in espdrive.find_all(self.app.root) if "Kim Haneul" in espdrive.name(n)
                                         and espdrive.role(n) in ("toggle button", "push button")
                                         and not espdrive.name(n).startswith("Preview as")], "the pin")[0]
        espdrive.click(pin)
        espdrive.press("Escape")
        espdrive.wait_for(lambda: not espdrive.find_all(self.app.root, name="Find a lead by name or address"), "the end")
        self.open_people()
        self.find("label", text="Pinned")
        espdrive.press("Escape")
        espdrive.click(self.find("page tab", "Edit"))

    def open_people(self):
        espdrive.click(espdrive.wait_for(lambda: [n for n in espdrive.find_all(self.app.root)
                                                  if espdrive.name(n).startswith("Preview as: ")], "the chooser")[0])
        espdrive.wait_for_cursor(self.app.root, "Find a lead by name or address")

    def goes_into_a_file(self):
        file = os.path.join(self.folder, "out.html")
        self.menu("Export", "HTML…")
        self.answer_chooser(file)
        espdrive.wait_for(lambda: os.path.exists(file) and "First words" in open(file, encoding="utf-8").read(), "it")
        for said in open(file, encoding="utf-8").read(), ctl(self.path, "message", "to-html", "--message", "1"):
            assert "Hanbit Inc" in said, "the sender is not below the message"

    def comes_from_a_file(self):
        self.menu("Import HTML or MJML…")
        self.answer_chooser(os.path.join(self.folder, "afar.html"))
        espdrive.wait_for(lambda: "Imported heading" in json.dumps(blocks(self.path, 2)), "the message")
        self.find("text", "Heading")


def main():
    tap = espdrive.Tap()
    with tempfile.TemporaryDirectory() as folder:
        path = prepare(folder)
        with espdrive.App("--workspace", path, "--screen", "messages/1") as app:
            page = Exchange(app, path, folder)
            for what, keep in (
                    ("a comment stands at its block and is dealt with there", page.comments_stand_at_their_blocks),
                    ("words and blocks are pasted", page.words_and_blocks_are_pasted),
                    ("a picture is dropped from another program", page.files_are_dropped),
                    ("a picture is resized by its corner", page.a_picture_is_resized),
                    ("a lead is pinned for previews", page.a_lead_stays_pinned),
                    ("a message goes into a file", page.goes_into_a_file),
                    ("a message comes from a file", page.comes_from_a_file)):
                if not tap.promise(what, keep, app):
                    break
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
