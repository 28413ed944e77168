#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every screen speaks: what can be acted upon has a name, no name is that of a class, images are told."""
import os
import re
import tempfile

import espdrive
import espscreens

CLASS_NAME = re.compile(r"^(Gtk|Adw|Esp)[A-Z]")
# Containers that assistive technology passes over; GTK 4.8 names them after their class.
SILENT = {"filler", "panel", "scroll pane", "split pane", "application", "separator", "unknown", "scroll bar",
          "viewport", "redundant object", "invalid"}
# What GTK 4.8 builds inside its own lists and does not let us name.
INSIDE_GTK = {"GtkColumnListView", "GtkListItemWidget", "GtkColumnViewTitle", "GtkBuiltinIcon"}


def is_inside_gtk(node):
    parent = node.get_parent()
    return espdrive.name(node) in INSIDE_GTK and parent is not None and espdrive.role(parent) in (
        "tree table", "table", "table row", "filler")


def is_sign_of_field(node):
    """The pencil that libadwaita paints into a row for writing."""
    above = node.get_parent()
    for _ in range(3):
        if espdrive.role(node) == "image" and above is not None and espdrive.role(above) == "text":
            return True
        above = above.get_parent() if above is not None else None
    return False


# Rows are made alike: the first ones tell about all.
ROWS_LOOKED_AT = 8


def is_page(node):
    """The application, or a page of a stack: they have no place of their own, what they hold has."""
    return "Component" not in node.get_interfaces()


def is_other_screen(node, screens):
    """Whether it is a page of a screen that was visited before: it keeps its place while it is hidden."""
    return is_page(node) and any(espdrive.name(child) in screens for child in espdrive.children(node))


def walk(node, others=(), depth=60):
    """What is on the screen; what is hidden is passed over with all below it."""
    if others and is_other_screen(node, others):
        return
    if not is_page(node):
        if not espdrive.is_seen(node):
            return
        yield node
    rows = 0
    for child in espdrive.children(node) if depth > 0 else ():
        rows += espdrive.role(child) in ("table row", "list item")
        if rows > ROWS_LOOKED_AT and espdrive.name(node) in INSIDE_GTK:
            return
        if rows > 4 * ROWS_LOOKED_AT:
            return
        yield from walk(child, others, depth - 1)


def problem_of(node):
    kind, name = espdrive.role(node), espdrive.name(node)
    if kind == "label" and not espdrive.text(node).strip():
        return None
    if kind in SILENT or is_inside_gtk(node) or is_sign_of_field(node):
        return None
    if CLASS_NAME.match(name):
        return f"{kind} is called “{name}”"
    if kind in ("image", "icon") and not name:
        return "an image without a name that is not presentation"
    if not name and "focusable" in espdrive.states(node) and kind not in ("label", "list", "frame"):
        return f"{kind} can have the focus and has no name"
    return None


def path_of(node):
    names = []
    while node is not None and espdrive.role(node) not in espdrive.TOPLEVELS + ("application",):
        said = espdrive.name(node)
        if said:
            names.append(f"{espdrive.role(node)} “{said[:40]}”")
        node = node.get_parent()
    return " < ".join(names[:4])


def sweep(app, others=()):
    found, looked_at = [], 0
    for node in walk(app.root, others):
        looked_at += 1
        try:
            problem = problem_of(node)
        except Exception:  # it left while it was looked at
            continue
        if problem:
            found.append(f"{problem}: {path_of(node)}")
    assert looked_at > 20, f"there are only {looked_at} things on the screen"
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
    ("segments/1", None), ("messages/1", None), ("overview", "F1"), ("overview", "ctrl+k"),
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
        espdrive.ctl("workspace", "sample", path)
        with espdrive.App() as app:
            tap.promise("first run", lambda: greeting(app))
        for language in ("en", "ko"):
            with espdrive.App("--workspace", path, language=language) as app:
                rows = espscreens.areas(app)
                screens = {espscreens.area_name(row) for row in rows}
                for row in rows:
                    tap.promise(f"{language}: {espscreens.area_name(row)}", lambda row=row: visit(app, row, screens))
                tap.promise(f"{language}: nothing complained", lambda: no_complaints(app))
        for address, keys in PLACES:
            tap.alone(f"ko: {address} {keys or ''}", lambda _, a=address, k=keys: look_behind(path, a, k, "ko"))
        tap.alone("ko: the rows of a choice", lambda _: named_choices(path, "ko"))
    return tap.done()


def no_complaints(app):
    assert not app.complaints(), "\n".join(app.complaints()[:10])


if __name__ == "__main__":
    raise SystemExit(main())
