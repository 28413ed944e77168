# SPDX-License-Identifier: GPL-3.0-or-later
"""Knows how to come to every screen of a running Espalier, whatever its language."""
import espdrive

EDGE = 40  # px: what stands closer to the edge of the window may be hidden in part


def sidebar(app):
    """The list of areas."""
    return espdrive.find(app.root, role="list", name=app.word("Areas"), seen=False)


def areas(app):
    """The rows of the sidebar that lead somewhere, from the top."""
    return [row for row in espdrive.children(sidebar(app)) if espdrive.role(row) == "list item"]


def area_name(row):
    """“Leads” of the row “Leads: 50,000 leads”."""
    labels = espdrive.find_all(row, role="label", seen=False)
    return espdrive.text(labels[0]) if labels else espdrive.name(row)


def row_of(app, name):
    return next(row for row in areas(app) if area_name(row) == name)


def title_of(app):
    """The title above the content."""
    heading = espdrive.find_all(app.root, name="AdwWindowTitle")[1]  # the first seen is the sidebar's
    return espdrive.text(espdrive.find(heading, role="label", seen=False))


def bring_into_view(row):
    """Turns the wheel over the list of areas until the row is in the window."""
    for _ in range(20):
        window, x, y = espdrive.middle(row)
        height = int(espdrive.xdotool("getwindowgeometry", "--shell", window).split("HEIGHT=")[1].split()[0])
        if 2 * EDGE < y < height - EDGE:
            return
        espdrive.xdotool("mousemove", "--window", window, str(x), str(height // 2), "sleep", "0.05",
                         "click", "5" if y > height // 2 else "4")


def open_area(app, row):
    """Goes there with the pointer and waits until the title says so."""
    wanted = area_name(row)
    bring_into_view(row)
    espdrive.click(row)
    espdrive.wait_for(lambda: title_of(app) == wanted, f"the title “{wanted}”")
    return wanted
