#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the translations complete: every file with visible words is listed, every language says all.

usage: check-po.py SOURCE_DIR      prints TAP; needs xgettext, msgcmp and msgfmt
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "g_dngettext:2,3", "dngettext:2,3", "g_dpgettext2:2c,3"]
MARKED = re.compile(r"(?<!\w)(_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2) \(")


def has_words(path):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    if path.endswith(".ui"):
        return 'translatable="yes"' in text
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return any(MARKED.search(line) for line in text.split("\n") if not line.startswith("#define"))


def files_with_words():
    paths = glob.glob("src/**/*.[ch]", recursive=True) + glob.glob("ui/*.ui")
    found = {path for path in paths if has_words(path)}
    return found | set(glob.glob("data/*.desktop.in")) | set(glob.glob("data/*.metainfo.xml.in"))


def listed_files():
    with open("po/POTFILES.in", encoding="utf-8") as f:
        return [line.strip() for line in f if line.strip() and not line.startswith("#")]


def languages():
    with open("po/LINGUAS", encoding="utf-8") as f:
        return [word for line in f if not line.startswith("#") for word in line.split()]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ, LC_ALL="C.UTF-8"))
    return done.returncode, done.stdout + done.stderr


# Sentences that only pass on what another one said.
PASSED_ON = {"%s", "Liquid syntax error (%s line %u): %s"}


def untold_of_liquid():
    """What a template is refused for, and the window cannot say in the user's language."""
    with open("src/views/messages/esp-template-words.c", encoding="utf-8") as f:
        known = {re.sub(r"\{\d\}", "{}", text.replace('"\n      "', "")) for text in
                 re.findall(r'N_ \(\s*"((?:[^"\\]|\\.|"\s*")*)"\)', f.read())}
    known = {re.sub(r'"\s*"', "", text) for text in known}
    said = set()
    for path in sorted(glob.glob("src/engine/content/liquid/*.c")):
        with open(path, encoding="utf-8") as f:
            text = f.read()
        for literal in re.findall(r'(?:_fail|\bstop) \([^"();]*?"((?:[^"\\]|"\s*")*)"', text):
            said.add(re.sub(r'"\s*"', "", literal))
    untold = []
    for sentence in sorted(said - PASSED_ON):
        shape = re.sub(r"%\.\*s|%[sdu]", "{}", sentence)
        if shape not in known:
            untold.append(f"esp-template-words.c does not know “{sentence}”")
    return untold


class Report:
    def __init__(self):
        self.n = self.failed = 0

    def say(self, name, problems):
        self.n += 1
        self.failed += bool(problems)
        for problem in problems:
            print("# " + problem)
        print(f"{'not ok' if problems else 'ok'} {self.n} {name}")


def check_language(report, language, pot):
    po = f"po/{language}.po"
    code, text = run("msgfmt", "--check", "--statistics", "-o", os.devnull, po)
    report.say(f"{po} is well formed", text.splitlines() if code else [])
    problems = [f"{po}: {text.strip()}"] if re.search(r"fuzzy|untranslated", text) else []
    report.say(f"{po} has nothing fuzzy and nothing empty", problems)
    code, text = run("msgcmp", "--use-untranslated", po, pot)
    problems = [line for line in text.splitlines() if "not defined" in line or "error" in line] if code else []
    report.say(f"{po} knows every message of the program", problems)


def main(root):
    os.chdir(root)
    report = Report()
    listed = listed_files()
    report.say("every file with visible words is in po/POTFILES.in",
               [f"{path} is missing" for path in sorted(files_with_words() - set(listed))])
    report.say("every file in po/POTFILES.in is there, once",
               [f"{path} is not there" for path in listed if not os.path.exists(path)] +
               [f"{path} stands twice" for path in sorted({p for p in listed if listed.count(p) > 1})])
    report.say("what a template is refused for can be said in the user's language", untold_of_liquid())
    with tempfile.TemporaryDirectory() as folder:
        pot = os.path.join(folder, "espalier.pot")
        code, text = run("xgettext", "--from-code=UTF-8", "-o", pot, "-f", "po/POTFILES.in",
                         *[f"--keyword={word}" for word in KEYWORDS])
        report.say("the messages can be collected", text.splitlines() if code else [])
        if not code:
            for language in languages():
                check_language(report, language, pot)
    print(f"1..{report.n}")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "."))
