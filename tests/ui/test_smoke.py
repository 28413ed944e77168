#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program starts, opens what it is given, says what is wrong, and ends."""
import os
import tempfile

import espdrive
import espscreens


def make(folder, name, *options):
    path = os.path.join(folder, name)
    espdrive.ctl("workspace", "new", path, "--name", "Smoke", *options)
    return path


def opens_a_workspace(folder):
    with espdrive.App("--workspace", make(folder, "a.espalier")) as app:
        assert espscreens.areas(app), "the sidebar is empty"
        espdrive.find(app.root, "frame", "Smoke")
        assert not app.complaints(), app.complaints()


def opens_in_korean(folder):
    """Given as a file manager gives what was double-clicked: without an option."""
    with espdrive.App(make(folder, "b.espalier"), language="ko") as app:
        names = [espscreens.area_name(row) for row in espscreens.areas(app)]
        assert "리드" in names, names


def greets_at_first_run():
    with espdrive.App() as app:
        ways = espdrive.wait_for(lambda: espdrive.find_all(app.root, role="list item"), "ways to begin")
        assert len(ways) >= 2, len(ways)
        assert not app.complaints(), app.complaints()


def says_what_is_wrong(folder):
    path = os.path.join(folder, "broken.espalier")
    with open(path, "w", encoding="utf-8") as f:
        f.write("This is no workspace. " * 100)
    with espdrive.App(path) as app:
        alerts = espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "alert", seen=False)
                                            if espdrive.name(n)], "a message")
        assert alerts


def ends_with_its_window(folder):
    with espdrive.App("--workspace", make(folder, "c.espalier")) as app:
        espdrive.find(app.root, "frame", "Smoke")
        espdrive.click(espdrive.find(app.root, "list item"))
        espdrive.press("ctrl+w")
        espdrive.wait_for(lambda: not app.is_alive(), "the end")
        assert app.process.returncode == 0, app.process.returncode
        assert not app.complaints(), app.complaints()


def main():
    tap = espdrive.Tap()
    with tempfile.TemporaryDirectory() as folder:
        tap.promise("a workspace opens with its sidebar", lambda: opens_a_workspace(folder))
        tap.promise("the sidebar speaks Korean", lambda: opens_in_korean(folder))
        tap.promise("without a workspace it greets", greets_at_first_run)
        tap.promise("a file that is no workspace is refused in a sentence", lambda: says_what_is_wrong(folder))
        tap.promise("closing the last window ends the program in order", lambda: ends_with_its_window(folder))
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
