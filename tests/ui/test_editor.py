#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blocks are added, moved, doubled and taken back by keys, and dragged from the palette onto the page."""
import json
import os
import subprocess
import tempfile

import espdrive

DOCUMENT = {
    "version": 1, "language": "en", "subject": "Spring",
    "sender": {"name": "Hanbit", "address": "news@example.com"},
    "body": {"sections": [{"columns": [{"blocks": [
        {"type": "text", "paragraphs": [{"runs": ["First words"]}]},
        {"type": "button", "label": "Look", "href": "https://example.com/"}]}]}]},
}


def workspace(folder):
    path = os.path.join(folder, "editor.espalier")
    source = os.path.join(folder, "message.json")
    espdrive.ctl("workspace", "new", path, "--name", "Editor")
    with open(source, "w", encoding="utf-8") as f:
        json.dump(DOCUMENT, f)
    espdrive.ctl("message", "import", source, "--workspace", path, "--name", "Spring")
    return path


def document(path):
    return espdrive.ctl("message", "show", "--workspace", path, "--message", "1")[1]


def kinds(path):
    said = document(path)
    body = json.loads(said[said.index("{"):])["body"]
    return [block["type"] for section in body["sections"] for column in section["columns"]
            for block in column["blocks"]]


class Editor:
    def __init__(self, app, path):
        self.app = app
        self.path = path

    def becomes(self, *wanted):
        espdrive.wait_for(lambda: kinds(self.path) == list(wanted), " ".join(wanted))

    def adds_by_typing(self):
        espdrive.click(espdrive.find(self.app.root, "text", "Text"))
        espdrive.press("Insert")
        espdrive.wait_for(lambda: espdrive.find_all(self.app.root, name="Type a kind of block"), "the kinds")
        espdrive.write("divid")
        espdrive.press("Return")
        self.becomes("text", "divider", "button")

    def moves_and_doubles(self):
        espdrive.press("alt+Up")
        self.becomes("divider", "text", "button")
        espdrive.press("ctrl+d")
        self.becomes("divider", "divider", "text", "button")

    def deletes_and_undoes(self):
        espdrive.press("Delete")
        self.becomes("divider", "text", "button")
        espdrive.press("ctrl+z")
        self.becomes("divider", "divider", "text", "button")

    def drags_from_the_palette(self):
        self.drag(self.in_palette("Space"), espdrive.find(self.app.root, "text", "Text"), 4)
        espdrive.wait_for(lambda: "spacer" in kinds(self.path), "the dropped block")

    def in_palette(self, title):
        return [n for n in espdrive.find_all(self.app.root, "push button") if espdrive.name(n) == title][0]

    def drag(self, source, target, below):
        window, x, y = espdrive.middle(source)
        _, to_x, to_y = espdrive.middle(target)
        espdrive.xdotool("mousemove", "--window", window, str(x), str(y), "mousedown", "1")
        for part in range(1, 9):
            subprocess.run(("xdotool", "mousemove", "--window", window, str(x + (to_x - x) * part // 8),
                            str(y + (to_y + below - y) * part // 8), "sleep", "0.05"), check=True)
        espdrive.xdotool("mouseup", "1")

    def chooses_a_condition(self):
        """Who sees a block is chosen without writing Liquid; what cannot be read is told where it stands."""
        espdrive.click(self.texts()[0])
        condition = espdrive.find(self.app.root, "text", "Show only if (Liquid condition) Show only if (Liquid condition)")
        espdrive.click(condition)
        espdrive.write("lead.city =")
        espdrive.find(self.app.root, text="This condition cannot be read.")
        espdrive.press("ctrl+a")
        espdrive.press("BackSpace")
        espdrive.click(espdrive.find(self.app.root, "push button", "Choose who sees this block"))
        espdrive.click(espdrive.find(self.app.root, "push button", "Show only then"))
        espdrive.wait_for(lambda: '"lead.email"' in document(self.path), "the condition")
        for _ in range(2):  # what was chosen, and what was typed
            espdrive.press("ctrl+z")
        espdrive.wait_for(lambda: "show_if" not in document(self.path), "no condition")

    def frames_a_button(self):
        """The look of a block is chosen beside the page, and one undo takes it back."""
        espdrive.click(espdrive.find(self.app.root, "filler", "Button: Look"))
        frame = espdrive.find(self.app.root, "spin button", "Frame Frame", seen=False)
        frame.set_value(3)
        espdrive.wait_for(lambda: '"border"' in document(self.path), "the frame")
        espdrive.press("ctrl+z")
        espdrive.wait_for(lambda: '"border"' not in document(self.path), "no frame")

    def texts(self):
        return espdrive.find_all(self.app.root, "text", "Text")

    def writes_in_columns_by_pointer(self):
        """The press belongs to the words in the column, not to the columns around them."""
        self.drag(self.in_palette("Columns"), self.texts()[0], 12)
        espdrive.wait_for(lambda: len(self.texts()) == 3, "the columns")
        espdrive.rest(self.app.root)
        espdrive.click(self.texts()[2])
        espdrive.write("At the right")
        espdrive.wait_for(lambda: "At the right" in document(self.path), "the words in the column")
        for _ in range(2):
            espdrive.press("ctrl+z")
        espdrive.wait_for(lambda: "columns" not in kinds(self.path), "no columns")


def changes_a_linked_block(folder):
    """The block is edited where it stands, and every message that links it shows the new words."""
    path = os.path.join(folder, "linked.espalier")
    espdrive.ctl("workspace", "new", path, "--name", "Linked")
    source = os.path.join(folder, "block.json")
    with open(source, "w", encoding="utf-8") as f:
        json.dump(dict(DOCUMENT, body={"sections": [{"columns": [{"blocks": [
            {"type": "divider"}, {"type": "text", "paragraphs": [{"runs": ["Greetings"]}]}]}]}]}), f)
    espdrive.ctl("library", "add", "block", "Greeting", "-w", path, "--file", source)
    uuid = json.loads(espdrive.ctl("library", "list", "-w", path, "--json")[1])[0]["uuid"]
    with open(source, "w", encoding="utf-8") as f:
        json.dump(dict(DOCUMENT, body={"sections": [{"columns": [{"blocks": [
            {"type": "linked", "ref": uuid, "show_if": "lead.name"}]}]}]}), f)
    for name in "Spring", "Summer":
        espdrive.ctl("message", "import", source, "--workspace", path, "--name", name)
    with espdrive.App("--workspace", path, "--screen", "messages/1") as app:
        espdrive.click(espdrive.find(app.root, text="Greetings"))
        espdrive.act(espdrive.find(app.root, "push button", "Edit for all messages"))
        espdrive.wait_for(lambda: kinds(path) == ["divider", "text"], "the copies")
        espdrive.find(app.root, text="Linked by 1 other message: Summer.")
        espdrive.click(espdrive.find(app.root, "text", "Text"))
        espdrive.press("ctrl+End")
        espdrive.write(" to everybody")
        espdrive.act(espdrive.find(app.root, "push button", "Save for all messages"))
        espdrive.wait_for(lambda: kinds(path) == ["linked"], "the link")
        espdrive.find(app.root, text="“Greeting” is changed in every message that links it.")
    saved = espdrive.ctl("library", "show", "Greeting", "-w", path)[1]
    assert "to everybody" in saved and "divider" in saved and "lead.name" not in saved, saved
    assert "lead.name" in document(path)  # the condition is the link's own
    with open(source, "w", encoding="utf-8") as f:
        json.dump(dict(DOCUMENT, body={"sections": [{"columns": [{"blocks": [{"type": "divider"}]}]}]}), f)
    espdrive.ctl("library", "edit", "Greeting", "Line", "-w", path, "--file", source)
    assert "divider" in espdrive.ctl("library", "show", "Line", "-w", path)[1]


def main():
    tap = espdrive.Tap()
    with tempfile.TemporaryDirectory() as folder:
        path = workspace(folder)
        with espdrive.App("--workspace", path, "--screen", "messages/1") as app:
            editor = Editor(app, path)
            for what, keep in (
                    ("a block is added by typing its name", editor.adds_by_typing),
                    ("a block is moved and doubled by keys", editor.moves_and_doubles),
                    ("a deleted block comes back", editor.deletes_and_undoes),
                    ("a condition is chosen without Liquid", editor.chooses_a_condition),
                    ("a button gets a frame", editor.frames_a_button),
                    ("words in columns are written by pointer", editor.writes_in_columns_by_pointer),
                    ("a block is dragged from the palette onto the page", editor.drags_from_the_palette)):
                if not tap.promise(what, keep, app):
                    break
            assert not app.complaints(), app.complaints()
    tap.alone("a linked block is edited where it stands, for all messages", changes_a_linked_block)
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
