#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Visits every screen of the sample workspace and keeps a picture of each, in the ways people see it.

usage: shots.py FOLDER [MODE...]     modes: light dark korean narrow; all of them without
       shots.py docs/screenshots docs     the pictures that README.md and the software centres show
"""
import os
import subprocess
import sys
import tempfile

import espdrive
import espscreens

# What each mode changes: the language, the environment of the program, the size of its window.
MODES = {
    "light": ("en", {}, None),
    "dark": ("en", {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}, None),
    "korean": ("ko", {}, None),
    "narrow": ("ko", {}, (640, 780)),
}
SETTLE_S = 0.7
# Name of the picture, place, and the lead that is looked at beside a list.
DOCS = (
    ("overview", "overview", None),
    ("leads", "leads", "subin50000@"),
    ("segments", "segments/1", None),
    ("campaigns", "campaigns/6", None),
    ("journey", "journeys/3", None),
)
COLOURS = 128  # enough for a window, and a third of the bytes


def file_name(words):
    return "-".join("".join(c if c.isalnum() else " " for c in words.lower()).split())


def resize(app, size):
    window = espdrive.x_windows(app.process.pid)[0]
    espdrive.xdotool("windowsize", window, str(size[0]), str(size[1]))


def settle(app):
    """What slides and fades is not in the tree, so there is a moment more."""
    espdrive.rest(app.root)
    subprocess.run(("sleep", str(SETTLE_S)), check=True)


def keep(app, path):
    """The window alone, without what lies around it."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    window = espdrive.x_windows(app.process.pid)[0]
    subprocess.run(("import", "-silent", "-window", window, path), check=True)
    print(path, flush=True)


def english_names(workspace):
    """What the files are called, in the order of the sidebar, whatever the language of the mode."""
    with espdrive.App("--workspace", workspace) as app:
        return [file_name(espscreens.area_name(row)) for row in espscreens.areas(app)]


def shoot(folder, mode, workspace, names):
    language, environment, size = MODES[mode]
    # A narrow window folds the sidebar away: it is made wide again to choose the next screen.
    with espdrive.App("--workspace", workspace, language=language, environment=environment) as app:
        rows = espscreens.areas(app)
        for i, row in enumerate(rows):
            if size is not None:
                resize(app, (1360, 840))
                settle(app)
            espscreens.bring_into_view(row)
            espdrive.click(row)
            settle(app)
            if size is not None:
                resize(app, size)
                settle(app)
            keep(app, os.path.join(folder, mode, names[i] + ".png"))


def first_run(folder, mode):
    language, environment, size = MODES[mode]
    with espdrive.App(language=language, environment=environment) as app:
        if size is not None:
            resize(app, size)
        settle(app)
        keep(app, os.path.join(folder, mode, "first-run.png"))


def shoot_docs(folder, workspace):
    for picture, place, lead in DOCS:
        path = os.path.join(folder, picture + ".png")
        with espdrive.App("--workspace", workspace, "--screen", place) as app:
            settle(app)
            if lead is not None:
                espdrive.click(espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "table row")
                                                          if lead in espdrive.name(n)], "the lead")[0])
            settle(app)
            keep(app, path)
        subprocess.run(("convert", path, "+dither", "-colors", str(COLOURS), "-define", "png:compression-level=9",
                        "-strip", path), check=True)


def main(folder, modes):
    with tempfile.TemporaryDirectory() as place:
        workspace = os.path.join(place, "sample.espalier")
        espdrive.ctl("workspace", "sample", workspace)
        if modes == ["docs"]:
            shoot_docs(folder, workspace)
            return 0
        names = english_names(workspace)
        for mode in modes or MODES:
            first_run(folder, mode)
            shoot(folder, mode, workspace, names)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2:]))
