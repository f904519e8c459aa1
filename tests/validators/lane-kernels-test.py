#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The kernels of the archive say the same in every instruction set: those that this machine has, and NEON.

NEON is built by the cross compiler and run under qemu's emulation of a user's program. Where either is not
installed (packaging/debian-packages.txt), or this is such a machine itself, that part is skipped, which is said.
"""

import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(os.environ["ZB_SOURCE_ROOT"])
COMPILER, EMULATOR = "aarch64-linux-gnu-gcc", "qemu-aarch64"
KERNELS = ROOT / "validators" / "columns"
# As validators/columns/meson.build builds the baseline.
OPTIONS = ["-std=gnu17", "-O3", "-fwrapv", "-static", "-Wall", "-Wextra", "-Werror",
           "-DZB_LANE_KERNELS=zb_lane_kernels_baseline", '-DZB_LANE_SET="neon"']


def sums_of(command):
    """Set → its sum over all results; every set must agree with the plain loops."""
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    print("# " + said.stdout.strip().replace("\n", "\n# ") + said.stderr)
    sums = dict(line.split(" ", 1) for line in said.stdout.splitlines())
    return sums if said.returncode == 0 else {}


def why_no_neon():
    if platform.machine() != "x86_64":
        return "its headers are taken from x86-64, whose types have the same sizes"
    missing = [tool for tool in (COMPILER, EMULATOR) if shutil.which(tool) is None]
    return "%s not installed" % " and ".join(missing) if missing else None


def build_neon(folder, glib_flags):
    """GLib's headers alone are needed, and they are the same for both machines."""
    program = pathlib.Path(folder) / "lane-kernels-neon"
    sources = [KERNELS / name for name in ("lane-kernels.c", "lane-mask.c", "lanes.c")]
    sources.append(ROOT / "tests" / "validators" / "lane-kernels-runner.c")
    subprocess.run([COMPILER, *OPTIONS, "-I", ROOT, *glib_flags, *sources, "-o", program], check=True)
    return program


def uses_vectors(program):
    """Whether the compiler made vector code of the loops: an addition of four 32-bit lanes."""
    code = subprocess.run(["aarch64-linux-gnu-objdump", "-d", program], capture_output=True, text=True, check=True)
    return any("add\tv" in line and ".4s" in line for line in code.stdout.splitlines())


def main():
    runner, glib_flags = sys.argv[1], sys.argv[2:]
    print("1..3")
    here = sums_of([runner])
    print("%sok 1 - each set of this machine agrees with plain loops" % ("" if here else "not "))
    reason = why_no_neon()
    if reason is not None:
        for number, name in ((2, "NEON agrees with them too"), (3, "NEON is used")):
            print("ok %d - %s # SKIP %s" % (number, name, reason))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        program = build_neon(folder, glib_flags)
        there = sums_of([EMULATOR, program])
        same = len(set(here.values()) | set(there.values())) == 1 and list(there) == ["neon"]
        print("%sok 2 - NEON agrees with them too" % ("" if same else "not "))
        print("%sok 3 - NEON is used" % ("" if uses_vectors(program) else "not "))
    return 0


if __name__ == "__main__":
    sys.exit(main())
