# SPDX-License-Identifier: GPL-3.0-or-later
"""A small window of another program from which a file is dragged, as from the desktop: dragfile.py FILE"""
import sys

import gi

gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, GLib, Gtk  # noqa: E402


def main():
    Gtk.init()
    files = Gdk.FileList.new_from_array([Gio.File.new_for_path(sys.argv[1])])
    source = Gtk.DragSource(actions=Gdk.DragAction.COPY)
    source.connect("prepare", lambda *_: Gdk.ContentProvider.new_for_value(files))
    label = Gtk.Label(label="Drag me")
    label.add_controller(source)
    window = Gtk.Window(title="Files", child=label, default_width=120, default_height=80, decorated=False)
    window.present()
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
