# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives Espalier as a person would: finds by role and name over AT-SPI, clicks and types real X events.

GTK 4.8 gives extents relative to the window, tells what is hidden as if it were there, and refuses to grab the focus from
outside; so places are counted from the X window, what has no extent counts as hidden, and the pointer
or the keyboard gives the focus. Runs inside headless.sh with /usr/bin/python3.
"""
import collections
import gettext
import os
import signal
import subprocess
import sys
import tempfile
import time

import esptree

PATIENCE_S = float(os.environ.get("ESP_UI_PATIENCE", "15"))
BUILD = os.environ.get("ESP_BUILD_DIR", "build")
# What says nothing of the program: nobody is here who would show notifications, and GTK 4.8 gives an item of a menu
# its role anew when its action gets a state, though somebody has read it already.
HARMLESS = ("unable to send notifications", "gtk_at_context_set_accessible_role: assertion '!self->realized' failed")
TOPLEVELS = ("frame", "dialog", "window", "alert")


class NotFound(AssertionError):
    """Nothing on the screen answers to what was asked for."""


def wait_for(claim, what, patience=None):
    """Asks until the answer is true, and gives it; what fails meanwhile counts as no."""
    end = time.monotonic() + (patience or PATIENCE_S)
    last = None
    while True:
        try:
            answer = claim()
            if answer:
                return answer
        except Exception as e:  # the tree changes while it is read
            last = e
        if time.monotonic() > end:
            raise NotFound(f"waited in vain for {what}" + (f" ({last!r})" if last else ""))
        time.sleep(0.04)


Extents = collections.namedtuple("Extents", "x y width height")


def name(node):
    try:
        return node.get_name()
    except Exception:
        return ""


def role(node):
    try:
        return node.get_role_name()
    except Exception:
        return ""


def text(node):
    """What a label or a field says."""
    return node.get_text() if "Text" in node.get_interfaces() else name(node)


def states(node):
    return node.get_states()


def extents(node):
    return Extents(*node.get_extents())


def takes_room(place):
    return place is not None and place[2] > 1 and place[3] > 1


def is_seen(node):
    """Whether it takes room in its window."""
    try:
        return takes_room(node.get_extents())
    except Exception:
        return False


def children(node):
    try:
        return node.get_children()
    except Exception:
        return []


def walk(node):
    """The node and all below it, parents first."""
    here = esptree.Snapshot(node)
    return [here.node(path) for path in here.paths()]


def find_all(root, role=None, name=None, text=None, seen=True, state=None, closed=None):
    """All that answer to this; nothing in a thing of the role @closed does."""
    here = esptree.Snapshot(root)
    found = [path for path in here.paths(closed) if (role is None or here.role(path) == role)
             and (name is None or here.name(path) == name) and (state is None or state in here.states(path))]
    if text is not None:
        said = here.texts(found)
        found = [path for path in found if text in said[path]]
    if seen:
        places = here.extents(found)
        found = [path for path in found if takes_room(places.get(path))]
    return [here.node(path) for path in found]


def wait_for_cursor(root, name=None, patience=None):
    """What is typed before a field has the focus is lost."""
    wait_for(lambda: [n for n in find_all(root, name=name, state="focused", closed="tree table")
                      if role(n) in ("text", "entry")], f"a cursor in {name or 'a field'}", patience)


def find(root, role=None, name=None, text=None, seen=True, patience=None):
    what = ", ".join(str(x) for x in (role, name, text) if x)
    return wait_for(lambda: find_all(root, role, name, text, seen), what, patience)[0]


def toplevel(node):
    while node is not None and role(node) not in TOPLEVELS:
        node = node.get_parent()
    return node


def xdotool(*arguments):
    return subprocess.run(("xdotool",) + arguments, check=True, capture_output=True, text=True).stdout


def x_windows(pid):
    try:
        return xdotool("search", "--onlyvisible", "--pid", str(pid)).split()
    except subprocess.CalledProcessError:
        return []


def x_window(node):
    """The X window of the toplevel that holds the node: the same title, else the same size."""
    top = toplevel(node)
    windows = x_windows(node.get_process_id())
    for window in windows:
        if top is not None and xdotool("getwindowname", window).strip() == name(top):
            return window
    if not windows:
        raise NotFound("no X window")
    return windows[0]


def popover_of(node):
    while node is not None and role(node) not in TOPLEVELS + ("application",):
        if role(node) == "menu" or (name(node).startswith("GtkPopover") and name(node) != "GtkPopoverContent"):
            return node
        node = node.get_parent()
    return None


def place_at_rest(node):
    """Where it stands once it stands still: what is read late moves what is below."""
    last = extents(node)
    for _ in range(40):
        time.sleep(0.04)
        seen, last = last, extents(node)
        if seen == last:
            break
    return last


def middle(node):
    """(X window, x, y): a popover is a window of its own, moved to stay on the screen."""
    e = place_at_rest(node)
    x, y = e.x + e.width // 2, e.y + e.height // 2
    popover = popover_of(node)
    if popover is not None:
        p = extents(popover)
        for window in x_windows(node.get_process_id()):
            if f"{p.width}x{p.height}" in xdotool("getwindowgeometry", window):
                return window, x - p.x, y - p.y
    return x_window(node), x, y


def click(node, button=1, times=1):
    window, x, y = middle(node)
    # never “mousemove --sync”: it hangs when the pointer is there already
    xdotool("mousemove", "--window", window, str(x), str(y), "sleep", "0.05", "click", "--repeat", str(times),
            "--delay", "60", str(button))


def act(node, action="click"):
    """The way of assistive technology: an action by its name."""
    actions = node.get_actions()
    if action not in actions:
        raise NotFound(f"{name(node)} has no action {action}")
    return node.do_action(actions.index(action))


def press(keys):
    xdotool("key", keys)


def write(words, delay_ms=40):
    xdotool("type", "--delay", str(delay_ms), "--", words)


def gist(root):
    """What stands there, but for what is in tables, which may be a thousand cells; to compare with later."""
    here = esptree.Snapshot(root)

    def read(path):
        kind = here.role(path)
        below = [] if kind in ("table", "tree table") else [read(child) for child in here.children(path)]
        return kind, here.name(path), tuple(below)

    return read(root.path)


def rest(root):
    """Waits until the window reads the same twice, a moment apart."""
    last = [None]

    def stands_still():
        seen, last[0] = last[0], gist(root)
        if seen != last[0]:
            time.sleep(0.25)
        return seen == last[0]

    wait_for(stands_still, "the window to come to rest")


def name_file(app, keys, path):
    """Names a file in the toolkit's own chooser. What is written before its field has the focus is lost, and it looks the
    name up meanwhile: it is written until it stands there."""
    def stands_there():
        return any(text(n) == path for n in find_all(app.root, state="focused", closed="tree table")
                   if role(n) in ("text", "entry"))

    rest(app.root)
    for _ in range(3):
        press(keys)
        wait_for_cursor(app.root)
        press("ctrl+a")
        write(path)
        try:
            wait_for(stands_there, "the name in the field", PATIENCE_S / 3)
            break
        except NotFound:
            continue
    else:
        raise NotFound(f"the chooser does not take {path}")
    rest(app.root)
    press("Return")


def press_for_effect(root, keys):
    """Presses until something changes, three times at most, and lets it come to rest."""
    before = gist(root)
    for _ in range(3):
        press(keys)
        try:
            wait_for(lambda: gist(root) != before, f"what {keys} does", PATIENCE_S / 3)
            break
        except NotFound:
            continue
    else:
        raise NotFound(f"nothing changed after {keys}")
    rest(root)


def screenshot(path):
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    subprocess.run(("import", "-silent", "-window", "root", path), check=True)


def outline(root):
    """The tree as text, for the log of a test that fails."""
    here = esptree.Snapshot(root)
    places = here.extents(here.paths())
    lines = []

    def add(path, depth):
        if takes_room(places.get(path)) or depth < 3:
            lines.append("  " * depth + f"{here.role(path)} “{here.name(path)}”")
        for child in here.children(path):
            add(child, depth + 1)

    add(root.path, 0)
    return "\n".join(lines)


def ctl(*arguments, check=True):
    """espalierctl: (exit status, standard output, standard error)."""
    done = subprocess.run((os.path.join(BUILD, "src/ctl/espalierctl"),) + arguments, capture_output=True, text=True)
    if check and done.returncode != 0:
        raise AssertionError(f"espalierctl {' '.join(arguments)}: {done.stderr.strip()}")
    return done.returncode, done.stdout, done.stderr


class App:
    """One running program; ends with the block that it is used in."""

    def __init__(self, *arguments, environment=None, language="en"):
        env = dict(os.environ, ESP_LANGUAGE=language, ESP_LOCALE_DIR=os.path.join(BUILD, "po"),
                   GSETTINGS_SCHEMA_DIR=os.path.join(BUILD, "data"),
                   XDG_DATA_DIRS=os.path.join(os.path.abspath(BUILD), "data") + ":/usr/local/share:/usr/share")
        env.setdefault("GSETTINGS_BACKEND", "memory")
        # What a word of the program is called in its language.
        self.word = gettext.translation("espalier", os.path.join(BUILD, "po"), [language], fallback=True).gettext
        env.update(environment or {})
        self.log = os.path.join(os.environ.get("XDG_RUNTIME_DIR", "/tmp"), f"espalier-{time.monotonic_ns()}.log")
        with open(self.log, "w", encoding="utf-8") as out:
            self.process = subprocess.Popen((os.path.join(BUILD, "src/app/espalier"),) + arguments, env=env,
                                            stdout=out, stderr=out)
        self.root = None

    def __enter__(self):
        try:
            self.root = wait_for(self.look, "the application")
            wait_for(lambda: x_windows(self.process.pid), "its window")
        except BaseException:
            self.close()
            print("# " + self.said().replace("\n", "\n# "))
            raise
        return self

    def look(self):
        if self.process.poll() is not None:
            raise AssertionError(f"it ended with {self.process.returncode}")
        for program in esptree.bus().programs():
            if program.get_process_id() == self.process.pid and program.get_child_count() > 0:
                return program
        return None

    def __exit__(self, kind, *_):
        """A program that complained to its log has not kept its promise, whatever was looked at."""
        self.close()
        if kind is None and self.complaints():
            raise AssertionError("it complained:\n" + "\n".join(self.complaints()[:10]))

    def close(self):
        """Ends it and gives its exit status; a signal of its own counts as failure."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode

    def is_alive(self):
        return self.process.poll() is None

    def said(self):
        with open(self.log, encoding="utf-8", errors="replace") as f:
            return f.read()

    def complaints(self):
        return [line for line in self.said().splitlines() if ("CRITICAL" in line or "WARNING" in line)
                and not any(words in line for words in HARMLESS)]


class Tap:
    """Prints one line for each promise, and what was on the screen when one is broken."""

    def __init__(self):
        self.n = self.failed = 0

    def promise(self, what, keep, app=None):
        self.n += 1
        try:
            keep()
            print(f"ok {self.n} {what}", flush=True)
            return True
        except Exception as e:
            self.failed += 1
            print(f"# {type(e).__name__}: {e}".replace("\n", "\n# "))
            if app is not None:
                self.show(app)
            print(f"not ok {self.n} {what}", flush=True)
            return False

    def alone(self, what, keep):
        """A promise that starts programs of its own, kept in a folder of its own."""
        with tempfile.TemporaryDirectory() as folder:
            return self.promise(what, lambda: keep(folder))

    def show(self, app):
        try:
            print("# " + "\n".join(outline(app.root).split("\n")[:200]).replace("\n", "\n# "))
            print("# " + app.said()[-2000:].replace("\n", "\n# "))
            screenshot(os.path.join(BUILD, "meson-logs", f"ui-{os.getpid()}-{self.n}.png"))
        except Exception as e:
            print(f"# nothing to show: {e}")

    def done(self):
        print(f"1..{self.n}")
        return 1 if self.failed else 0
