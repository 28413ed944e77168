#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-start.py [WORKSPACE]: from the start of the process to the first frame of its window.

Without WORKSPACE one of a million leads is made by the sample generator first. Runs inside headless.sh.
"""
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

BUILD = os.environ.get("ESP_BUILD_DIR", "build")
N_LEADS = 1_000_000
N_RUNS = 7
PATIENCE_S = 60
MARK = "The first frame of a window stands."


def start(*arguments):
    """Milliseconds until the mark, and the peak memory in MB when it came."""
    env = dict(os.environ, G_MESSAGES_DEBUG="esp-app", GSETTINGS_SCHEMA_DIR=os.path.join(BUILD, "data"),
               GSETTINGS_BACKEND="memory", ESP_LOCALE_DIR=os.path.join(BUILD, "po"))
    begun = time.monotonic()
    process = subprocess.Popen((os.path.join(BUILD, "src/app/espalier"),) + arguments, env=env, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    patience = threading.Timer(PATIENCE_S, process.kill)
    patience.start()
    try:
        for line in process.stdout:
            if MARK in line:
                took = (time.monotonic() - begun) * 1000
                with open(f"/proc/{process.pid}/status", encoding="ascii") as f:
                    peak = next(int(x.split()[1]) for x in f if x.startswith("VmHWM"))
                return took, peak / 1024
        raise SystemExit("no frame was painted")
    finally:
        patience.cancel()
        process.send_signal(signal.SIGTERM)
        process.communicate()


def report(what, runs):
    times, peaks = zip(*runs)
    print(f"{what:<32} {min(times):6.0f} {statistics.median(times):6.0f} {max(times):6.0f} ms {max(peaks):6.0f} MB")


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = sys.argv[1] if len(sys.argv) > 1 else os.path.join(folder, "million.espalier")
        if not os.path.exists(path):
            subprocess.run((os.path.join(BUILD, "tests/bench/bench-segment"), str(N_LEADS), path), check=True,
                           stdout=subprocess.DEVNULL)
        print(f"{'to the first frame':<32} {'least':>6} {'median':>6} {'most':>6}        memory")
        report("without a workspace", [start() for _ in range(N_RUNS)])
        for screen in ("leads", "overview"):
            report(f"{os.path.basename(path)}: {screen}",
                   [start("--workspace", path, "--screen", screen) for _ in range(N_RUNS)])


if __name__ == "__main__":
    main()
