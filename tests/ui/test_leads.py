#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of leads: filters as chips, search by initial consonants, order, selection by query, bulk tags, undo."""
import os
import tempfile
import time

import espdrive
import espscreens

CITIES = ("서울", "부산", "대구")
NAMES = ("김민지", "이서준", "박지우", "최하윤")
N_LEADS = 36


def make(folder):
    path = os.path.join(folder, "leads.espalier")
    table = os.path.join(folder, "leads.csv")
    with open(table, "w", encoding="utf-8") as f:
        f.write("이름,이메일,도시\n")
        for i in range(N_LEADS):
            f.write(f"{NAMES[i % 4]},user{i:02d}@example.com,{CITIES[i % 3]}\n")
    espdrive.ctl("workspace", "new", path, "--name", "Leads")
    espdrive.ctl("import", "leads", table, "--workspace", path, "--consent", "none")
    espdrive.ctl("segment", "new", "--workspace", path, "--name", "Busan", "--rule", 'all(city = "부산")')
    return path


def seek(app, role=None, name=None, text=None, seen=True):
    """All that answer to this outside of the table; waits for the first."""
    return espdrive.wait_for(lambda: espdrive.find_all(app.root, role, name, text, seen, closed="tree table"),
                             name or text)


def says(app, words):
    """Waits until a label that is seen says this, such as the number under the title."""
    return seek(app, "label", None, words)


def table(app):
    return seek(app, "tree table", "Leads")[0]


def first_row(app):
    """What the first row of the table says of itself."""
    rows = [n for n in espdrive.find_all(table(app), role="table row") if "@example.com" in espdrive.name(n)]
    return min(rows, key=lambda n: espdrive.extents(n).y)


def add_filter(app, field, value):
    espdrive.press("ctrl+shift+f")
    seek(app, name="Search conditions")
    espdrive.wait_for_cursor(app.root)
    espdrive.write(field)
    espdrive.press("Return")
    seek(app, "push button", "Done")
    espdrive.wait_for_cursor(app.root)
    espdrive.write(value, 200)  # each syllable is put on a key first
    espdrive.press("Return")


def chip(app, label):
    return seek(app, name=label)


def answer(app, heading, words):
    """Types into the field of a small window; without a window manager the pointer gives it the keys."""
    window = espdrive.wait_for(lambda: [n for n in espdrive.children(app.root)
                                        if not espdrive.name(n) == "Leads" and espdrive.find_all(n, text=heading)
                                        and espdrive.find_all(n, role="text")], heading)[0]
    espdrive.click(espdrive.find(window, role="text"))
    espdrive.write(words)
    espdrive.press("Return")


def filters_by_chip(app):
    says(app, "36 leads")
    add_filter(app, "City", "서울")
    says(app, "12 of 36")
    espdrive.press("Escape")
    chip(app, "City is 서울")
    espdrive.wait_for(lambda: "서울" in espdrive.name(first_row(app)), "a lead of 서울 on top")


def comes_back_to_the_filter(app):
    espdrive.click(first_row(app), times=2)
    espdrive.wait_for(lambda: espscreens.title_of(app) in NAMES, "the page of a lead")
    espdrive.press("alt+Left")
    says(app, "12 of 36")
    chip(app, "City is 서울")


def searches_by_initials(app):
    espdrive.press("ctrl+f")
    espdrive.write("ㄱㅁㅈ", 80)
    says(app, "3 of 36")
    espdrive.wait_for(lambda: "김민지" in espdrive.name(first_row(app)), "김민지 on top")


def says_that_nothing_matches(app):
    espdrive.press("ctrl+f")
    espdrive.press("ctrl+a")
    espdrive.write("zzz")
    says(app, "No leads match")
    espdrive.act(seek(app, "push button", "Show all leads")[0])
    says(app, "36 leads")


def sorts(app):
    espdrive.click(espdrive.find(table(app), name="Email"))
    espdrive.wait_for(lambda: "user00@" in espdrive.name(first_row(app)), "user00 on top")
    time.sleep(0.6)  # sooner, the two would be a double click
    espdrive.click(espdrive.find(table(app), name="Email, sorted ascending"))
    espdrive.wait_for(lambda: "user35@" in espdrive.name(first_row(app)), "user35 on top")
    espdrive.find(table(app), name="Email, sorted descending")


def tags_all_and_takes_it_back(app, path):
    espdrive.click(first_row(app))
    says(app, "1 of 36 selected")
    espdrive.press("ctrl+a")
    says(app, "36 of 36 selected")
    espdrive.act(seek(app, "push button", "Tag…")[0])
    answer(app, "Tag 36 leads", "fair")
    seek(app, None, None, "36 leads tagged", seen=False)
    assert count(path, 'all(tag = "fair")') == 36
    espdrive.click(first_row(app))
    espdrive.press("ctrl+z")
    espdrive.wait_for(lambda: count(path, 'all(tag = "fair")') == 0, "no tag")


