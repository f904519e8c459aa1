# SPDX-License-Identifier: Apache-2.0
"""Where the program zhibao is tried as scripts meet it: a folder of its own for each test, exit codes and what is printed
where, TAP."""

import os
import pathlib
import re
import subprocess
import tempfile

ROOT = pathlib.Path(os.environ["ZB_SOURCE_ROOT"])
BUILD = pathlib.Path(os.environ["ZB_BUILD_ROOT"])
CATALOGUE = ROOT / "forms" / "catalogue"
UNIT = "9135020061202218XY"
REVISED = ROOT / "tests" / "data" / "revisions" / "s1" / "B204-1" / "2026"
HAN = re.compile("[\u4e00-\u9fff]")
TESTS = []


class Result:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout.decode(), done.stderr.decode()

    def expect(self, code, out=None, err=None):
        """Checks the exit code and that the texts stand in what was printed."""
        assert self.code == code, f"exit code {self.code}, not {code}: {self.out}{self.err}"
        if out is not None:
            assert out in self.out, f"{out!r} is not in {self.out!r}"
        if err is not None:
            assert err in self.err, f"{err!r} is not in {self.err!r}"
        return self


class Desk:
    """A folder of one test's own."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def path(self, name):
        return str(self.folder / name)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
        return self.path(name)

    def run(self, *words, language="en", locale="C.UTF-8", stdin=b""):
        environment = dict(
            os.environ,
            LC_ALL=locale,
            LANGUAGE=language,
            ZHIBAO_LOCALE_DIR=str(BUILD / "po"),
            ZHIBAO_CATALOGUE=str(CATALOGUE),
            ZHIBAO_WORKSPACE=self.path("workspace"),
        )
        return Result(
            subprocess.run(
                [BUILD / "tools" / "zhibao", *words], env=environment, input=stdin, capture_output=True, timeout=60
            )
        )


def test(name):
    def add(function):
        TESTS.append((name, function))
        return function

    return add


def sample(form, name):
    return str(CATALOGUE / "s1" / form / "2023" / "samples" / name)


def sample_options(form, name):
    folder = pathlib.Path(sample(form, "x")).parent
    options = ["--parameters", str(CATALOGUE / "parameters" / "xiamen.xml")]
    if (folder / f"{name}.register").exists():
        options += ["--register", str(folder / f"{name}.register")]
    if (folder / f"history-{name}").exists():
        options += ["--history", str(folder / f"history-{name}")]
    return options


def expected_findings(path):
    """instance → severity of what fails, as the catalogue wrote it down."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if len(words) >= 3 and not line.startswith("%") and words[2] == "fail":
            found[words[0]] = words[1]
    return found


def play():
    """Runs what was marked as a test, each at a desk of its own; gives the exit status."""
    print(f"1..{len(TESTS)}")
    failed = False
    for number, (name, function) in enumerate(TESTS, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                left_out = function(Desk(folder))
                print(f"ok {number} - {name}{f' # SKIP {left_out}' if left_out else ''}", flush=True)
            except (AssertionError, KeyError, ValueError, subprocess.TimeoutExpired) as error:
                failed = True
                print(f"not ok {number} - {name}")
                for line in f"{type(error).__name__}: {error}".splitlines():
                    print(f"# {line}", flush=True)
    return 1 if failed else 0
