#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Performs the tour of README.md as it is written there, and asks every subject for its help.

usage: check-readme.py SOURCE_DIR ESPALIERCTL      prints TAP
"""
import os
import re
import subprocess
import sys
import tempfile


def tour(source):
    with open(os.path.join(source, "README.md"), encoding="utf-8") as f:
        blocks = re.findall(r"^```\n(.*?)^```", f.read(), re.M | re.S)
    return next(b for b in blocks if b.startswith("espalierctl workspace new"))


def run_tour(source, program):
    """every command of the tour works, in its order, and the last ones see what the first ones did"""
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.join(source, "data"), os.path.join(folder, "data"))
        environment = dict(os.environ, PATH=os.path.dirname(program) + ":" + os.environ["PATH"])
        done = subprocess.run(("sh", "-e", "-c", tour(source)), cwd=folder, env=environment, capture_output=True,
                              text=True, timeout=120)
        if done.returncode != 0:
            yield f"it stopped with {done.returncode}: {done.stderr.strip()}"
        for sign in ("49 of 49 sent", "It was sent to 49 of the 49 leads", "sent, 20", "49 came in, 49 times",
                     "12 steps are drawn"):
            if sign not in done.stdout:
                yield f"it never said “{sign}”"


def subjects(program):
    said = subprocess.run((program, "--help"), capture_output=True, text=True, timeout=20).stdout
    return re.findall(r"^  ([a-z-]+)  ", said, re.M)


def ask_help(source, program):
    """every subject answers --help and heads it with its own name"""
    found = subjects(program)
    if len(found) < 15:
        yield f"only {found} are listed"
    for subject in found:
        done = subprocess.run((program, subject, "--help"), capture_output=True, text=True, timeout=20)
        if done.returncode != 0 or f"espalierctl {subject}" not in done.stdout:
            yield f"{subject}: {done.returncode} {done.stdout[:80]!r} {done.stderr[:80]!r}"


def main(source, program):
    program = os.path.abspath(program)
    os.environ["LC_ALL"] = "C.UTF-8"
    checks = (run_tour, ask_help)
    failed = 0
    print(f"1..{len(checks)}")
    for number, check in enumerate(checks, 1):
        wrong = list(check(source, program))
        failed += bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {number} - {check.__doc__}")
        for line in wrong:
            print(f"# {line}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
