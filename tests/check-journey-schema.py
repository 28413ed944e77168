#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds data/schema/journey.schema.json to what the program reads.

usage: check-journey-schema.py SOURCE_DIR     prints TAP
The journeys of the cases in tests/engine/journey/ are read by the program; they must fit the schema too. Those
that the program refuses for what a schema can say must not fit.
"""
import glob
import importlib.util
import json
import os
import sys


def load_fits(folder):
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location("segment", os.path.join(folder, "check-segment-schema.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.fits


# Ids that differ, days of the calendar and rules inside are not the schema's matter.
BEYOND = {"double-id", "bad-day", "bad-rule", "bad-rule-text"}


def main():
    source_dir = sys.argv[1]
    fits = load_fits(os.path.join(source_dir, "tests"))
    with open(os.path.join(source_dir, "data/schema/journey.schema.json"), encoding="utf-8") as f:
        schema = json.load(f)
    wrong = []
    n = 0
    for path in sorted(glob.glob(os.path.join(source_dir, "tests/engine/journey/*.json"))):
        with open(path, encoding="utf-8") as f:
            cases = json.load(f)["cases"]
        for case in cases:
            if case["name"] in BEYOND:
                continue
            n += 1
            if fits(schema, case["journey"], schema) == ("error" in case):
                wrong.append(case["name"])
    print("1..1")
    for name in wrong:
        print(f"# {name}")
    print(f"{'not ok' if wrong else 'ok'} 1 {n} journeys fit the schema as the program reads them")


if __name__ == "__main__":
    main()
