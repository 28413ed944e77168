#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds data/schema/segment.schema.json to what the program reads and writes.

usage: check-segment-schema.py SOURCE_DIR ESPALIERCTL     prints TAP
Rules go through the text language, are written as JSON by the program and must fit the schema; then each
is spoilt in every place, and the schema and the program must both refuse it.
"""
import copy
import json
import os
import re
import subprocess
import sys
import tempfile

TEXTS = [
    '', 'city = "서울"', 'city != "x" or unknown', 'city in ["a", "b"]', 'city not in ["a"]',
    'city contains "시"', 'city not contains "x"', 'city starts "서"', 'city ends "시"', 'city is known',
    'city is unknown', 'score = 3', 'score < 3', 'score <= 3', 'score > 3', 'score >= 3',
    'score between 1 and 5', 'ltv >= 300000.5', 'created_at in last 30 days', 'created_at in next 2 weeks',
    'created_at since 2026-01-31', 'created_at not after 2026-01-31T14:30', 'created_at before 2026-01-31',
    'created_at on 2026-01-31', 'created_at between 2026-01-01 and 2026-02-01', 'last_event_at today',
    'last_event_at this week', 'last_event_at this month', 'last_event_at this year',
    'tag has any ["VIP", "x"]', 'tag has all ["VIP"]', 'tag has none ["VIP"]',
    'consent("email", "marketing") = "granted"', 'consent("sms", "night") != "unknown"', 'suppressed',
    'not suppressed("email")', 'event("open")', 'not event("open") in last 7 days',
    'event("order") count>=2 in last 30 hours', 'event("order") count<=2', 'event("order") count=0',
    'first event("order") since 2026-01-01', 'last event("order") in last 3 days',
    'event("order") where (amount >= 5000, item contains "모자", gift = true, size in ["S", "M"], x is known)',
    'message("opened") in last 30 days', 'not message("sent", "abcdef") count>=3', 'segment("0123")',
    'event("order") within 3 days after event("cart") where (sku = "a") in last 30 days',
    'not message("clicked") where (url contains "x") within 2 hours after message("sent", "ab") count>=2',
    'not segment("0123")', 'anniversary(created_at) in next 7 days', 'anniversary(created_at) this month',
    'random(10%)', 'random(12.5%, "b")', 'off city = "x"',
    'all(any(none(all(any(city = "x"))), score > 1), off none(), event("open"))',
]


def fits(schema, value, root):
    if isinstance(schema, bool):
        return schema
    if "$ref" in schema:
        node = root
        for key in schema["$ref"].split("/")[1:]:
            node = node[key]
        if not fits(node, value, root):
            return False
    if not all(fits(s, value, root) for s in schema.get("allOf", [])):
        return False
    if "oneOf" in schema and sum(fits(s, value, root) for s in schema["oneOf"]) != 1:
        return False
    if "const" in schema and (value != schema["const"] or isinstance(value, bool) != isinstance(schema["const"], bool)):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    return fits_type(schema, value) and fits_parts(schema, value, root)


def fits_type(schema, value):
    kind = schema.get("type")
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    types = {"object": isinstance(value, dict), "array": isinstance(value, list),
             "string": isinstance(value, str), "boolean": isinstance(value, bool), "number": is_number,
             "integer": is_number and value == int(value), None: True}
    if not types[kind]:
        return False
    if is_number and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return False
    if isinstance(value, str):
        return (schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 1 << 30)
                and re.search(schema.get("pattern", ""), value) is not None)
    return True


def fits_parts(schema, value, root):
    if isinstance(value, list):
        return (schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 1 << 30)
                and all(fits(schema.get("items", {}), item, root) for item in value))
    if not isinstance(value, dict):
        return True
    known = schema.get("properties", {})
    if not all(fits(part, value, root) for name, part in schema.get("dependentSchemas", {}).items() if name in value):
        return False
    if any(name in value and other not in value for name, others in schema.get("dependentRequired", {}).items()
           for other in others) or len(value) > schema.get("maxProperties", len(value)):
        return False
    return (all(name in value for name in schema.get("required", []))
            and (schema.get("additionalProperties", True) or all(name in known for name in value))
            and all(fits(known[name], part, root) for name, part in value.items() if name in known))


def places(node, path=()):
    yield path
    parts = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in parts:
        yield from places(child, path + (key,))


def spoilt(document):
    """the same rule, wrong in one place each"""
    for path in places(document):
        wrong = copy.deepcopy(document)
        node = wrong
        for key in path[:-1]:
            node = node[key]
        here = node[path[-1]] if path else wrong
        if isinstance(here, dict):
            here["colour"] = 1
            yield wrong
        elif path[-1:] in (("kind",), ("op",), ("group",), ("unit",), ("from",), ("occurrence",)):
            node[path[-1]] = "nonsense"
            yield wrong
        elif path[-1:] in (("n",), ("version",), ("percent",)):
            node[path[-1]] = -1
            yield wrong


class Workspace:
    def __init__(self, ctl, folder):
        self.ctl, self.folder, self.file = ctl, folder, os.path.join(folder, "w.espalier")
        self.run("workspace", "new", self.file)

    def run(self, *args):
        return subprocess.run([self.ctl, *args], capture_output=True, text=True)

    def as_json(self, text):
        done = self.run("segment", "export", "-w", self.file, "--rule", text, "--json")
        return json.loads(done.stdout) if done.returncode == 0 else None

    def reads(self, document):
        path = os.path.join(self.folder, "rule.json")
        with open(path, "w", encoding="utf-8") as f:
            json.dump(document, f)
        done = self.run("segment", "export", "-w", self.file, "--rule-file", path)
        if done.returncode < 0:
            raise SystemExit(f"Bail out! espalierctl died of signal {-done.returncode}")
        return done.returncode == 0


def main():
    source_dir, ctl = sys.argv[1:]
    with open(os.path.join(source_dir, "data/schema/segment.schema.json"), encoding="utf-8") as f:
        schema = json.load(f)
    print("1..2")
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(ctl, folder)
        rules = {text: workspace.as_json(text) for text in TEXTS}
        bad = [text for text, rule in rules.items() if rule is None or not fits(schema, rule, schema)]
        for text in bad:
            print(f"# {text}: {rules[text]}")
        print("not ok" if bad else "ok", "1 what the program writes fits the schema")
        # One of the long ones holds every place there is but those of its siblings.
        wrong = [w for text in (TEXTS[18], TEXTS[43], TEXTS[46], TEXTS[47]) for w in spoilt(rules[text])]
        taken = [w for w in wrong if fits(schema, w, schema) or workspace.reads(w)]
        for rule in taken:
            print(f"# taken: {json.dumps(rule, ensure_ascii=False)}")
        print("not ok" if taken else "ok", f"2 {len(wrong)} spoilt rules are refused by both")
        return 1 if bad or taken else 0


if __name__ == "__main__":
    sys.exit(main())
