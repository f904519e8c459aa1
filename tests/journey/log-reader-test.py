#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A stranger's program, which knows only the public formats, reads the node's log and verifies all of it."""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from node import PATIENCE, Node, play  # noqa: E402
from stage import ROOT, check  # noqa: E402


def build(folder):
    """The client, from Debian's own source packages: nothing is fetched."""
    program = os.path.join(folder, "log-client")
    environment = dict(os.environ, GOPATH="/usr/share/gocode", GO111MODULE="off",
                       GOCACHE=os.path.join(folder, "go-cache"), HOME=folder)
    subprocess.run(["go", "build", "-o", program, "."], cwd=ROOT / "tests" / "journey" / "log-client", env=environment,
                   check=True, timeout=4 * PATIENCE)
    return program


def verify_all(node):
    """Go's packages note and tlog open checkpoint, tiles and proofs"""
    program = build(node.folder)
    url = node.serve()
    records = node.folder / "records"
    with sqlite3.connect(f"file:{node.data}/store/zhibao.db?mode=ro", uri=True) as store:
        rows = [row[0] for row in store.execute("select record from log_leaf order by id")]
    records.write_text("\n".join(rows) + "\n")

    def read(code):
        done = subprocess.run([program, url, node.data / "keys" / "root.pem", node.data / "keys" / "log.vkey", records],
                              capture_output=True, timeout=PATIENCE)
        text = done.stdout.decode() + done.stderr.decode()
        check(done.returncode == code, done.returncode, text)
        return text

    said = read(0)
    check(re.search(rf"^{len(rows)} records, proof of \d+, consistent with {len(rows) - 5}$", said.strip()), said)
    # It is no rubber stamp: with another record it stops.
    records.write_text("\n".join([*rows[:-1], rows[-1] + "x"]) + "\n")
    check(f"record {len(rows) - 1} is another one" in read(1), "a changed record")
    node.stop()


def main():
    with tempfile.TemporaryDirectory() as folder:
        return play([verify_all], Node(folder))


sys.exit(main())
