#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A segment is built with keys alone: conditions, number, one lead held against it, turned off, undone, kept."""
import json
import os
import tempfile

import espdrive
import espscreens
from espdrive import find, find_all, press, wait_for, write

PEOPLE = """name,email,city,company
Ann Lee,ann@example.com,Seoul,Acme
Bob Kim,bob@example.com,Seoul,
Cho Ara,cho@example.com,Busan,Acme
Dan Park,dan@example.com,,Acme
Eve Han,eve@example.com,Seoul,Acme
"""


def make(folder):
    path = os.path.join(folder, "people.espalier")
    people = os.path.join(folder, "people.csv")
    with open(people, "w", encoding="utf-8") as f:
        f.write(PEOPLE)
    espdrive.ctl("workspace", "new", path, "--name", "Shop")
    espdrive.ctl("import", "leads", people, "-w", path, "--consent=none")
    return path


def button(root, label):
    return wait_for(lambda: [n for n in find_all(root, "push button")
                             if espdrive.name(n).replace("_", "").startswith(label)], f"the button {label}")[0]


class Builder:
    def __init__(self, app, path):
        self.app, self.path = app, path

    def says(self, words):
        return wait_for(lambda: [n for n in find_all(self.app.root, "label") if words in espdrive.text(n)], words)

    def counts(self, n):
        self.says(f"{n} lead")

    def rule(self):
        """as it is kept in the file"""
        return espdrive.ctl("segment", "export", "-w", self.path, "-s", "1")[1].strip()

    def keeps(self, *parts):
        wait_for(lambda: all(p in self.rule() for p in parts), f"{parts} in the rule that is kept")

    def add(self, what):
        """Insert, the words, Enter: a condition on it, ready for its value"""
        press("Insert")
        find(self.app.root, "entry", "Search conditions")
        write(what)
        press("Return")

    def begins(self):
        self.app_window = find(self.app.root, "frame", "Shop")
        # Without a window manager a click is what gives the window the keys.
        espdrive.click(find(self.app.root, "list item", "Segments"))
        press("ctrl+n")
        find(self.app.root, "text", "Name of the segment")
        self.counts(5)

    def two_conditions(self):
        self.add("City")
        write("Seoul")
        press("Return")
        self.counts(3)
        self.add("Company")
        write("Acme")
        press("Return")
        self.counts(2)
        self.keeps("city", "Seoul", "company", "Acme")

    def completes_from_the_data(self):
        # the third condition: two letters, the choice that the data offer, taken back again
        self.add("City")
        write("Bu")
        find(self.app.root, "filler", "GtkPopover")
        press("Down")
        press("Return")
        self.keeps("Busan")
        self.counts(0)
        self.says("Nobody is left after this")
        # one step for the value, one for the condition
        press("ctrl+z")
        self.counts(2)
        press("ctrl+z")
        wait_for(lambda: not find_all(self.app.root, text="Something is missing"), "the condition gone")
        self.counts(2)

    def tests_a_lead(self):
        entry = find(self.app.root, "text", "Test a lead")
        espdrive.click(entry)
        write("bob@example.com")
        press("Return")
        self.says("Bob Kim is not in the segment")
        self.says("✓ Seoul")
        self.says("✗ unknown")

    def turns_off_and_on(self):
        espdrive.click(find(self.app.root, "push button", "Choose for moving and grouping"))
        press("ctrl+slash")
        self.counts(4)
        self.keeps("off city")
        press("ctrl+z")
        self.counts(2)
        wait_for(lambda: "off " not in self.rule(), "the condition turned on again")

    def writes_as_text(self):
        press("ctrl+shift+t")
        text = find(self.app.root, "text", "Rule as text")
        wait_for(lambda: "focused" in espdrive.states(text), "the focus on the text")
        press("ctrl+a")
        write('all(city = "Seoul", compny = "Acme")')
        self.says("There is no field “compny”. Is “company” meant?")
        press("ctrl+a")
        write('city = "Seoul"')
        self.counts(3)
        press("ctrl+z")
        press("ctrl+shift+t")

    def opens_its_leads(self):
        self.counts(2)
        number = wait_for(lambda: [n for n in find_all(self.app.root, "push button") if espdrive.name(n)[:1] == "2"],
                          "the number")[0]
        espdrive.click(number)
        wait_for(lambda: [n for n in find_all(self.app.root) if espdrive.name(n).startswith("Ann Lee")], "the leads")
        for other in ("Bob Kim", "Cho Ara", "Dan Park"):
            assert not [n for n in find_all(self.app.root) if espdrive.name(n).startswith(other)], other


    def makes_an_audience(self):
        """With its form; too few for the platform is told before anybody is handed over."""
        espscreens.open_area(self.app, espscreens.row_of(self.app, "Ad audiences"))
        find(self.app.root, text="No ad audiences yet")
        press("ctrl+n")
        self.says("Shows ads from 100 people")
        window = find(self.app.root, "filler", "New ad audience")
        espdrive.click(find(window, "text"))
        write("Lookers")
        days = find(window, "spin button")
        espdrive.click(days)
        wait_for(lambda: "focused" in [s for n in espdrive.walk(days) for s in espdrive.states(n)], "the days")
        press("ctrl+a")
        write("30")
        press("Tab")
        espdrive.click(button(window, "Add"))
        wait_for(lambda: self.audience()["stay_days"] == 30, "the audience in the file")
        self.says("for 30 days")
        self.says("Meta shows nothing to fewer than 100 people")

    def audience(self):
        return json.loads(espdrive.ctl("audience", "show", "Lookers", "-w", self.path, "--json")[1])

    def acts(self, word):
        """Chooses what the menu of the audience calls so; its row is made anew when the audience changes."""
        espdrive.rest(self.app.root)
        espdrive.click(find(self.app.root, name="Acts on Lookers"))
        espdrive.click(wait_for(lambda: [n for n in find_all(self.app.root, "menu item")
                                         if word in espdrive.name(n)], word)[0])

    def reviews_what_leaves(self):
        self.acts("new")
        self.says("There is nobody to hand over")
        press("Escape")
        espdrive.ctl("audience", "set", "Lookers", "-w", self.path, "--consent", "not-refused")
        espdrive.ctl("audience", "add", "Lookers", "ann@example.com", "bob@example.com", "-w", self.path)
        press("F5")
        self.says("2 can be handed over")
        self.acts("everybody")
        self.says("Hand 2 people to Meta?")
        press("Escape")
        assert self.audience()["shared"] == 0, self.audience()


def main():
    tap = espdrive.Tap()
    with tempfile.TemporaryDirectory() as folder:
        path = make(folder)
        with espdrive.App("--workspace", path, "--screen", "segments") as app:
            b = Builder(app, path)
            tap.promise("a new segment holds everyone", b.begins, app)
            tap.promise("two conditions by keys, each number at once", b.two_conditions, app)
            tap.promise("values complete from the data; nobody left is explained", b.completes_from_the_data, app)
            tap.promise("a lead is held against each condition", b.tests_a_lead, app)
            tap.promise("a condition is turned off and on again", b.turns_off_and_on, app)
            tap.promise("as text, with the error where it is", b.writes_as_text, app)
            tap.promise("the number opens the leads", b.opens_its_leads, app)
            tap.promise("an ad audience is made with its form", b.makes_an_audience, app)
            tap.promise("what leaves for a platform is looked at before", b.reviews_what_leaves, app)
            tap.promise("no complaints", lambda: (_ for _ in ()).throw(AssertionError(app.complaints()))
                        if app.complaints() else None)
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
