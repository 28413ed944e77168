#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the sources to the rules of the house: layers, libraries, sizes, headings, doc comments.

usage: check-layers.py [SOURCE_DIR]   checks a tree and prints TAP, one test for each rule
       check-layers.py --self-test    shows that each rule finds what it is there to find
"""
import os
import re
import sys
import tempfile

LAYERS = ["base", "store", "model", "engine", "draw", "channels", "worker", "views", "app"]
CORE = LAYERS[:7]

# Which layers a layer may include. Includes point down only, and some may not reach all that is below.
MAY_INCLUDE = {layer: LAYERS[: i + 1] for i, layer in enumerate(LAYERS)}
MAY_INCLUDE["draw"] = ["base", "model", "engine", "draw"]
MAY_INCLUDE["channels"] = ["base", "model", "channels", "data"]
# A text, unlike an email, has no wire format of its own: its document is the record that services are given.
RECORDS = {"channels": "engine/content/text/"}
MAY_INCLUDE["app"] = LAYERS + ["data"]
MAY_INCLUDE["views"] = MAY_INCLUDE["views"] + ["data"]
MAY_INCLUDE["engine"] = MAY_INCLUDE["engine"] + ["data"]
MAY_INCLUDE["draw"] = MAY_INCLUDE["draw"] + ["data"]
MAY_INCLUDE["worker"] = MAY_INCLUDE["worker"] + ["data"]
MAY_INCLUDE["ctl"] = CORE + ["ctl"]

# Libraries that belong to some layers only: (what the include begins with, layers, its name).
LIBRARIES = [
    (r"sqlite3", ["store"], "SQLite"),
    (r"roaring/", ["store"], "CRoaring"),
    (r"(gtk/|gdk/|gsk/|adwaita\.h)", ["views", "app"], "GTK"),
    (r"(curl/|gmime/|libsoup/|libsecret/)", ["channels"], "the network and the keyring"),
    (r"(cairo|pango/)", ["draw", "views", "app"], "cairo and pango"),
]

FILE_LINES_ADVISED, FILE_LINES = 600, 800
FUNCTION_LINES = 80

# SQL begins a string in upper case, and its next word gives it away.
SQL = re.compile(
    r'"\s*(SELECT\s+[\w*(?:]|INSERT\s+(OR\s+\w+\s+)?INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b|'
    r"CREATE\s+(TEMP\s+|UNIQUE\s+|VIRTUAL\s+)?(TABLE|INDEX|TRIGGER|VIEW)\b|DROP\s+(TABLE|INDEX|VIEW)\b|"
    r"ALTER\s+TABLE\b|PRAGMA\s+\w+|BEGIN\s+IMMEDIATE\b|ATTACH\s+DATABASE\b|WITH\s+\w+\s+AS\s*\()"
)
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')
# A call that translates; N_() and NC_() only mark, which a catalogue in core may do.
TRANSLATES = re.compile(r"(?<!\w)(_|C_|ngettext|g_dngettext|gettext|dgettext|g_dgettext|dcgettext) \(\s*\"")
DEFINITION = re.compile(r"^([a-z_][a-z0-9_]*) \(")


class Source:
    """One file, its lines, and the same lines without comments."""

    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), encoding="utf-8") as f:
            self.text = f.read()
        self.lines = self.text.split("\n")
        if self.lines and self.lines[-1] == "":
            self.lines.pop()
        self.code = blank_comments(self.text).split("\n")
        parts = path.split("/")
        self.layer = parts[1] if parts[0] == "src" and len(parts) > 2 else None


def blank_comments(text):
    """Replaces comments by spaces, keeping strings and line numbers."""
    token = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|/\*.*?\*/|//[^\n]*', re.S)

    def blank(match):
        piece = match.group(0)
        return re.sub(r"[^\n]", " ", piece) if piece.startswith("/") else piece

    return token.sub(blank, text)


def blank_strings(line):
    return re.sub(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'', '""', line)


def read_tree(root):
    found = []
    for top in ("src", "tests"):
        for folder, folders, files in os.walk(os.path.join(root, top)):
            folders.sort()
            for name in sorted(files):
                if name.endswith((".c", ".h", ".cpp", ".cc")):
                    found.append(Source(root, os.path.relpath(os.path.join(folder, name), root)))
    return found


def sources_of(tree, ending=(".c", ".h", ".cpp", ".cc")):
    return [s for s in tree if s.layer is not None and s.path.endswith(ending)]


def check_includes(tree):
    """includes point down only"""
    for s in sources_of(tree):
        allowed = MAY_INCLUDE.get(s.layer)
        if allowed is None:
            yield s.path, 0, f"“{s.layer}” is not a layer"
            continue
        for n, line in enumerate(s.code, 1):
            m = INCLUDE.match(line)
            if m is None or m[1] == "<":
                continue
            if "/" not in m[2]:
                if m[2] != "config.h":
                    yield s.path, n, f"“{m[2]}”: write includes of ours from src/"
                continue
            to = m[2].split("/")[0]
            if m[2].startswith(RECORDS.get(s.layer, "\0")) and ".." not in m[2]:
                continue
            if ".." in m[2].split("/") or to not in allowed:
                yield s.path, n, f"{s.layer} may not include “{m[2]}”"


def check_libraries(tree):
    """outside libraries stay in their layers"""
    for s in sources_of(tree):
        for n, line in enumerate(s.code, 1):
            m = INCLUDE.match(line)
            if m is None or m[1] == '"':
                continue
            for begins, layers, name in LIBRARIES:
                if re.match(begins, m[2]) and s.layer not in layers:
                    yield s.path, n, f"<{m[2]}>: {name} belong(s) to {', '.join(layers)}"


def check_sql(tree):
    """SQL text and calls of SQLite stand in store only"""
    for s in sources_of(tree):
        if s.layer == "store":
            continue
        for n, line in enumerate(s.code, 1):
            if SQL.search(line):
                yield s.path, n, "SQL text outside store"
            if re.search(r"\bsqlite3_\w+|\broaring_\w+", blank_strings(line)):
                yield s.path, n, "a call of SQLite or CRoaring outside store"


def check_visible_strings(tree):
    """core does not translate; draw may, for it writes on pictures"""
    for s in sources_of(tree):
        if s.layer in ("draw", "views", "app"):
            continue
        for n, line in enumerate(s.code, 1):
            if TRANSLATES.search(line):
                yield s.path, n, "a translated string: core gives codes, the views find the words"


def check_file_sizes(tree):
    """no file is longer than 800 lines"""
    for s in tree:
        if len(s.lines) > FILE_LINES:
            yield s.path, 0, f"{len(s.lines)} lines: at most {FILE_LINES}"


def functions_of(s):
    """(name, first line, last line, is static) of each function, lines counted from 1.

    The formatter puts the name of a function that is defined, its opening and its closing brace at
    the beginning of a line; so no parser is needed."""
    n = 0
    while n < len(s.code):
        m = DEFINITION.match(s.code[n])
        if m is None:
            n += 1
            continue
        end = n
        while end < len(s.code) and s.code[end] not in ("{",) and not s.code[end].rstrip().endswith(";"):
            end += 1
        if end >= len(s.code) or s.code[end] != "{":
            n += 1
            continue
        first = n
        while first > 0 and s.code[first - 1].strip() and re.match(r"^[A-Za-z_]", s.code[first - 1]) \
                and not s.code[first - 1].rstrip().endswith((";", "}")) \
                and not re.match(r"^G_(DEFINE|DECLARE)", s.code[first - 1]):
            first -= 1
        close = end
        while close < len(s.code) and not s.code[close].startswith("}"):
            close += 1
        head = " ".join(s.code[first:n])
        yield m[1], first + 1, close + 1, re.search(r"\bstatic\b", head) is not None
        n = close + 1


def check_function_sizes(tree):
    """no function is longer than 80 lines"""
    for s in tree:
        if not s.path.endswith((".c", ".cpp", ".cc")):
            continue
        for name, first, last, _ in functions_of(s):
            if last - first + 1 > FUNCTION_LINES:
                yield s.path, first, f"{name}: {last - first + 1} lines: at most {FUNCTION_LINES}"


def check_headings(tree):
    """every file begins with its licence, and a source file with what it is responsible for"""
    for s in tree:
        head = s.lines[:1]
        if not head or not re.match(r"^(/\*|//) SPDX-License-Identifier: GPL-3\.0-or-later", head[0]):
            yield s.path, 1, "the first line is the SPDX line"
            continue
        if s.path.endswith(".h"):
            if not any(line == "#pragma once" for line in s.lines[:12]):
                yield s.path, 2, "a header begins with #pragma once"
            continue
        second = s.lines[1] if len(s.lines) > 1 else ""
        if not re.match(r"^(/\*|//) \S.{12,}", second):
            yield s.path, 2, "the second line says in one sentence what the file is responsible for"


def check_doc_comments(tree):
    """every public function has a doc comment, but for those whose ending says all"""
    declared = set()
    for s in sources_of(tree, (".h",)):
        for line in s.code:
            for name in re.findall(r"\b(esp_[a-z0-9_]+) \(", line):
                declared.add(name)
    for s in sources_of(tree, (".c", ".cpp", ".cc")):
        for name, first, _, is_static in functions_of(s):
            if is_static or name not in declared or re.search(r"_(get_type|quark|free|ref|unref|copy|clear|finish)$", name):
                continue
            above = first - 2
            while above >= 0 and not s.lines[above].strip():
                above -= 1
            end = above
            while above >= 0 and not s.lines[above].lstrip().startswith("/*"):
                above -= 1
            begun = above >= 0 and s.lines[above].startswith("/**")
            if end < 0 or not s.lines[end].rstrip().endswith("*/") or not begun:
                yield s.path, first, f"{name} () has no doc comment"


def check_guards(tree):
    """headers of C are fit for GObject: G_BEGIN_DECLS meets G_END_DECLS"""
    for s in sources_of(tree, (".h",)):
        if s.text.count("G_BEGIN_DECLS") != s.text.count("G_END_DECLS"):
            yield s.path, 0, "G_BEGIN_DECLS and G_END_DECLS do not match"


def check_habits(tree):
    """no GTask pool outside base, no sleeping, no stray log domain"""
    for s in sources_of(tree, (".c",)):
        for n, line in enumerate(s.code, 1):
            bare = blank_strings(line)
            if "g_task_run_in_thread" in bare and s.layer != "base":
                yield s.path, n, "g_task_run_in_thread belongs to base/esp-thread.c"
            if re.search(r"\b(g_usleep|usleep|nanosleep|sleep) \(", bare) and s.layer not in ("ctl", "base"):
                yield s.path, n, "no sleeping"
        if "G_LOG_DOMAIN" not in s.text and s.layer != "app" and re.search(r"\bg_(debug|warning|message|critical) \(", s.text):
            yield s.path, 1, "it logs without G_LOG_DOMAIN"
        if '#include "config.h"' not in s.text:
            yield s.path, 1, "config.h is not included"


def check_models(tree):
    """nothing sorts or filters leads in GTK's own models"""
    for s in sources_of(tree, (".c",)):
        for n, line in enumerate(s.code, 1):
            if re.search(r"\bgtk_(sort_list_model|tree_view)_new", line):
                yield s.path, n, "sort in SQL; GtkSortListModel and GtkTreeView make every row"


