#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a test that drives the window from outside, and begins it again, twice at most, where it did not come to a
# good end: on a busy machine a pointer may come too soon. What fails three times fails, and so does a fault of the
# program at its first time: that it complained, or ended by itself. Each time that it began again is told.
# usage: drive.sh COMMAND [ARGUMENT...]
said=$(mktemp)
trap 'rm -f "$said"' EXIT
# The registry of the screen reader greets on the same way; that is not TAP.
tell () { grep -v '^SpiRegistry daemon' "$said"; }
trap 'tell; exit 143' TERM
for _ in 1 2 3; do
  "$@" >"$said"
  status=$?
  case $status in 0 | 77) break ;; esac
  grep '^not ok' "$said" >&2
  echo "drive.sh: ended with $status" >&2
  grep -qE 'it complained|it ended with|-CRITICAL' "$said" && break
done
tell
exit "$status"
