#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the tests of a meson run: every line of TAP is one; a program without TAP is one.

usage: count-tests.py testlog.json      prints what failed with the end of its log, then "= PASSED FAILED SKIPPED PROGRAMS"
"""
import json
import re
import sys

LOG_LINES = 40


def count(run):
    """(passed, failed, skipped) of one program."""
    out = run.get("stdout") or ""
    lines = re.findall(r"^(not ok|ok)\b([^\n]*)$", out, re.M)
    skipped = sum(1 for _, rest in lines if re.search(r"#\s*skip", rest, re.I))
    good = sum(1 for verdict, _ in lines if verdict == "ok") - skipped
    wrong = sum(1 for verdict, rest in lines if verdict == "not ok" and not re.search(r"#\s*todo", rest, re.I))
    if run["result"] == "SKIP":
        return 0, 0, max(skipped, 1)
    if run["result"] not in ("OK", "EXPECTEDFAIL"):
        return good, max(wrong, 1), skipped
    if not lines:
        good = 1
    return good, wrong, skipped


def main(path):
    total = [0, 0, 0]
    programs = 0
    with open(path, encoding="utf-8") as f:
        for line in f:
            run = json.loads(line)
            programs += 1
            numbers = count(run)
            total = [a + b for a, b in zip(total, numbers)]
            if numbers[1]:
                print(f"FAILED: {run['name']} ({run['result']}, {run['duration']:.0f} s)")
                said = ((run.get("stdout") or "") + (run.get("stderr") or "")).splitlines()
                kept = [x for x in said if not re.match(r"^(ok \d|# (Start|End|random|GLib)|.* are enough$)", x)]
                print("\n".join("  " + x[:400] for x in kept[-LOG_LINES:]))
    print("= {} {} {} {}".format(*total, programs))
    return 0 if sum(total) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
