#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds what the programs carry inside to what they use: templates, icons, schemas.

usage: check-resources.py SOURCE_DIR      prints TAP
"""
import glob
import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

SVG = "{http://www.w3.org/2000/svg}"


def listed(gresource):
    return [f.text.strip() for f in ElementTree.parse(gresource).iter("file")]


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def check_templates():
    """every template is in the resource and names the class of its file"""
    inside = set(listed("ui/espalier-ui.gresource.xml"))
    for path in sorted(glob.glob("ui/*.ui")):
        name = os.path.basename(path)
        if name not in inside:
            yield f"{path} is not in the resource"
        template = ElementTree.parse(path).getroot().find("template")
        if template is None:
            continue
        expected = "".join(part.capitalize() for part in name[:-3].split("-"))
        if template.get("class") != expected:
            yield f"{path}: the class is {template.get('class')}, the name of the file wants {expected}"
        if not glob.glob(f"src/views/**/{name[:-3]}.c", recursive=True):
            yield f"{path} has no {name[:-3]}.c"
    for name in sorted(inside):
        if not os.path.exists(os.path.join("ui", name)):
            yield f"ui/{name} is in the resource but not there"


def check_template_strings():
    """every visible string of a template can be translated"""
    visible = {"label", "title", "subtitle", "tooltip-text", "placeholder-text", "description"}
    for path in sorted(glob.glob("ui/*.ui")):
        for e in ElementTree.parse(path).iter("property"):
            text = (e.text or "").strip()
            if e.get("name") in visible and e.get("translatable") != "yes" and re.search(r"[A-Za-z]{2}", text):
                yield f"{path}: “{text}” is not translatable"


def used_icons():
    for path in sorted(glob.glob("ui/*.ui") + glob.glob("src/**/*.[ch]", recursive=True)):
        for name in re.findall(r'["\'>]([a-z0-9.-]+-symbolic)["\'<]', read(path)):
            yield path, name


def check_icons_used():
    """every icon that is used is one of ours"""
    ours = {os.path.basename(path)[:-4] for path in glob.glob("data/icons/scalable/actions/*.svg")}
    for path, name in used_icons():
        if name not in ours:
            yield f"{path}: {name} is not in data/icons/scalable/actions"


def check_icons_listed():
    """every icon is in the resource"""
    inside = set(listed("data/espalier-icons.gresource.xml"))
    for path in sorted(glob.glob("data/icons/scalable/actions/*.svg")):
        if path[len("data/"):] not in inside:
            yield f"{path} is not in the resource"
    for name in sorted(inside):
        if not os.path.exists(os.path.join("data", name)):
            yield f"data/{name} is in the resource but not there"


def check_icons_drawn():
    """every symbolic icon keeps to the 16 px grid and lets GTK colour it"""
    for path in sorted(glob.glob("data/icons/**/*-symbolic.svg", recursive=True)):
        root = ElementTree.parse(path).getroot()
        if root.get("viewBox") != "0 0 16 16":
            yield f"{path}: the view box is not 0 0 16 16"
        for e in root.iter():
            for colour in (e.get("fill"), e.get("stroke")):
                if colour not in (None, "none", "#000"):
                    yield f"{path}: a colour of its own, {colour}"
            if e.get("stroke") is not None and e.get("fill-opacity") != "0":
                yield f"{path}: GTK 4.8 fills every path; strokes need fill-opacity 0"


def check_json():
    """every JSON file under data is well formed, and a schema says which draft it follows"""
    for path in sorted(glob.glob("data/**/*.json", recursive=True)):
        try:
            content = json.loads(read(path))
        except ValueError as e:
            yield f"{path}: {e}"
            continue
        if path.startswith("data/schema/"):
            if "$schema" not in content:
                yield f"{path} has no $schema"
            for reference in references(content):
                if not resolves(content, reference):
                    yield f"{path}: “{reference}” leads nowhere"


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str) and node["$ref"].startswith("#"):
            yield node["$ref"]
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def resolves(root, reference):
    node = root
    for key in reference.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        if not isinstance(node, dict) or key not in node:
            return False
        node = node[key]
    return True


CHECKS = [check_templates, check_template_strings, check_icons_used, check_icons_listed, check_icons_drawn,
          check_json]


def main(root):
    os.chdir(root)
    failed = 0
    print(f"1..{len(CHECKS)}")
    for i, check in enumerate(CHECKS, 1):
        problems = list(check())
        for problem in problems:
            print("# " + problem)
        print(f"{'not ok' if problems else 'ok'} {i} {check.__doc__}")
        failed += bool(problems)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "."))
