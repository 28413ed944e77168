#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outline of a journey tells what every kind of step does, by the names that people gave; a rehearsal tells the
ways of several people."""
import json
import os
import subprocess
import sys
import tempfile

CTL = os.path.join(os.environ.get("ESP_BUILD_DIR", "build"), "src/ctl/espalierctl")


def made(path, *arguments):
    done = subprocess.run((CTL,) + arguments + ("-w", path), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"{arguments}: {done.stderr}"
    return done.stdout


def branch(name, *steps, **more):
    return {"id": name, "steps": list(steps) + [{"id": f"{name}-join", "kind": "join"}], **more}


def journey(segment):
    return {
        "version": 1,
        "name": "Round",
        "entries": [{"id": "in", "kind": "enters-segment", "segment": segment, "existing": True}],
        "steps": [
            {"id": "mail", "kind": "send", "message": "no such one"},
            {"id": "day", "kind": "wait", "for": {"days": 1}},
            {"id": "nine", "kind": "wait", "until": {"at": "09:00", "weekdays": ["mon", "fri"]}},
            {"id": "name-day", "kind": "wait", "until": {"field": "birthday", "days": -3, "at": "08:30"}},
            {"id": "click", "kind": "wait", "event": {"event": "click"}, "timeout": {"weeks": 2},
             "branches": [branch("met", on="met"), branch("late", on="late")]},
            {"id": "dice", "kind": "random", "branches": [branch("a", share=30, title="Blue"), branch("b", share=70)]},
            {"id": "list", "kind": "segment", "segment": segment, "do": "add"},
            {"id": "call", "kind": "task", "text": "Call them", "owner": "Min"},
            {"id": "vip", "kind": "split", "branches": [
                {"id": "yes", "title": "Great", "when": {"kind": "tag", "op": "has-any", "values": ["VIP"]}},
                {"id": "no", "else": True, "steps": [{"id": "bye", "kind": "exit"}]}]},
            {"id": "again", "kind": "go-to", "to": "day", "times": 2},
        ],
    }


WANTED = """\
  in: enters-segment “VIP”, also who is in it already [in]
  1  send     “no such one” (not there) [mail]
  2  wait     1 day [day]
  3  wait     until 09:00 on Mon, Fri [nine]
  4  wait     until 3 days before birthday 08:30 [name-day]
  5  wait     until event("click") or at most 2 weeks [click]
     1) met
    6  join     [met-join]
     2) too late
    7  join     [late-join]
  8  random   [dice]
     1) 30 %: Blue
    9  join     [a-join]
     2) 70 %
   10  join     [b-join]
 11  segment  into “VIP” [list]
 12  task     “Call them” for Min [call]
 13  split    [vip]
     1) if all(tag = "VIP"): Great (no steps)
     2) else
   14  exit     [bye]
 15  go-to    day, at most 2 times [again]"""


FORK = {
    "version": 1, "name": "Fork", "entries": [{"id": "in", "kind": "manual"}],
    "steps": [
        {"id": "where", "kind": "split", "branches": [
            {"when": "city = \"서울\"", "steps": [{"id": "day", "kind": "wait", "for": {"days": 1}},
                                               {"id": "on", "kind": "join"}]},
            {"else": True, "steps": [{"id": "out", "kind": "exit"}]}]},
        {"id": "end", "kind": "exit"}]}


def rehearse(path, file):
    """Several leads are led through side by side, each in their own way; only a rehearsal takes several."""
    people = path + ".csv"
    with open(people, "w", encoding="utf-8") as out:
        out.write("email,city\nkim@example.com,서울\nlee@example.com,부산\npark@example.com,서울\n")
    made(path, "import", "leads", "--consent=none", people)
    with open(file, "w", encoding="utf-8") as out:
        json.dump(FORK, out)
    made(path, "journey", "create", "--file", file)
    told = json.loads(made(path, "journey", "simulate", "Fork", "--json", "--lead", "lee@example.com",
                           "--lead", "kim@example.com"))
    steps = [[mark["step"] for mark in one["path"]] for one in told["paths"]]
    assert steps == [["where", "out"], ["where", "day", "end"]], told["paths"]
    assert told["people"] == 2 and [one["lead"] for one in told["paths"]] == [2, 1], told
    told = json.loads(made(path, "journey", "simulate", "Fork", "--json", "--lead", "lee@example.com"))
    assert [mark["step"] for mark in told["path"]] == ["where", "out"] and "paths" not in told, told
    words = made(path, "journey", "simulate", "Fork", "--lead", "#1", "--follow", "#3", "--follow", "#1")
    assert "#3 takes no part in this rehearsal." in words and "The way of #1:" in words, words
    for refused in (("trace", "Fork", "--lead", "#1", "--lead", "#2"),
                    ("simulate", "Fork", "--lead", "#1", "--ghost", "city=서울")):
        done = subprocess.run((CTL, "journey") + refused + ("-w", path), capture_output=True, text=True, timeout=60)
        assert done.returncode != 0 and "one" in done.stderr, done


def finish(path, file):
    """Whoever finishes a step that was removed is counted where they are."""
    made(path, "journey", "publish", "Fork", "--accept-warnings")
    made(path, "journey", "enter", "Fork", "kim@example.com", "park@example.com")
    made(path, "journey", "run")
    shorter = json.loads(json.dumps(FORK))
    del shorter["steps"][0]["branches"][0]["steps"][0]
    with open(file, "w", encoding="utf-8") as out:
        json.dump(shorter, out)
    made(path, "journey", "edit", "Fork", "--file", file)
    made(path, "journey", "publish", "Fork", "--accept-warnings", "--choose", "day=finish")
    told = json.loads(made(path, "journey", "show", "Fork", "--json"))
    assert sum(step["here"] for step in told["steps"]) == 0, told
    assert told["former"] == [{"version": 1, "id": "day", "kind": "wait", "title": None, "here": 2}], told["former"]
    assert "in version 1 still: wait [day]  here 2" in made(path, "journey", "show", "Fork")


def main():
    print("1..3")
    with tempfile.TemporaryDirectory(prefix="espalier-outline-") as folder:
        path = os.path.join(folder, "a.espalier")
        file = os.path.join(folder, "journey.json")
        subprocess.run((CTL, "workspace", "new", path), check=True, capture_output=True, timeout=60)
        made(path, "segment", "create", "--name", "VIP", "--static")
        segment = json.loads(made(path, "segment", "list", "--json"))[0]
        with open(file, "w", encoding="utf-8") as out:
            json.dump(journey(segment.get("uuid", "VIP")), out)
        made(path, "journey", "create", "--file", file)
        found = made(path, "journey", "show", "Round").rstrip().split("\n", 1)[1]
        told = json.loads(made(path, "journey", "show", "Round", "--json"))
        rehearse(path, file)
        finish(path, file)
    if found != WANTED:
        print("# found:", *found.split("\n"), sep="\n# ")
        print("not ok 1 - outline")
        return 1
    assert told["steps"][2]["words"] == "until 09:00 on Mon, Fri", told["steps"][2]
    assert told["entries"][0]["id"] == "in", told["entries"]
    print("ok 1 - outline")
    print("ok 2 - the ways of several")
    print("ok 3 - who finishes a step that is no more")
    return 0


if __name__ == "__main__":
    sys.exit(main())
