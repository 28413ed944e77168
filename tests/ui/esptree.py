# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what programs tell assistive technology, over their bus and without a library between.

A whole window is one answer (Cache.GetItems), and what has to be asked node by node is asked all at once. GTK makes
the things that it tells about only when somebody asks for the children above them, so that is done first.
"""
import ast
import collections
import functools
import re

import gi

gi.require_version("Atspi", "2.0")
gi.require_version("Gio", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

REGISTRY = "org.a11y.atspi.Registry"
ROOT = "/org/a11y/atspi/accessible/root"
CACHE = "/org/a11y/atspi/cache"
ACCESSIBLE = "org.a11y.atspi.Accessible"
INTERFACE = "org.a11y.atspi."
PROPERTIES = "org.freedesktop.DBus.Properties"
TIMEOUT_MS = 10000
IN_WINDOW = 1
MOST_NODES = 200000
MOST_ASKED = 100
SIMPLE = {"table row", "table cell", "label"}


# The numbers of the specification have names there alone; nothing else of that library is used.
ROLES = {int(role): role.value_nick.replace("-", " ") for role in
         (getattr(Atspi.Role, name) for name in dir(Atspi.Role) if name.isupper())}
STATES = {int(state): state.value_nick for state in
          (getattr(Atspi.StateType, name) for name in dir(Atspi.StateType) if name.isupper())}


# One thing in the answer to GetItems as GVariant writes it: reading it value by value takes ten times as long.
STRING = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
REFERENCE = r"\('[^']*', '([^']*)'\)"
ITEM = re.compile(rf"\({REFERENCE}, {REFERENCE}, {REFERENCE}, (-?\d+), (-?\d+), \[([^\]]*)\], {STRING}, (\d+), "
                  rf"{STRING}, \[(\d+), (\d+)\]\)")
Item = collections.namedtuple("Item", "path application parent index n_children interfaces name role description "
                              "low high")


class Bus:
    """The bus on which programs tell what they show."""

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None,
                                    Gio.DBusCallFlags.NONE, TIMEOUT_MS, None).unpack()[0]
        self.connection = Gio.DBusConnection.new_for_address_sync(
            address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
            None, None)
        self.processes = {}
        self.roles = {}  # by node: it never changes

    def ask(self, name, path, interface, method, arguments=None):
        return self.connection.call_sync(name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE,
                                         TIMEOUT_MS, None)

    def call(self, name, path, interface, method, arguments=None):
        return self.ask(name, path, interface, method, arguments).unpack()

    def call_all(self, calls):
        """The answers to (name, path, interface, method, arguments), all on their way at once; None for a fault."""
        answers = [None] * len(calls)
        left = len(calls)

        def answered(connection, result, i):
            nonlocal left
            left -= 1
            try:
                answers[i] = connection.call_finish(result).unpack()
            except GLib.Error:
                pass

        for i, (name, path, interface, method, arguments) in enumerate(calls):
            self.connection.call(name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE, TIMEOUT_MS,
                                 None, answered, i)
        while left:
            GLib.MainContext.default().iteration(True)
        return answers

    def process_of(self, name):
        if name not in self.processes:
            self.processes[name] = self.call("org.freedesktop.DBus", "/", "org.freedesktop.DBus",
                                             "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,)))[0]
        return self.processes[name]

    def programs(self):
        """The root of each program that tells anything."""
        children = self.call(REGISTRY, ROOT, ACCESSIBLE, "GetChildren")[0]
        return [Node(self, name, path) for name, path in children]


@functools.cache
def bus():
    """The one of this display."""
    return Bus()


class Node:
    """One thing that a program tells about. What is asked of it is asked anew each time, but for its role."""

    def __init__(self, bus, name, path):
        self.bus, self.owner, self.path = bus, name, path

    def __eq__(self, other):
        return isinstance(other, Node) and (self.owner, self.path) == (other.owner, other.path)

    def __hash__(self):
        return hash((self.owner, self.path))

    def call(self, interface, method, arguments=None):
        return self.bus.call(self.owner, self.path, INTERFACE + interface, method, arguments)

    def property(self, interface, name):
        return self.bus.call(self.owner, self.path, PROPERTIES, "Get",
                             GLib.Variant("(ss)", (INTERFACE + interface, name)))[0]

    def get_name(self):
        return self.property("Accessible", "Name")

    def get_description(self):
        return self.property("Accessible", "Description")

    def get_role_name(self):
        if self not in self.bus.roles:
            self.bus.roles[self] = ROLES.get(self.call("Accessible", "GetRole")[0], "")
        return self.bus.roles[self]

    def get_interfaces(self):
        return {name.rsplit(".", 1)[1] for name in self.call("Accessible", "GetInterfaces")[0]}

    def get_states(self):
        low, high = self.call("Accessible", "GetState")[0]
        return states_of(low, high)

    def get_relations(self):
        """{what the relation is, as the specification numbers it: [nodes]}"""
        return {kind: [Node(self.bus, *target) for target in targets]
                for kind, targets in self.call("Accessible", "GetRelationSet")[0]}

    def get_parent(self):
        if self.path == ROOT:
            return None
        name, path = self.property("Accessible", "Parent")
        return Node(self.bus, name, path) if path != "/org/a11y/atspi/null" else None

    def get_children(self):
        return [Node(self.bus, name, path) for name, path in self.call("Accessible", "GetChildren")[0]]

    def get_child_count(self):
        return len(self.get_children())

    def get_process_id(self):
        return self.bus.process_of(self.owner)

    def get_extents(self):
        """(x, y, width, height) in its window."""
        return self.call("Component", "GetExtents", GLib.Variant("(u)", (IN_WINDOW,)))[0]

    def get_text(self):
        n = self.property("Text", "CharacterCount")
        return self.call("Text", "GetText", GLib.Variant("(ii)", (0, n)))[0]

    def get_actions(self):
        n = self.property("Action", "NActions")
        return [self.call("Action", "GetName", GLib.Variant("(i)", (i,)))[0] for i in range(n)]

    def do_action(self, i):
        return self.call("Action", "DoAction", GLib.Variant("(i)", (i,)))[0]

    def set_value(self, number):
        """Of what holds a number, also when it is scrolled away."""
        self.bus.call(self.owner, self.path, PROPERTIES, "Set",
                      GLib.Variant("(ssv)", (INTERFACE + "Value", "CurrentValue", GLib.Variant("d", number))))


def states_of(low, high):
    bits = low | high << 32
    return {name for bit, name in STATES.items() if bits >> bit & 1}


class Snapshot:
    """What stands below a node at one moment: names, states and order, read in one go."""

    def __init__(self, root):
        self.root, self.bus = root, root.bus
        if root.path != ROOT and self.read_few():
            return
        self.made = set()  # some never come into the list of all
        while self.make(self.read()):
            pass

    def read_few(self):
        """Asks one by one; whether there were few enough for that."""
        self.below, level, paths = {}, [self.root.path], []
        while level and len(paths) <= MOST_ASKED:
            paths += level
            for path, children in zip(level, self.ask_children(level)):
                self.below[path] = children or []
            level = [child for path in level for child in self.below[path]]
        if level:
            return False
        asked = [self.bus.call_all([(self.root.owner, path, *what) for path in paths]) for what in (
            (PROPERTIES, "Get", GLib.Variant("(ss)", (ACCESSIBLE, "Name"))), (ACCESSIBLE, "GetRole", None),
            (ACCESSIBLE, "GetInterfaces", None), (ACCESSIBLE, "GetState", None))]
        self.items = {path: Item(path, ROOT, "", 0, len(self.below[path]), repr(interfaces[0]), repr(name[0]), role[0],
                                 "", *state[0])
                      for path, name, role, interfaces, state in zip(paths, *asked) if name and role and interfaces and state}
        return True

    def read(self):
        """Those whose children are not told about yet."""
        told = self.bus.ask(self.root.owner, CACHE, INTERFACE + "Cache", "GetItems").print_(False)
        self.items = {item[0]: Item._make(item) for item in ITEM.findall(told)}
        below = {}
        for item in self.items.values():
            below.setdefault(item.parent, []).append((int(item.index), item.path))
        self.below = {path: [child for _, child in sorted(children)] for path, children in below.items()}
        # Pages of stacks and the like are told about by those above them alone; cells of tables are many and simple.
        holders = [self.root.path] + [path for path in self.items
                                      if self.n_children(path) > 0 and self.role(path) not in SIMPLE]
        for path, children in zip(holders, self.ask_children(holders)):
            if children is not None:
                self.below[path] = children
        return [path for path in self.paths()
                if path not in self.items or self.n_children(path) != len(self.below.get(path, ()))]

    def ask_children(self, paths):
        answers = self.bus.call_all([(self.root.owner, path, ACCESSIBLE, "GetChildren", None) for path in paths])
        return [answer and [child[1] for child in answer[0]] for answer in answers]

    def make(self, paths):
        """Lets the program make all that is below these, level by level; whether there was any."""
        known = len(self.made)
        paths = [path for path in paths if path not in self.made]
        while paths:
            self.made.update(paths)
            below = [child for children in self.ask_children(paths) for child in children or ()]
            paths = [path for path in below if path not in self.items and path not in self.made]
        return len(self.made) > known

    def n_children(self, path):
        return int(self.items[path].n_children) if path in self.items else 0

    def paths(self, closed=None):
        """All of them, parents first; what is in things of the role @closed is passed over."""
        stack, n = [self.root.path], 0
        while stack and n < MOST_NODES:
            path = stack.pop()
            n += 1
            yield path
            if closed is None or self.role(path) != closed:
                stack.extend(reversed(self.below.get(path, ())))

    def node(self, path):
        return Node(self.bus, self.root.owner, path)

    def children(self, path):
        return self.below.get(path, ())

    def name(self, path):
        return ast.literal_eval(self.items[path].name) if path in self.items else ""

    def interfaces(self, path):
        return set(re.findall(r"\.(\w+)'", self.items[path].interfaces)) if path in self.items else set()

    def states(self, path):
        return states_of(int(self.items[path].low), int(self.items[path].high)) if path in self.items else set()

    def role(self, path):
        return ROLES.get(int(self.items[path].role), "") if path in self.items else ""

    def texts(self, paths):
        """What labels and fields say, by path; the name of what has no text."""
        paths = list(paths)
        written = [path for path in paths if "Text" in self.interfaces(path)]
        name = GLib.Variant("(ss)", (INTERFACE + "Text", "CharacterCount"))
        counts = self.bus.call_all([(self.root.owner, path, PROPERTIES, "Get", name) for path in written])
        answers = self.bus.call_all([(self.root.owner, path, INTERFACE + "Text", "GetText",
                                      GLib.Variant("(ii)", (0, n[0] if n else 0))) for path, n in zip(written, counts)])
        said = {path: answer[0] for path, answer in zip(written, answers) if answer}
        return {path: said.get(path, self.name(path)) for path in paths}

    def extents(self, paths):
        """(x, y, width, height) in the window by path; without those that have no place."""
        paths = [path for path in paths if "Component" in self.interfaces(path)]
        answers = self.bus.call_all([(self.root.owner, path, INTERFACE + "Component", "GetExtents",
                                      GLib.Variant("(u)", (IN_WINDOW,))) for path in paths])
        return {path: answer[0] for path, answer in zip(paths, answers) if answer}
