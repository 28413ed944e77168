#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a command on a display, a session bus and a home of its own, and leaves nothing behind.
# usage: headless.sh [-s WIDTHxHEIGHT] [--] COMMAND [ARGUMENT...]
set -u
size=1360x860
while [ $# -gt 0 ]; do
  case $1 in
    -s) size=$2; shift 2 ;;
    --) shift; break ;;
    *) break ;;
  esac
done
for program in Xvfb dbus-run-session; do
  command -v "$program" >/dev/null || { echo "headless.sh: $program is not installed" >&2; exit 77; }
done

place=$(mktemp -d)
display_pid=
leave () {
  [ -n "$display_pid" ] && kill "$display_pid" 2>/dev/null && wait "$display_pid" 2>/dev/null
  rm -rf "$place"
}
trap leave EXIT
trap 'exit 143' TERM INT

# The server chooses a free number, so that several can run side by side.
exec 9>"$place/display"
Xvfb -displayfd 9 -screen 0 "${size}x24" -nolisten tcp -noreset >"$place/xvfb.log" 2>&1 &
display_pid=$!
for _ in $(seq 500); do
  [ -s "$place/display" ] && break
  kill -0 "$display_pid" 2>/dev/null || { cat "$place/xvfb.log" >&2; exit 1; }
  sleep 0.02
done
DISPLAY=:$(cat "$place/display")
exec 9>&-
mkdir -m 700 "$place/run"
mkdir "$place/config" "$place/data" "$place/cache" "$place/state" "$place/home"
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
export DISPLAY HOME="$place/home" XDG_RUNTIME_DIR="$place/run" XDG_CONFIG_HOME="$place/config" \
  XDG_DATA_HOME="$place/data" XDG_CACHE_HOME="$place/cache" XDG_STATE_HOME="$place/state"
# Software drawing, no portal, no settings of anybody.
export GDK_BACKEND=x11 GSK_RENDERER=cairo GDK_DEBUG=gl-disable GTK_USE_PORTAL=0 GVFS_DISABLE_FUSE=1 \
  GIO_USE_VFS=local LC_ALL="${LC_ALL:-C.UTF-8}" TZ="${TZ:-Asia/Seoul}"
dbus-run-session -- "$@"
