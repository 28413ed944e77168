# SPDX-License-Identifier: GPL-3.0-or-later
"""Knows how to come to every screen of a running Espalier, whatever its language."""
import espdrive


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


def title_of(app):
    """The title above the content."""
    heading = espdrive.find_all(app.root, name="AdwWindowTitle")[1]  # the first seen is the sidebar's
    return espdrive.text(espdrive.find(heading, role="label", seen=False))


def open_area(app, row):
    """Goes there with the pointer and waits until the title says so."""
    wanted = area_name(row)
    espdrive.click(row)
    espdrive.wait_for(lambda: title_of(app) == wanted, f"the title “{wanted}”")
    return wanted