CHECKS = [check_includes, check_libraries, check_sql, check_visible_strings, check_file_sizes,
          check_function_sizes, check_headings, check_doc_comments, check_guards, check_habits, check_models]


def run(root):
    tree = read_tree(root)
    if not tree:
        print("Bail out! there are no sources in " + root)
        return 2
    print(f"1..{len(CHECKS)}")
    failed = 0
    for i, check in enumerate(CHECKS, 1):
        found = list(check(tree))
        for path, line, message in found:
            print(f"# {path}:{line}: {message}" if line else f"# {path}: {message}")
        print(f"{'not ok' if found else 'ok'} {i} {check.__doc__}")
        failed += bool(found)
    for s in tree:
        if FILE_LINES_ADVISED < len(s.lines) <= FILE_LINES:
            print(f"# {s.path}: {len(s.lines)} lines; {FILE_LINES_ADVISED} are enough")
    return 1 if failed else 0


SPDX = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
HEAD = SPDX + "/* A file that a self-test made. */\n#include \"config.h\"\n"
GOOD_HEADER = SPDX + "#pragma once\nG_BEGIN_DECLS\nvoid esp_thing_do (void);\nG_END_DECLS\n"
GOOD_SOURCE = (HEAD + '#include "base/esp-thing.h"\n\n/**\n * esp_thing_do:\n *\n * Does it.\n */\nvoid\n'
               "esp_thing_do (void)\n{\n}\n")
