#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A message is written from a starter: words, a field, a look at it as a lead, its checks, undo, versions."""
import os
import tempfile

import espdrive


def workspace(folder):
    path = os.path.join(folder, "messages.espalier")
    leads = os.path.join(folder, "leads.csv")
    espdrive.ctl("workspace", "new", path, "--name", "Messages")
    espdrive.ctl("workspace", "set", "--workspace", path, "sender-email", "news@example.com", "company", "Hanbit",
                 "address", "1 Example Street", "phone", "+82 2 000 0000")
    with open(leads, "w", encoding="utf-8") as f:
        f.write("email,name,company\nkim@example.com,Kim Haneul,Hanbit\nlee@example.com,Lee Seoyeon,\n")
    espdrive.ctl("import", "leads", leads, "--workspace", path, "--consent", "none")
    return path


def html_of(path):
    status, said, _ = espdrive.ctl("message", "render", "--workspace", path, "--message", "1", "--lead",
                                   "kim@example.com", "--html", check=False)
    return said if status == 0 else ""


class Messages:
    def __init__(self, app, path):
        self.app = app
        self.path = path

    def find(self, role=None, name=None, **more):
        return espdrive.find(self.app.root, role, name, **more)

    def heading(self):
        return self.find("text", "Heading")

    def begins_with_a_starter(self):
        espdrive.click(self.find("push button", text="Begin with a newsletter"))
        self.find("text", "Subject")
        assert self.heading()

    def writes_words(self):
        espdrive.click(self.heading())
        espdrive.press("ctrl+a")
        espdrive.write("Spring is here ")
        espdrive.wait_for(lambda: "Spring is here" in html_of(self.path), "the saved words")

    def inserts_a_field(self):
        espdrive.write("{")
        search = espdrive.wait_for(
            lambda: espdrive.find_all(self.app.root, name="Search fields"), "the fields")[0]
        assert search
        espdrive.write("company")
        espdrive.wait_for(lambda: espdrive.find_all(self.app.root, "list item", text="Company")
                          or espdrive.find_all(self.app.root, "list item"), "the field")
        espdrive.press("Return")
        espdrive.wait_for(lambda: "Hanbit" in html_of(self.path), "the value of the lead")

    def writes_with_keys(self):
        # Beside the field in the middle: a click on a field would change it.
        heading = self.heading()
        place = espdrive.extents(heading)
        window, x, y = espdrive.middle(heading)
        espdrive.xdotool("mousemove", "--window", window, str(x - place.width // 2 + 6), str(y), "sleep", "0.05",
                         "click", "1")
        espdrive.press("ctrl+a")
        espdrive.press("ctrl+i")
        espdrive.wait_for(lambda: "<em>" in html_of(self.path) or "italic" in html_of(self.path), "slanted words")
        espdrive.press("ctrl+k")
        espdrive.wait_for(lambda: espdrive.find_all(self.app.root, "push button", text="Set link"), "the question where to")
        espdrive.press("ctrl+a")
        espdrive.write("https://example.com/spring")
        espdrive.press("Return")
        espdrive.wait_for(lambda: "https://example.com/spring" in html_of(self.path), "the link")
        espdrive.wait_for(lambda: not espdrive.find_all(self.app.root, "push button", text="Set link"), "its end")

    def looks_at_it_as_a_lead(self):
        espdrive.click(self.find("page tab", "Preview"))
        espdrive.click(espdrive.wait_for(
            lambda: [n for n in espdrive.find_all(self.app.root) if espdrive.name(n).startswith("Preview as: ")],
            "the chooser")[0])
        espdrive.wait_for(lambda: espdrive.find_all(self.app.root, name="Find a lead by name or address"), "the search")
        espdrive.write("haneul")
        espdrive.wait_for(lambda: [n for n in espdrive.find_all(self.app.root, "list item")
                                   if espdrive.name(n).startswith("Kim Haneul")], "the lead")
        espdrive.press("Return")
        espdrive.wait_for(lambda: espdrive.find_all(self.app.root, "label", text="Hanbit"), "the layout of the lead")

    def shows_the_line_in_the_inbox(self):
        """The workspace's own sender stands there, as in the sent mail."""
        espdrive.click(self.find("push button", "The line in the inbox"))
        self.find("label", text="Hanbit")
        espdrive.click([n for n in espdrive.find_all(self.app.root)
                        if espdrive.name(n).startswith("Preview as: ")][0])
        espdrive.wait_for_cursor(self.app.root, "Find a lead by name or address")
        espdrive.press("Escape")
        espdrive.wait_for(lambda: not espdrive.find_all(self.app.root, name="Find a lead by name or address"),
                          "the end of the search")

    def finds_what_is_missing(self):
        espdrive.click(self.find("page tab", "Checks"))
        found = espdrive.wait_for(
            lambda: [n for n in espdrive.find_all(self.app.root, "list item") if "one-click" in espdrive.name(n)],
            "the finding")
        assert found

    def takes_it_back(self):
        espdrive.click(self.find("page tab", "Edit"))
        espdrive.click(self.heading())
        espdrive.press("Escape")  # a field in the middle opens when it is pressed
        for _ in range(8):
            espdrive.press("ctrl+z")
        espdrive.wait_for(lambda: "Spring is here" not in html_of(self.path), "the words of the starter")
        espdrive.press("ctrl+shift+z")

    def keeps_versions(self):
        espdrive.press("ctrl+s")
        # Without a window manager no window is the active one, so none says that it has the focus.
        espdrive.find(self.app.root, "text", "Name of the present version Name of the present version")
        espdrive.rest(self.app.root)
        espdrive.write("First")
        espdrive.press("Return")
        espdrive.wait_for(lambda: [n for n in espdrive.find_all(self.app.root, "push button")
                                   if espdrive.name(n) == "Restore: First"], "the named version")
        espdrive.press("Escape")

    def begins_with_a_design(self):
        espdrive.press("ctrl+n")
        espdrive.click(self.find("push button", "Welcome"))
        self.find("text", "Subject")
        assert self.heading()
        espdrive.wait_for_cursor(self.app.root, "Subject")

    def goes_by_keys(self):
        """From the subject onto the page, into the settings of a block and back, without the pointer."""
        def opens_settings():
            espdrive.press("Tab")
            return espdrive.wait_for(lambda: espdrive.find_all(self.app.root, state="focused", name=picture), picture, 1)

        picture = espdrive.name(espdrive.wait_for(
            lambda: [n for n in espdrive.find_all(self.app.root, "filler")
                     if espdrive.name(n).startswith("Image: ")], "a picture")[0])
        espdrive.wait_for(opens_settings, "the picture by Tab")
        espdrive.press("Return")
        espdrive.wait_for(lambda: not espdrive.find_all(self.app.root, state="focused", name=picture), "the settings")
        espdrive.press("Escape")
        espdrive.wait_for(lambda: espdrive.find_all(self.app.root, state="focused", name=picture), "the page again")


def main():
    tap = espdrive.Tap()
    with tempfile.TemporaryDirectory() as folder:
        path = workspace(folder)
        with espdrive.App("--workspace", path, "--screen", "messages") as app:
            page = Messages(app, path)
            for what, keep in (
                    ("a message begins with a starter", page.begins_with_a_starter),
                    ("words typed on the page are saved by themselves", page.writes_words),
                    ("a brace offers the fields of leads", page.inserts_a_field),
                    ("Ctrl+I and Ctrl+K belong to the words while they are written", page.writes_with_keys),
                    ("the preview shows what a chosen lead gets", page.looks_at_it_as_a_lead),
                    ("the inbox shows who sends", page.shows_the_line_in_the_inbox),
                    ("the checks say what is missing", page.finds_what_is_missing),
                    ("undo brings the words back", page.takes_it_back),
                    ("a version can be named", page.keeps_versions),
                    ("a message begins with a design of the gallery", page.begins_with_a_design),
                    ("keys go from the subject to the settings of a block and back", page.goes_by_keys)):
                if not tap.promise(what, keep, app):
                    break
            assert not app.complaints(), app.complaints()
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
