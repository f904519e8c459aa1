#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The demonstration of ./run from an empty folder to the totals, as whoever tries the product first sees it."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(os.environ["ZB_SOURCE_ROOT"])
BUILD = os.environ["ZB_BUILD_ROOT"]

# What must stand in the output, in this order.
STEPS = [
    ("a server with a register is made", r"A receiving server with a demo authority"),
    ("the accountant enrols", r"Enrolled 9135020061202218XY "),
    ("a slip is found in B203", r"Fill B203 for 2024-06(.|\n)*?\b[1-9]\d* hard, "),
    ("it is corrected", r"\b0 hard, "),
    ("B203 is signed and taken", r"Signed as message [0-9a-f-]{36}(.|\n)*?B203 +2024-06 +[0-9a-f-]{36} +sent +passed the checks"),
    ("B204-1 too", r"Fill B204-1 for 2024-06(.|\n)*?B204-1 +2024-06 +[0-9a-f-]{36} +sent +passed"),
    ("its arrival is proved", r"Valid: R1 arrival (.|\n)*?9135020061202218XY"),
    ("its outcome is proved", r"Valid: R2 outcome (.|\n)*?outcome +passed"),
    ("the city accepts it", r"B204-1 +2024-06 +B204-1 2024-06: accepted\."),
    ("the district's totals hold it", r"Xiang’an District +1 +[1-9]\d+ +[1-9]\d+ "),
    ("totals are exported", r"/summary\.csv\n.*/summary\.xlsx\n.*/reports\.csv"),
    ("the log stands", r"Looked at \d+ records, \d+ checkpoints, \d+ receipts and \d+ containers, made \d+ rows and the totals of \d+ forms and periods anew: all stands\."),
    ("it says that all held", r"All of it held\."),
]


PLAY = ROOT / "packaging" / "demo" / "play"
# Whoever has a display gets a window, and leaves it as a person does.
LEAVE = f"""{PLAY} --quick &
timeout 60 xdotool search --sync --onlyvisible --name '^Zhibao$' windowfocus --sync key ctrl+q
wait $!"""


def play(folder, command):
    environment = dict(os.environ, ZHIBAO_BUILD=BUILD, ZHIBAO_DEMO=str(pathlib.Path(folder, "demo")), TMPDIR=folder)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "ZB_KEEP"):
        environment.pop(name, None)
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=280)


def last_lines(done):
    return f"exit status {done.returncode}\n" + "\n".join((done.stdout + done.stderr).decode().splitlines()[-30:])


def is_alive(command):
    """Whether a process of this command line is left."""
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if command in path.read_bytes():
                return True
        except OSError:
            pass
    return False


def main():
    print(f"1..{len(STEPS) + 3}")
    failed = 0

    def say(number, name, well, notes=""):
        nonlocal failed
        failed += not well
        print(f"{'ok' if well else 'not ok'} {number} - {name}")
        for line in notes.splitlines() if not well else []:
            print(f"# {line}")

    with tempfile.TemporaryDirectory() as folder:
        done = play(folder, [PLAY, "--headless", "--quick"])
        text, position = done.stdout.decode(), 0
        say(1, "ends well", done.returncode == 0, last_lines(done))
        for number, (name, pattern) in enumerate(STEPS, 2):
            match = re.compile(pattern).search(text, position)
            say(number, name, match is not None, f"{pattern} does not follow after: {text[:position][-200:]}")
            position = match.end() if match else position
        opened = "opens the desktop over the server of last time"
        if (pathlib.Path(BUILD) / "desktop").is_dir():
            done = play(folder, [ROOT / "tests" / "support" / "in-window", "bash", "-c", LEAVE])
            say(len(STEPS) + 2, opened, done.returncode == 0 and b"server of last time" in done.stdout, last_lines(done))
        else:
            print(f"ok {len(STEPS) + 2} - {opened} # SKIP this build has no desktop")
        say(len(STEPS) + 3, "leaves no server behind", not is_alive(folder.encode() + b"/demo/server"))
    return 1 if failed else 0


sys.exit(main())