def archives_and_takes_it_back(app):
    espdrive.click(first_row(app))
    says(app, "1 of 36 selected")
    espdrive.press("Delete")
    says(app, "35 leads")
    espdrive.press("ctrl+z")
    says(app, "36 leads")


def closes_the_menu(app):
    """Keys go to a menu until it is gone."""
    seek(app, "menu item", "Open in New Window")
    espdrive.press("Escape")
    espdrive.wait_for(lambda: not espdrive.find_all(app.root, "menu item", "Open in New Window", seen=True,
                                                    closed="tree table"), "the menu to be gone")


def opens_the_menu_of_a_row(app):
    espdrive.click(first_row(app))
    espdrive.press("shift+F10")
    closes_the_menu(app)
    espdrive.click(first_row(app), button=3)
    closes_the_menu(app)


def count(path, rule):
    return int("".join(c for c in espdrive.ctl("segment", "count", "--workspace", path, "--rule", rule)[1].split()[0]
                       if c.isdigit()))


def saves_a_view(app, path):
    add_filter(app, "City", "대구")
    says(app, "12 of 36")
    espdrive.press("Escape")
    espdrive.click(seek(app, "push button", "View: All leads")[-1])
    espdrive.click(seek(app, "menu item", "Save as New View…")[0])
    answer(app, "Save as a new view", "Daegu")
    seek(app, name="View: Daegu")
    table_of_view = espdrive.ctl("export", "leads", "--workspace", path, "--view", "daegu")[1].splitlines()
    assert len(table_of_view) == 13 and table_of_view[0].lstrip("\ufeff").startswith("name,email"), table_of_view
    espdrive.press("ctrl+1")
    says(app, "36 leads")
    espdrive.press("ctrl+2")
    says(app, "12 of 36")
    chip(app, "City is 대구")


def edits_a_cell(app, path):
    """Four columns to the right of the name is the city."""
    espdrive.press("ctrl+1")
    says(app, "36 leads")
    espdrive.click(first_row(app))
    says(app, "1 of 36 selected")
    espdrive.press("ctrl+e")
    for _ in range(4):
        espdrive.press("Right")
    espdrive.press("F2")
    espdrive.wait_for_cursor(app.root)
    espdrive.press("ctrl+a")
    espdrive.write("Jeju")
    espdrive.press("Return")
    espdrive.wait_for(lambda: count(path, 'city = "Jeju"') == 1, "the edited city")
    espdrive.press("ctrl+e")
    espdrive.press("ctrl+z")
    espdrive.wait_for(lambda: count(path, 'city = "Jeju"') == 0, "the city as it was")


def shows_a_segment(path):
    with espdrive.App("--workspace", path, "--screen", "leads?segment=1") as app:
        says(app, "12 of 36")
        espdrive.click([n for n in seek(app, "push button") if espdrive.name(n).startswith("Remove “")
                        and "Busan" in espdrive.name(n)][0])
        says(app, "36 leads")
        assert not app.complaints(), app.complaints()


def main():
    tap = espdrive.Tap()
    with tempfile.TemporaryDirectory() as folder:
        path = make(folder)
        with espdrive.App("--workspace", path, "--screen", "leads") as app:
            tap.promise("a chip filters", lambda: filters_by_chip(app), app)
            tap.promise("Back finds the filter again", lambda: comes_back_to_the_filter(app), app)
            tap.promise("initial consonants find names among the filtered", lambda: searches_by_initials(app), app)
            tap.promise("when nothing matches it says so and leads out", lambda: says_that_nothing_matches(app), app)
            tap.promise("a header sorts, and says so", lambda: sorts(app), app)
            tap.promise("all are tagged at once, and undo takes it back",
                        lambda: tags_all_and_takes_it_back(app, path), app)
            tap.promise("Delete archives a lead, and undo takes it back", lambda: archives_and_takes_it_back(app), app)
            tap.promise("a row has a menu, by key and by pointer", lambda: opens_the_menu_of_a_row(app), app)
            tap.promise("a view is saved and found again", lambda: saves_a_view(app, path), app)
            tap.promise("a cell is edited in edit mode, and undo takes it back", lambda: edits_a_cell(app, path), app)
            tap.promise("nothing complains", lambda: fail_on(app.complaints()))
        tap.promise("the link of a segment shows its leads and a chip", lambda: shows_a_segment(path))
    return tap.done()


def fail_on(lines):
    assert not lines, lines


if __name__ == "__main__":
    raise SystemExit(main())
