#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The packaged units: what systemd's own tools say of them, and what they start, played without a manager."""

import configparser
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from node import PATIENCE, Node, play  # noqa: E402
from stage import BUILD, SOURCE, check  # noqa: E402

UNITS = pathlib.Path(os.environ["ZB_SOURCE_ROOT"]) / "packaging" / "systemd"
ROLES = ("log", "receipt", "stamp", "responder", "authority-signing", "authority-tls", "authority-services")
# What `systemd-analyze security` of systemd 252 says, in tenths: docs/operations.md.
MOST_EXPOSED = {"zhibaod.service": 21, "zhibaod-sign@.service": 8}


class Unit(configparser.RawConfigParser):
    """Keys may stand several times: the last one is seen."""

    def __init__(self, path):
        super().__init__(strict=False)
        self.optionxform = str
        self.read(path)


def tool(name, *words):
    """The tool's status and what it says."""
    path = shutil.which(name)
    check(path, f"{name} is not installed")
    done = subprocess.run([path, *map(str, words)], capture_output=True, timeout=PATIENCE,
                          env=dict(os.environ, LC_ALL="C.UTF-8"))
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def lay_out(node):
    """The units as they are installed, with the programs of this build."""
    folder = node.folder / "units"
    if not folder.exists():
        folder.mkdir()
        for path in UNITS.iterdir():
            text = path.read_text().replace("@bindir@", str(BUILD / "server"))
            (folder / path.name.removesuffix(".in")).write_text(text)
    return folder


def verify(node):
    """systemd-analyze verify finds nothing to say of any unit"""
    folder = lay_out(node)
    names = sorted(path.name.replace("@.", "@log.") for path in folder.iterdir())
    check(len(names) == 6, names)
    for name in names:
        told = tool("systemd-analyze", "verify", "--man=no", "--recursive-errors=one", folder / name)
        check(told == (0, ""), name, told)
    # It can find something.
    broken = folder / "broken.service"
    broken.write_text((folder / "zhibaod.service").read_text().replace("/zhibaod serve", "/no-such-program serve"))
    told = tool("systemd-analyze", "verify", "--man=no", "--recursive-errors=one", broken)
    broken.unlink()
    check(told[0] != 0 and "no-such-program" in told[1], told)


def security(node):
    """systemd-analyze security rates no service worse than docs/operations.md says"""
    folder = lay_out(node)
    for name, most in MOST_EXPOSED.items():
        told = tool("systemd-analyze", "security", "--offline=yes", f"--threshold={most}", "--no-pager", folder / name)
        check(told[0] == 0, name, told)
    words = (UNITS.parent.parent / "docs" / "operations.md").read_text()
    check(re.search(r"rates `zhibaod-sign@\.service` 0\.8 and `zhibaod\.service` 2\.1", words), "the page says otherwise")


def agree(node):
    """units, socket units and programs speak of the same sockets, credentials and arguments"""
    folder = lay_out(node)
    serve, key = Unit(folder / "zhibaod.service")["Service"], Unit(folder / "zhibaod-sign@.service")["Service"]
    check(serve["Type"] == "notify" and int(serve["WatchdogSec"]) >= 10, dict(serve))
    check(serve["ExecReload"] == "kill -HUP $MAINPID", serve["ExecReload"])
    home = serve["ExecStart"].split()[-1]
    check(serve["ExecStartPre"].split()[-1] == home and home.startswith("/var/lib/" + serve["StateDirectory"]), home)
    text = (folder / "zhibaod-sign@.service").read_text()
    credentials = dict(re.findall(r"(?m)^LoadCredential=([^:]+):(.+)$", text))
    check(set(credentials) == {"key", "zhibaod.conf", "log.vkey"}, credentials)
    check(key["ExecStart"].split()[1:] == ["%i"], key["ExecStart"])
    listens = Unit(folder / "zhibaod-sign@.socket")["Socket"]
    check(listens["ListenStream"] == "/run/zhibaod-sign/%i" and listens["SocketMode"] == "0600", dict(listens))
    check(listens["SocketUser"] == serve["User"], listens["SocketUser"])
    # One socket, for the server takes no more.
    port = (folder / "zhibaod.socket").read_text()
    check(re.findall(r"(?m)^ListenStream=(\d+)$", port) == ["8443"], port)


class Holder:
    """zhibaod-sign as its two units run it: its socket waits, and the first question starts it."""

    def __init__(self, node, role):
        self.credentials = node.folder / "credentials" / role
        self.credentials.mkdir(parents=True)
        for name, source in (("key", f"{role}.key.pem"), ("zhibaod.conf", "zhibaod.conf"), ("log.vkey", "log.vkey")):
            shutil.copy(node.keys / source, self.credentials / name)
            (self.credentials / name).chmod(0o400)
        self.socket = node.sockets / role
        self.log = node.folder / f"{role}.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [shutil.which("systemd-socket-activate"), "--listen", self.socket,
                 f"--setenv=CREDENTIALS_DIRECTORY={self.credentials}", BUILD / "server" / "zhibaod-sign", role],
                stdout=log, stderr=log)
        end = time.monotonic() + PATIENCE
        while not self.socket.exists():
            check(time.monotonic() < end, role, self.log.read_text())
            time.sleep(0.02)

    def program(self):
        return pathlib.Path(f"/proc/{self.process.pid}/cmdline").read_bytes().split(b"\0")[0].decode()

    def stop(self):
        self.process.kill()
        self.process.wait()


def activate(node):
    """keys come as credentials, their holders start by socket, and the server serves with them"""
    check(shutil.which("systemd-socket-activate"), "systemd-socket-activate is not installed")
    node.keys, node.sockets = node.folder / "keys", node.folder / "sockets"
    node.sockets.mkdir()
    node.run("part", node.data, node.keys)
    with open(node.data / "zhibaod.conf", "a") as settings:
        settings.write(f"[keys]\nsockets = {node.sockets}\n")
    holders = [Holder(node, role) for role in ROLES]
    try:
        check(all("socket-activate" in holder.program() for holder in holders), "started before they were asked")
        told = node.run("check", node.data)
        check(re.search(r"(?m)^in order: key-holders: ", told), told)
        node.serve({"NOTIFY_SOCKET": str(node.folder / "notify"), "WATCHDOG_USEC": "400000"})
        check("READY" in node.told_until("READY"), "ready")
        node.told_until("WATCHDOG")
        check(any(holder.program().endswith("zhibaod-sign") for holder in holders), "nobody was started")
        node.stop()
        node.told_until("STOPPING")
        check("all stands" in node.run("verify", node.data), "verify")
    finally:
        for holder in holders:
            holder.stop()
    # Without its holders it does not start, and says which is away.
    told = node.run("check", node.data, code=1)
    check(re.search(r"(?m)^error: key-holders: ", told), told)


def refuse_without_credentials(node):
    """a holder without its credential names what is missing"""
    empty = node.folder / "empty"
    empty.mkdir()
    done = subprocess.run([BUILD / "server" / "zhibaod-sign", "log"], capture_output=True, timeout=PATIENCE,
                          env=dict(os.environ, CREDENTIALS_DIRECTORY=str(empty), LC_ALL="C.UTF-8"))
    check(done.returncode == 1 and b"zhibaod-sign: log: " in done.stderr and b"empty/zhibaod.conf" in done.stderr,
          done.returncode, done.stderr)


STEPS = [verify, security, agree, activate, refuse_without_credentials]


def main():
    check(SOURCE.exists(), SOURCE)
    with tempfile.TemporaryDirectory() as folder:
        return play(STEPS, Node(folder))


sys.exit(main())