# (the rule, path, text, whether it is found)
CASES = [
    (check_includes, "src/base/x.c", HEAD + '#include "store/esp-db.h"\n', True),
    (check_includes, "src/store/x.c", HEAD + '#include "base/esp-clock.h"\n', False),
    (check_includes, "src/draw/x.c", HEAD + '#include "store/esp-db.h"\n', True),
    (check_includes, "src/worker/x.c", HEAD + '#include "views/shell/esp-window.h"\n', True),
    (check_includes, "src/ctl/x.c", HEAD + '#include "views/shell/esp-window.h"\n', True),
    (check_includes, "src/views/x.c", HEAD + '#include "esp-y.h"\n', True),
    (check_includes, "src/views/x.c", HEAD + '#include "views/../app/esp-y.h"\n', True),
    (check_includes, "src/views/x.c", HEAD + '/* #include "app/esp-y.h" */\n', False),
    (check_includes, "src/extra/x.c", HEAD, True),
    (check_libraries, "src/engine/x.c", HEAD + "#include <sqlite3.h>\n", True),
    (check_libraries, "src/store/x.c", HEAD + "#include <sqlite3.h>\n", False),
    (check_libraries, "src/model/x.c", HEAD + "#include <gtk/gtk.h>\n", True),
    (check_libraries, "src/engine/x.c", HEAD + "#include <gmime/gmime.h>\n", True),
    (check_libraries, "src/channels/x.c", HEAD + "#include <curl/curl.h>\n", False),
    (check_libraries, "src/store/x.c", HEAD + "#include <cairo.h>\n", True),
    (check_sql, "src/worker/x.c", HEAD + 'static const char q[] = "SELECT id FROM lead";\n', True),
    (check_sql, "src/worker/x.c", HEAD + 'static const char q[] = "UPDATE lead SET a = 1";\n', True),
    (check_sql, "src/worker/x.c", HEAD + 'static const char q[] = "Select a lead";\n', False),
    (check_sql, "src/worker/x.c", HEAD + "/* \"SELECT id\" */\n", False),
    (check_sql, "src/store/x.c", HEAD + 'static const char q[] = "SELECT id FROM lead";\n', False),
    (check_sql, "src/worker/x.c", HEAD + "int a = sqlite3_step (s);\n", True),
    (check_visible_strings, "src/engine/x.c", HEAD + 'f (_ ("Sent"));\n', True),
    (check_visible_strings, "src/engine/x.c", HEAD + 'f (N_ ("Sent"));\n', False),
    (check_visible_strings, "src/views/x.c", HEAD + 'f (_ ("Sent"));\n', False),
    (check_file_sizes, "src/base/x.c", HEAD + "\n" * 798, True),
    (check_file_sizes, "src/base/x.c", HEAD + "\n" * 797, False),
    (check_function_sizes, "src/base/x.c", HEAD + "static void\nf (void)\n{\n" + "  g ();\n" * 77 + "}\n", True),
    (check_function_sizes, "src/base/x.c", HEAD + "static void\nf (void)\n{\n" + "  g ();\n" * 76 + "}\n", False),
    (check_headings, "src/base/x.c", "/* no licence */\n", True),
    (check_headings, "src/base/x.c", SPDX + '#include "config.h"\n', True),
    (check_headings, "src/base/x.h", SPDX + "int a;\n", True),
    (check_headings, "src/base/x.h", GOOD_HEADER, False),
    (check_guards, "src/base/x.h", SPDX + "#pragma once\nG_BEGIN_DECLS\n", True),
    (check_habits, "src/worker/x.c", HEAD + "void f (void) { g_usleep (1); }\n", True),
    (check_habits, "src/worker/x.c", HEAD + "void f (void) { g_task_run_in_thread (t, f); }\n", True),
    (check_habits, "src/worker/x.c", SPDX + "/* A file that a self-test made. */\n", True),
    (check_models, "src/views/x.c", HEAD + "m = gtk_sort_list_model_new (a, b);\n", True),
]


