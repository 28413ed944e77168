#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds data/schema/brand.schema.json to what the program reads.

usage: check-brand-schema.py SOURCE_DIR ESPALIERCTL     prints TAP
A kit with every member must be taken by both; then it is spoilt in every place, and both must refuse it.
"""
import copy
import importlib.util
import json
import os
import subprocess
import sys
import tempfile

KIT = {
    "version": 1, "name": "한빛상점", "home_url": "https://example.com/", "radius": 8,
    "logo": {"src": "https://example.com/logo.png", "width": 120},
    "colors": {name: "#2358d4" for name in ("accent", "on_accent", "link", "background", "surface", "text", "muted",
                                            "line")},
    "dark": {name: "#1c2129" for name in ("background", "surface", "text", "muted", "line", "link")},
    "fonts": {"body": "'Noto Sans KR',sans-serif", "heading": "Georgia,serif"},
    "button": {"radius": 4, "style": "outline"},
}
MESSAGE = {"version": 1, "subject": "s", "body": {"sections": [{"columns": [{"blocks": [
    {"type": "text", "paragraphs": [{"runs": ["words"]}]}]}]}]}}


def judge_of(source_dir):
    """The checker of schemas that the check of segments has."""
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location("judge", os.path.join(source_dir, "tests", "check-segment-schema.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.fits


def spoilt(kit):
    """(what was done, the kit after it), once for every member and every object."""
    yield "no version", {key: value for key, value in kit.items() if key != "version"}
    yield "a newer version", {**kit, "version": 2}
    for path in [()] + [(key,) for key, value in kit.items() if isinstance(value, dict)]:
        bad = copy.deepcopy(kit)
        place = bad[path[0]] if path else bad
        place["nonsense"] = "x"
        yield f"nonsense in {'/'.join(path) or 'the kit'}", bad
        for key in list(kit[path[0]] if path else kit):
            bad = copy.deepcopy(kit)
            (bad[path[0]] if path else bad)[key] = ["no"]
            yield f"a list at {'/'.join(path + (key,))}", bad
    for path, value in ((("colors", "text"), "blue"), (("radius",), 500), (("button", "style"), "round"),
                        (("logo", "width"), -1), (("dark", "line"), "#12345")):
        bad = copy.deepcopy(kit)
        place = bad
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        yield f"{value} at {'/'.join(path)}", bad


def main():
    source_dir, ctl = sys.argv[1:]
    fits = judge_of(source_dir)
    with open(os.path.join(source_dir, "data", "schema", "brand.schema.json"), encoding="utf-8") as f:
        schema = json.load(f)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        message, kit_file = os.path.join(folder, "m.json"), os.path.join(folder, "kit.json")
        with open(message, "w", encoding="utf-8") as f:
            json.dump(MESSAGE, f)

        def takes(kit):
            with open(kit_file, "w", encoding="utf-8") as f:
                json.dump(kit, f)
            return subprocess.run((ctl, "message", "to-html", "-q", "--brand", kit_file, message),
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0

        for what, kit in (("everything", KIT), ("only a version", {"version": 1})):
            results.append((f"both take a kit with {what}", fits(schema, kit, schema) and takes(kit)))
        for what, kit in spoilt(KIT):
            results.append((f"both refuse {what}", not fits(schema, kit, schema) and not takes(kit)))
    print(f"1..{len(results)}")
    for n, (what, is_so) in enumerate(results, 1):
        print(f"{'ok' if is_so else 'not ok'} {n} {what}")
    return 0 if all(is_so for _, is_so in results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
