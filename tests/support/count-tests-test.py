#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The summary of ./check must count what happened, above all when something broke."""

import json
import pathlib
import subprocess
import sys
import tempfile

COUNT = pathlib.Path(__file__).with_name("count-tests")


def test(result, stdout, name="a-test"):
    return {"name": name, "result": result, "stdout": stdout}


# (what, tests of one log or None for a log that is not there, broken builds, last line, exit status)
CASES = [
    ("counts subtests", [test("OK", "1..2\nok 1 /a/b\nok 2 /a/c\n"), test("OK", "ok 1 - d\n1..1\n")], [],
     "3 passed, 0 failed", 0),
    ("counts a failed subtest", [test("FAIL", "ok 1 /a/b\nnot ok 2 /a/c\n# why it failed\n")], [], "1 passed, 1 failed", 1),
    ("counts a crash after passes", [test("ERROR", "ok 1 /a/b\n")], [], "1 passed, 1 failed", 1),
    ("counts a timeout", [test("TIMEOUT", "")], [], "0 passed, 1 failed", 1),
    ("counts a test without TAP", [test("OK", "hello\n"), test("FAIL", "no\n")], [], "1 passed, 1 failed", 1),
    ("names skipped subtests", [test("OK", "ok 1 /a/b # SKIP no display\nok 2 /a/c\n")], [],
     "1 passed, 0 failed, 1 skipped", 0),
    ("names skipped tests", [test("SKIP", "1..0 # SKIP no display\n"), test("OK", "ok 1 /a\n")], [],
     "1 passed, 0 failed, 1 skipped", 0),
    ("takes a broken build as a failure", [test("OK", "ok 1 /a/b\n")], ["clang: build"], "1 passed, 1 failed", 1),
    ("takes a missing log as a failure", None, [], "0 passed, 1 failed", 1),
    ("takes an empty log as a failure", [], [], "0 passed, 1 failed", 1),
]


# (what, the tests that gcc ran, that clang ran, a line it says, exit status) of builds that both have one and two.
LEFT_OUT = [
    ("names what another build ran", ["one"], ["one", "two"], "left out of gcc, for another build runs it: two", 0),
    ("says nothing where all ran", ["one", "two"], ["one", "two"], "4 passed, 0 failed", 0),
    ("takes what no build ran as a failure", ["one"], ["one"], "failed: gcc · p:s+t / two: no build ran it", 1),
]


WAITED = "not ok 1 /a/b\n# waited in vain before a living program\n"

# (what, the first play, the second, the names to play again, the last line, a line it says, exit status)
SECOND_PLAYS = [
    ("plays again what waited in vain", [test("FAIL", WAITED, "p:s / one")], [test("OK", "ok 1 /a/b\n", "p:s / one")], ["one"],
     "1 passed, 0 failed", "passed only when it was played again: gcc · p:s / one", 0),
    ("counts what fails again", [test("FAIL", WAITED, "p:s / one")], [test("FAIL", WAITED, "p:s / one")], ["one"],
     "0 passed, 1 failed", "failed: gcc · p:s / one · /a/b", 1),
    ("plays nothing else again", [test("FAIL", "not ok 1 /a/b\n", "p:s / one")], [], [],
     "0 passed, 1 failed", "failed: gcc · p:s / one · /a/b", 1),
    ("plays nothing again where many failed", [test("FAIL", WAITED, f"p:s / {name}") for name in ("one", "two", "three")], [], [],
     "0 passed, 3 failed", "failed: gcc · p:s / one · /a/b", 1),
]


def test_second_play(number, what, first, second, names, last, line, status):
    with tempfile.TemporaryDirectory() as folder:
        logs = [pathlib.Path(folder, name) for name in ("testlog.json", "again.json")]
        for log, tests in zip(logs, (first, second)):
            log.write_text("".join(json.dumps(test) + "\n" for test in tests))
        found, result = (subprocess.run([sys.executable, COUNT, *words], capture_output=True, text=True, check=False)
                         for words in (["--to-play-again", logs[0]], ["--again", f"gcc={logs[1]}", f"gcc={logs[0]}"]))
    lines = result.stdout.splitlines()
    held = found.stdout.split() == names and lines[-1] == last and line in lines and result.returncode == status
    print(f"{'ok' if held else 'not ok'} {number} - {what}")
    if not held:
        print(f"# expected {names}, {line!r}, {last!r} and {status}, found {found.stdout!r}, {lines} and {result.returncode}")
    return held


def run_builds(builds):
    """@builds: label → the tests it ran, of one and two."""
    with tempfile.TemporaryDirectory() as folder:
        words = []
        for label, names in builds.items():
            log = pathlib.Path(folder, label, "meson-logs", "testlog.json")
            tests = pathlib.Path(folder, label, "meson-info", "intro-tests.json")
            log.parent.mkdir(parents=True)
            tests.parent.mkdir()
            log.write_text("".join(json.dumps(test("OK", "", f"p:s+t / {name}")) + "\n" for name in names))
            tests.write_text(json.dumps([{"name": name, "suite": ["p:s", "p:t"]} for name in ("one", "two")]))
            words.append(f"{label}={log}")
        result = subprocess.run([sys.executable, COUNT, *words], capture_output=True, text=True, check=False)
    return result.stdout.splitlines(), result.returncode


def test_left_out(number, what, gcc, clang, line, status):
    lines, code = run_builds({"gcc": gcc, "clang": clang})
    held = line in lines and code == status
    if status == 0 and gcc == clang:
        held = held and not any(line.startswith("left out") for line in lines)
    print(f"{'ok' if held else 'not ok'} {number} - {what}")
    if not held:
        print(f"# expected {line!r} and {status}, found {lines} and {code}")
    return held


def run(tests, broken):
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder, "testlog.json")
        if tests is not None:
            log.write_text("".join(json.dumps(test) + "\n" for test in tests))
        options = [word for name in broken for word in ("--broken", name)]
        result = subprocess.run([sys.executable, COUNT, *options, f"gcc={log}"], capture_output=True, text=True,
                                check=False)
    return result.stdout.splitlines(), result.returncode


def main():
    print(f"1..{len(CASES) + len(LEFT_OUT) + len(SECOND_PLAYS)}")
    good = True
    for number, (what, tests, broken, last, status) in enumerate(CASES, 1):
        lines, code = run(tests, broken)
        held = lines[-1:] == [last] and code == status
        if last.endswith("skipped"):
            held = held and any(line.startswith("skipped: ") and line.endswith("no display") for line in lines)
        if what == "counts a failed subtest":
            held = held and "    # why it failed" in lines
        good = good and held
        print(f"{'ok' if held else 'not ok'} {number} - {what}")
        if not held:
            print(f"# expected {last!r} and {status}, found {lines} and {code}")
    for number, case in enumerate(LEFT_OUT, len(CASES) + 1):
        good = test_left_out(number, *case) and good
    for number, case in enumerate(SECOND_PLAYS, len(CASES) + len(LEFT_OUT) + 1):
        good = test_second_play(number, *case) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