def doc_cases():
    yield {"src/base/esp-thing.h": GOOD_HEADER, "src/base/esp-thing.c": GOOD_SOURCE}, 0
    bare = GOOD_SOURCE.replace("/**\n * esp_thing_do:\n *\n * Does it.\n */\n", "")
    yield {"src/base/esp-thing.h": GOOD_HEADER, "src/base/esp-thing.c": bare}, 1
    yield {"src/base/esp-thing.h": GOOD_HEADER, "src/base/esp-thing.c": bare.replace("void\nesp", "static void\nesp")}, 0
    plain = GOOD_SOURCE.replace("/**", "/*")
    yield {"src/base/esp-thing.h": GOOD_HEADER, "src/base/esp-thing.c": plain}, 1
    yield {"src/base/esp-thing.c": bare}, 0


def make_tree(files):
    folder = tempfile.TemporaryDirectory()
    for path, text in files.items():
        full = os.path.join(folder.name, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as f:
            f.write(text)
    return folder


def self_test():
    cases = [({path: text}, check, int(found)) for check, path, text, found in CASES]
    cases += [(files, check_doc_comments, n) for files, n in doc_cases()]
    print(f"1..{len(cases)}")
    failed = 0
    for i, (files, check, expected) in enumerate(cases, 1):
        with make_tree(files) as folder:
            found = list(check(read_tree(folder)))
        good = bool(found) == bool(expected)
        failed += not good
        for path, line, message in found if not good else []:
            print(f"# {path}:{line}: {message}")
        kind = "finds" if expected else "accepts"
        print(f"{'ok' if good else 'not ok'} {i} {check.__name__[6:]} {kind} case {i}")
    return 1 if failed else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(self_test())
    sys.exit(run(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")))
