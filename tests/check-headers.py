#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every header of ours compiles alone. One that its own source includes first is proven so by the build;
the others are compiled here, as a source of their folder would be.

usage: check-headers.py SOURCE_DIR BUILD_DIR      prints TAP
"""
import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import sys


def arguments_of(command):
    """The compiler and the flags that matter to a header, without the file and the output."""
    words = shlex.split(command)
    while words and os.path.basename(words[0]) == "ccache":
        words.pop(0)
    kept, skip = [words[0]], False
    for word in words[1:]:
        if skip or word in ("-o", "-MF", "-MQ", "-MT"):
            skip = not skip
        elif re.match(r"-(I|D|isystem|std|pthread|W(?!l,))", word):
            kept.append(word)
    return kept


def commands_of(build, source):
    """One command for each folder of src."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as f:
        entries = json.load(f)
    found = {}
    for entry in entries:
        path = os.path.relpath(os.path.join(entry["directory"], entry["file"]), source)
        if path.startswith("src/") and path.endswith(".c"):
            found.setdefault(os.path.dirname(path), (entry["directory"], arguments_of(entry["command"])))
    return found


def headers_of(source):
    for folder, folders, files in os.walk(os.path.join(source, "src")):
        folders.sort()
        for name in sorted(files):
            if name.endswith(".h"):
                yield os.path.relpath(os.path.join(folder, name), source)


def is_proven(source, header):
    """Whether nothing of ours, nor of a library, stands before the header in the source of its name."""
    try:
        with open(os.path.join(source, header[:-1] + "c"), encoding="utf-8") as f:
            includes = [m.group(1) for m in (re.match(r'#include ["<](.+?)[">]', line) for line in f) if m]
    except FileNotFoundError:
        return False
    includes = [name for name in includes if name != "config.h"]
    return bool(includes) and includes[0] == header[len("src/"):]


def compile_header(source, commands, header):
    folder = os.path.dirname(header)
    while folder and folder not in commands:
        folder = os.path.dirname(folder)
    if not folder:
        return header, None, "nothing in its folder is compiled"
    directory, arguments = commands[folder]
    done = subprocess.run(arguments + ["-Wno-unused-function", "-fsyntax-only", "-x", "c", "-"], cwd=directory,
                          input=f'#include "{header[len("src/"):]}"\n', capture_output=True, text=True)
    return header, done.returncode, done.stderr


def main(source, build):
    commands = commands_of(build, source)
    headers = [h for h in headers_of(source) if not is_proven(source, h)
               and (commands.get("src/views") or not h.startswith(("src/views", "src/app")))]
    failed = 0
    print(f"1..{len(headers)}")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda h: compile_header(source, commands, h), headers)
        for i, (header, code, text) in enumerate(results, 1):
            for line in text.splitlines()[:8] if code else []:
                print("# " + line)
            print(f"{'not ok' if code else 'ok'} {i} {header}")
            failed += bool(code)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])))
