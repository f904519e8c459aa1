#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""replay-test.py PROGRAM: the smoke test must notice a harness that crashes, and name the input."""

import os
import pathlib
import subprocess
import sys
import tempfile


def main():
    program = sys.argv[1]
    environment = os.environ | {"ASAN_OPTIONS": "abort_on_error=1"}

    def replay(folder, *arguments):
        return subprocess.run([program, folder, *arguments], capture_output=True, env=environment, check=False)

    with tempfile.TemporaryDirectory() as folder:
        without_seeds = replay(folder, "10")
        pathlib.Path(folder, "seed").write_bytes(b"<a>harmless</a>")
        first, second = replay(folder, "400"), replay(folder, "400")
        words = first.stdout.decode().split("crashed on ")[-1].split()
        shown = replay(folder, "--show", *words).stdout if len(words) == 2 else b""

    outcomes = [
        ("a corpus without seeds fails", without_seeds.returncode == 1),
        ("a crash fails", first.returncode != 0 and b"Bail out! crashed on seed" in first.stdout),
        ("the same inputs run every time", first.stdout == second.stdout),
        ("the named input is the one that crashes", len(shown) > 24),
    ]
    print(f"1..{len(outcomes)}")
    for number, (what, held) in enumerate(outcomes, 1):
        print(f"{'ok' if held else 'not ok'} {number} - {what}")
    return 0 if all(held for _, held in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
