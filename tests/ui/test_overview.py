#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The overview: a new workspace shows its steps, the sample its numbers, and a number opens its leads."""
import json
import os
import tempfile

import espdrive
import espscreens


def names(root, role):
    return [espdrive.name(n) for n in espdrive.find_all(root, role)]


def shows_the_steps(folder):
    path = os.path.join(folder, "new.espalier")
    espdrive.ctl("workspace", "new", path, "--name", "New")
    with espdrive.App("--workspace", path) as app:
        espdrive.find(app.root, "list item", "To do: Bring your leads")
        espdrive.find(app.root, text="0 of 6 done")
        assert not espdrive.find_all(app.root, text="Needs you")
        # A step ticks itself off when it is done, wherever that happens.
        leads = os.path.join(folder, "leads.csv")
        with open(leads, "w", encoding="utf-8") as f:
            f.write("email,name\na@example.com,A\n")
        espdrive.ctl("import", "leads", "-w", path, "--consent=none", leads)
        espdrive.click(espdrive.find(app.root, text="0 of 6 done"))
        espdrive.press("F5")
        espdrive.find(app.root, "list item", "Done: Bring your leads")
        espdrive.find(app.root, text="Nothing needs you")
        # Hidden by a button, brought back by the menu.
        hide = [n for n in espdrive.find_all(app.root, "push button") if espdrive.name(n).endswith("Hide")]
        espdrive.click(hide[0])
        espdrive.wait_for(lambda: not espdrive.find_all(app.root, text="Set up your workspace"), "no steps")
        assert not app.complaints(), app.complaints()


def opens_what_it_counts(path):
    _, out, _ = espdrive.ctl("overview", "-w", path, "--json")
    facts = json.loads(out)
    delivered = facts["figures"]["delivered"]["leads"]
    _, ids, _ = espdrive.ctl("overview", "-w", path, "--open", facts["figures"]["delivered"]["open"])
    assert len(ids.split()) == delivered, (len(ids.split()), delivered)
    with espdrive.App("--workspace", path) as app:
        espdrive.wait_for(lambda: [n for n in names(app.root, "list item") if "was halted" in n], "a need")
        figure = espdrive.wait_for(
            lambda: [n for n in espdrive.find_all(app.root, "push button") if espdrive.name(n).startswith("Delivered: ")],
            "the number")[0]
        assert f"{delivered:,}" in espdrive.name(figure), espdrive.name(figure)
        assert [n for n in names(app.root, "list item") if "unsubscribe rate" in n], "what changed is missing"
        espscreens.bring_into_view(figure)
        espdrive.click(figure)
        espdrive.find(app.root, text=f"{delivered:,} of ")
        espdrive.press("alt+Left")
        espdrive.find(app.root, text="What changed")
        assert not app.complaints(), app.complaints()


def works_by_keyboard(path):
    with espdrive.App("--workspace", path) as app:
        espdrive.find(app.root, text="What changed")
        espdrive.press("alt+1")
        # Without the pointer: Tab goes from part to part, and the need is one of the first.
        espdrive.click(espdrive.find(app.root, text="Needs you"))

        def reach():
            espdrive.press("Tab")
            return [n for n in espdrive.find_all(app.root, "list item")
                    if "was halted" in espdrive.name(n) and "focused" in espdrive.states(n)]

        espdrive.wait_for(reach, "the focus")
        espdrive.press("Return")
        espdrive.find(app.root, "label", "재입고 알림")
        assert not app.complaints(), app.complaints()


def button(app, part):
    return espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "push button") if part in espdrive.name(n)],
                             part)[0]


def goals(path):
    _, out, _ = espdrive.ctl("goal", "list", "-w", path, "--json")
    return json.loads(out)


def keeps_goals(path):
    for goal in goals(path):
        espdrive.ctl("goal", "remove", str(goal["id"]), "-w", path)
    espdrive.ctl("goal", "set", "-w", path, "-m", "clicked", "-t", "900")
    with espdrive.App("--workspace", path) as app:
        espdrive.find(app.root, "list item", text="Clicked · this month")
        espdrive.click(button(app, "Add goal"))
        espdrive.wait_for(lambda: app.root.get_child_count() > 1, "the window")
        window = list(espdrive.children(app.root))[-1]
        espdrive.click(espdrive.wait_for(lambda: espdrive.find_all(window, "text"), "the field")[0])
        espdrive.write("9,000")
        espdrive.press("Return")
        espdrive.wait_for(lambda: [g for g in goals(path) if g["metric"] == "created" and g["target"] == 9000], "the goal")
        # The second goal goes up by key, and Undo brings it back.
        row = espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "list item")
                                         if espdrive.name(n).startswith("New leads · this month:")], "its row")[0]
        espdrive.click(row)
        espdrive.press("alt+Up")
        espdrive.wait_for(lambda: goals(path)[0]["metric"] == "created", "the order")
        espdrive.press("ctrl+z")
        espdrive.wait_for(lambda: goals(path)[0]["metric"] == "clicked", "the order of before")


def begins_with_a_new_workspace():
    with espdrive.App() as app:
        espdrive.click(row_ending(app, "Start empty"))
        espdrive.find(app.root, text="Country whose rules hold")
        espdrive.press("Return")
        espdrive.find(app.root, text="0 of 6 done")
        espdrive.find(app.root, "frame", "My workspace")
        assert not app.complaints(), app.complaints()


def opens_the_sample():
    with espdrive.App() as app:
        espdrive.click(row_ending(app, "Look around with sample data"))
        espdrive.find(app.root, text="What changed")
        espdrive.find(app.root, text="Sample data: nothing leaves this computer.")
        # Made anew from the menu of commands.
        espdrive.click(espdrive.find(app.root, text="What changed"))
        espdrive.press("ctrl+k")
        espdrive.wait_for(lambda: app.root.get_child_count() > 1, "the palette")
        espdrive.write("sample data anew")
        espdrive.find(app.root, text="Make the sample data anew, or delete it…")
        espdrive.press("Return")
        anew = espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "push button")
                                          if espdrive.name(n).endswith("Make anew")], "the question")
        espdrive.click(anew[0])
        espdrive.wait_for(lambda: app.root.get_child_count() == 1, "the answer")
        espdrive.find(app.root, text="What changed")
        assert not app.complaints(), app.complaints()


def row_ending(app, title):
    return espdrive.wait_for(
        lambda: [n for n in espdrive.find_all(app.root, "list item") if espdrive.name(n).endswith(title)], title)[0]


def main():
    tap = espdrive.Tap()
    tap.alone("the first run makes a workspace", lambda _: begins_with_a_new_workspace())
    tap.alone("the first run opens the sample", lambda _: opens_the_sample())
    with tempfile.TemporaryDirectory() as folder:
        sample = os.path.join(folder, "sample.espalier")
        espdrive.ctl("workspace", "sample", "--leads", "20000", sample)
        tap.alone("a new workspace shows its steps", shows_the_steps)
        tap.alone("a number opens the leads it counts", lambda _: opens_what_it_counts(sample))
        tap.alone("a goal is added, moved and put back", lambda _: keeps_goals(sample))
        tap.alone("a need opens its campaign", lambda _: works_by_keyboard(sample))
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
