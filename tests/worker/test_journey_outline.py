#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outline of a journey tells what every kind of step does, by the names that people gave."""
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


def main():
    print("1..1")
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
    if found != WANTED:
        print("# found:", *found.split("\n"), sep="\n# ")
        print("not ok 1 - outline")
        return 1
    assert told["steps"][2]["words"] == "until 09:00 on Mon, Fri", told["steps"][2]
    assert told["entries"][0]["id"] == "in", told["entries"]
    print("ok 1 - outline")
    return 0


if __name__ == "__main__":
    sys.exit(main())
