# SPDX-License-Identifier: Apache-2.0
"""A founded node and the process that serves it, run as a service manager would."""

import os
import pathlib
import re
import signal
import socket
import subprocess
import time

from stage import BUILD, SOURCE, check

PATIENCE = 60  # seconds


class Node:
    """A founded node and the process that serves it."""

    def __init__(self, folder, code="350200"):
        self.folder = pathlib.Path(folder)
        self.data = self.folder / "node"
        catalogue = self.folder / "catalogue"
        (catalogue / "s1").mkdir(parents=True)
        for part in ("codelists", "parameters", "s1/B203"):
            (catalogue / part).symlink_to(SOURCE / part)
        self.run("init", self.data, "--node", code, "--port", "0", "--catalogue", catalogue)
        self.process = None
        self.heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.heard.bind(str(self.folder / "notify"))
        self.heard.settimeout(PATIENCE)

    def run(self, *words, code=0, language="en"):
        environment = dict(os.environ, LANGUAGE=language, LC_ALL="C.UTF-8", ZHIBAO_LOCALE_DIR=str(BUILD / "po"))
        done = subprocess.run([BUILD / "server" / "zhibaod", *map(str, words)], env=environment, capture_output=True,
                              timeout=PATIENCE)
        text = done.stdout.decode() + done.stderr.decode()
        check(done.returncode == code, *words, f"status {done.returncode}", text)
        return text

    def set(self, key, value):
        path = self.data / "zhibaod.conf"
        text, n = re.subn(rf"(?m)^#?{key} = .*$", f"{key} = {value}", path.read_text())
        check(n == 1, f"{n} settings {key}")
        path.write_text(text)

    def serve(self, environment=None, shell=None, inherit=()):
        """Starts the server; what it says of itself goes to self.log."""
        program = [BUILD / "server" / "zhibaod", "serve", self.data]
        command = ["sh", "-c", shell, "sh", *program] if shell else program
        self.log = self.folder / "log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, pass_fds=inherit,
                                            env=dict(os.environ, **(environment or {})))
        line = self.process.stdout.readline().decode()
        check(line.startswith("ready https://"), "not ready", line, self.log.read_text())
        return line.split()[1]

    def logged(self, pattern):
        """What the pattern's group matches in the log, once it is there."""
        end = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.log.read_text())):
            check(time.monotonic() < end, f"no {pattern} in", self.log.read_text())
            time.sleep(0.02)
        return found[1]

    def wait_for(self, path):
        """The text of a file, once it is there."""
        end = time.monotonic() + PATIENCE
        while not path.exists():
            check(time.monotonic() < end, f"no {path}", self.log.read_text())
            time.sleep(0.02)
        return path.read_text()

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            status = self.process.wait(timeout=PATIENCE)
            self.process.stdout.close()
            self.process = None
            check(status == 0, f"status {status}")

    def kill(self):
        """Whatever state it is in."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self.process = None

    def told(self):
        """The next notification, as a dictionary."""
        text = self.heard.recv(4096).decode()
        return dict(line.split("=", 1) for line in text.splitlines())

    def told_until(self, key):
        while key not in (told := self.told()):
            pass
        return told


def play(steps, node):
    """Runs each step on the node and prints TAP; returns the exit status."""
    print(f"1..{len(steps)}", flush=True)
    failed = 0
    for number, step in enumerate(steps, 1):
        try:
            step(node)
            print(f"ok {number} - {step.__doc__}", flush=True)
        except (AssertionError, OSError, subprocess.SubprocessError) as error:
            failed += 1
            note = str(error).replace("\n", "\n# ")
            print(f"not ok {number} - {step.__doc__}\n# {note}", flush=True)
            node.kill()
    return 1 if failed else 0
