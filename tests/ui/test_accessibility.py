#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every screen speaks: what can be acted upon has a name, no name is that of a class, images are told."""
import os
import re
import tempfile

import espdrive
import espscreens
import esptree

CLASS_NAME = re.compile(r"^(Gtk|Adw|Esp)[A-Z]")
# Containers that assistive technology passes over; GTK 4.8 names them after their class.
SILENT = {"filler", "panel", "scroll pane", "split pane", "application", "separator", "unknown", "scroll bar",
          "viewport", "redundant object", "invalid"}
# What GTK 4.8 builds inside its own lists and does not let us name.
INSIDE_GTK = {"GtkColumnListView", "GtkListItemWidget", "GtkColumnViewTitle", "GtkBuiltinIcon"}


# Rows are made alike: the first ones tell about all.
ROWS_LOOKED_AT = 8


class Place:
    """A thing in a snapshot, and what is above it."""

    def __init__(self, here, path, above):
        self.here, self.path, self.above = here, path, above
        self.role, self.name = here.role(path), here.name(path)

    def is_inside_gtk(self):
        return self.name in INSIDE_GTK and self.above is not None and self.above.role in (
            "tree table", "table", "table row", "filler")

    def is_sign_of_field(self):
        """The pencil that libadwaita paints into a row for writing."""
        above = self.above
        for _ in range(3):
            if self.role == "image" and above is not None and above.role == "text":
                return True
            above = above.above if above is not None else None
        return False

    def is_focusable(self):
        return "focusable" in self.here.states(self.path)

    def __str__(self):
        names, place = [], self
        while place is not None and place.role not in espdrive.TOPLEVELS + ("application",):
            if place.name:
                names.append(f"{place.role} “{place.name[:40]}”")
            place = place.above
        return " < ".join(names[:4])


class Sight:
    """What is on the screen: a snapshot without what is hidden, and without the pages of other screens."""

    def __init__(self, root, others):
        self.here, self.others = esptree.Snapshot(root), others

    def is_page(self, path):
        """The application, or a page of a stack: they have no place of their own, what they hold has."""
        return "Component" not in self.here.interfaces(path)

    def is_other_screen(self, path):
        """Whether it is a page of a screen that was visited before: it keeps its place while it is hidden."""
        return self.is_page(path) and any(self.here.name(child) in self.others for child in self.here.children(path))

    def below(self, place):
        rows = 0
        for child in self.here.children(place.path):
            rows += self.here.role(child) in ("table row", "list item")
            if rows > (ROWS_LOOKED_AT if place.name in INSIDE_GTK else 4 * ROWS_LOOKED_AT):
                return
            yield Place(self.here, child, place)

    def places(self):
        """From the top, level by level: what is hidden is passed over with all below it."""
        level, seen = [Place(self.here, self.here.root.path, None)], []
        while level:
            level = [place for place in level if not self.others or not self.is_other_screen(place.path)]
            pages = [place for place in level if self.is_page(place.path)]
            extents = self.here.extents(place.path for place in level)
            shown = [place for place in level if espdrive.takes_room(extents.get(place.path))]
            seen += shown
            level = [below for place in pages + shown for below in self.below(place)]
        return seen


def problem_of(place, said):
    kind, name = place.role, place.name
    if kind == "label" and not said.strip():
        return None
    if kind in SILENT or place.is_inside_gtk() or place.is_sign_of_field():
        return None
    if CLASS_NAME.match(name):
        return f"{kind} is called “{name}”"
    if kind in ("image", "icon") and not name:
        return "an image without a name that is not presentation"
    if not name and place.is_focusable() and kind not in ("label", "list", "frame"):
        return f"{kind} can have the focus and has no name"
    return None


def sweep(app, others=()):
    sight = Sight(app.root, others)
    places = sight.places()
    said = sight.here.texts(place.path for place in places if place.role == "label")
    assert len(places) > 20, f"there are only {len(places)} things on the screen"
    found = [(problem_of(place, said.get(place.path, "")), place) for place in places]
    found = [f"{problem}: {place}" for problem, place in found if problem]
    assert not found, "\n".join(found[:12])


def visit(app, row, screens):
    here = espscreens.open_area(app, row)
    sweep(app, screens - {here})


def greeting(app):
    espdrive.wait_for(lambda: len(espdrive.find_all(app.root, "push button")) >= 3, "something to choose from")
    sweep(app)


# Places behind the first screens, and what opens a window there: keys, or nothing.
PLACES = (
    ("leads/42", None), ("leads", "ctrl+n"), ("leads", "ctrl+l"), ("campaigns/2", None), ("campaigns/9", None),
    ("segments/1", None), ("messages/1", None), ("journeys/3", None), ("journeys/3", "l"), ("overview", "F1"), ("overview", "ctrl+k"),
    ("overview", "ctrl+question"),
)


def open_windows(app):
    return app.root.get_child_count()


def look_behind(path, address, keys, language):
    """A place deeper in, with the window that its keys open."""
    with espdrive.App("--workspace", path, "--screen", address, language=language) as app:
        espdrive.wait_for(lambda: len(espdrive.find_all(app.root, "push button")) >= 3, "the place")
        espdrive.rest(app.root)
        if keys is not None:
            espdrive.press_for_effect(app.root, keys)
        sweep(app)


def named_choices(path, language):
    """The list of a choice: each of its rows says what it is."""
    with espdrive.App("--workspace", path, "--screen", "overview", language=language) as app:
        add = app.word("_Add goal…").replace("_", "").split("(")[0].rstrip("…")
        espdrive.click(espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "push button")
                                                  if add in espdrive.name(n)], add)[0])
        espdrive.wait_for(lambda: open_windows(app) > 1, "the window")
        espdrive.rest(app.root)
        espdrive.click(espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "combo box")
                                                  if espdrive.name(n).startswith(app.word("Period"))], "a choice")[0])
        espdrive.find(app.root, name=app.word("Every quarter"))
        sweep(app)


def main():
    tap = espdrive.Tap()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "sample.espalier")
        espdrive.ctl("workspace", "sample", "--leads", "5000", path)
        with espdrive.App() as app:
            tap.promise("first run", lambda: greeting(app))
        # One language tells about all: what has a name in it is named by the same line in another.
        with espdrive.App("--workspace", path, language="ko") as app:
            rows = [(row, espscreens.area_name(row)) for row in espscreens.areas(app)]
            screens = {area for _, area in rows}
            # What a list holds stays in the tree while it is hidden, and is read again with every later screen.
            rows.sort(key=lambda row: row[1] == app.word("Leads"))
            for row, area in rows:
                tap.promise(f"ko: {area}", lambda row=row: visit(app, row, screens))
            tap.promise("ko: nothing complained", lambda: no_complaints(app))
        for address, keys in PLACES:
            tap.alone(f"ko: {address} {keys or ''}", lambda _, a=address, k=keys: look_behind(path, a, k, "ko"))
        tap.alone("ko: the rows of a choice", lambda _: named_choices(path, "ko"))
    return tap.done()


def no_complaints(app):
    assert not app.complaints(), "\n".join(app.complaints()[:10])


if __name__ == "__main__":
    raise SystemExit(main())
