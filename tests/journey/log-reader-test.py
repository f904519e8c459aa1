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


def rotated(node):
    """The same packages open the checkpoint by the log's old key as well as by its new one, and the old one's word for it"""
    program = build(node.folder)
    old = (node.data / "keys" / "log.vkey").read_text().strip()
    node.run("rotate", node.data)
    text = (node.data / "keys" / "log.vkey").read_text()
    new = re.search(r"(?m)^new (.*)$", text)[1]
    url = node.serve()
    statement = node.folder / "statement"
    statement.write_text(text.split("\n", 1)[1])
    for vkey in (old, new):
        key = node.folder / "vkey"
        key.write_text(vkey)
        with sqlite3.connect(f"file:{node.data}/store/zhibao.db?mode=ro", uri=True) as store:
            rows = [row[0] for row in store.execute("select record from log_leaf order by id")]
        (node.folder / "records").write_text("\n".join(rows) + "\n")
        done = subprocess.run([program, url, node.data / "keys" / "root.pem", key, node.folder / "records"],
                              capture_output=True, timeout=PATIENCE)
        check(done.returncode == 0, vkey, done.stdout.decode() + done.stderr.decode())
        done = subprocess.run([program, statement, key], capture_output=True, timeout=PATIENCE)
        check(done.returncode == (0 if vkey == old else 1), vkey, done.stdout.decode() + done.stderr.decode())
    node.stop()


def cosigned_by_another_node(node):
    """Another node signs that it saw the log, and signs no second one"""
    (node.folder / "district").mkdir()
    witness = Node(node.folder / "district", "350203")
    try:
        witnessed(node, witness)
    finally:
        witness.kill()
        witness.heard.close()


def witnessed(node, witness):
    kept = witness.data / "witness"
    kept.mkdir()
    (kept / "logs").write_text("# the city's\n" + (node.data / "keys" / "log.vkey").read_text().splitlines()[0] + "\n")
    url = witness.serve()
    own = node.data / "witness"
    own.mkdir()
    (own / "district.pem").write_text((witness.data / "keys" / "root.pem").read_text())
    (own / "witnesses").write_text(f"{url} {(kept / 'witness.vkey').read_text().strip()} district.pem\n")
    # It asks as soon as it serves, and publishes what was signed.
    node.serve()
    published = node.wait_for(own / "cosigned")
    lines = [line for line in published.splitlines() if line.startswith("— ")]
    check([line.split()[1] for line in lines] == ["zhibao-log/350200"] * 2 + ["zhibao-witness/350203"], published)
    seen = next(kept.glob("*.checkpoint")).read_text()
    check(published.startswith(seen), "what was seen is what was published", seen, published)
    node.stop()
    # Someone puts another log in the place of this one, with the same name and key.
    store = node.data / "store"
    store.rename(node.folder / "store-before")
    (node.folder / "other").mkdir()
    other = Node(node.folder / "other")
    other.heard.close()
    for name in ("log.key.pem", "log-before.key.pem", "log.vkey"):
        (other.data / "keys" / name).write_bytes((node.data / "keys" / name).read_bytes())
    (other.data / "witness").mkdir()
    for name in ("witnesses", "district.pem"):
        (other.data / "witness" / name).write_bytes((own / name).read_bytes())
    said = other.run("serve", other.data, code=1)
    check(re.search(rf"the witness {url} holds a checkpoint of \d+ that does not lead to it", said), said)
    check("unless the log is damaged, which \"zhibaod verify\" tells" in said, said)
    check(not (other.data / "witness" / "cosigned").exists(), "a second log was signed")
    check(next(kept.glob("*.checkpoint")).read_text() == seen, "the witness forgot what it saw")


def main():
    with tempfile.TemporaryDirectory() as folder:
        return play([verify_all, rotated, cosigned_by_another_node], Node(folder))


sys.exit(main())
