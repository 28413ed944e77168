#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the tests of a meson run: every TAP line is one; a program without TAP is one."""
import json
import re
import sys

passed = failed = 0
for line in open(sys.argv[1], encoding="utf-8"):
    run = json.loads(line)
    lines = re.findall(r"^(not ok|ok) \d+(?:.*)$", run.get("stdout") or "", re.M)
    good, wrong = lines.count("ok"), lines.count("not ok")
    if run["result"] == "SKIP":
        continue
    if run["result"] not in ("OK", "EXPECTEDFAIL"):
        wrong = max(wrong, 1)
    elif good == 0:
        good = 1
    passed += good
    failed += wrong
print(passed, failed)
sys.exit(0 if passed + failed else 1)
