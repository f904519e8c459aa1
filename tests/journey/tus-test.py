#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Uploads as others make them: tus-js-client sends a signed report to the server."""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import uuid

sys.dont_write_bytecode = True
from stage import BUILD, Enterprise, Stage, check  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
UNIT, PERIOD, CHUNK = "91350200MA2KUY1H08", "2024-06", 1500


def modules():
    """Where npm keeps the pinned packages between runs; (folder, None) or (None, why not)."""
    folder = BUILD / "tus"
    done = subprocess.run([HERE.parent / "support" / "npm-packages", HERE / "tus", folder], capture_output=True, timeout=300)
    return (folder, None) if done.returncode == 0 else (None, f"npm cannot install: {done.stderr.decode()[-300:]}")


def identity(enterprise):
    """Files with the connection's certificate and its chain, its key, and the roots."""
    row = enterprise.database().execute("select url, tls_certificate, chain, roots, tls_key_file from account").fetchone()
    url, certificate, chain, roots, key = row
    files = {"certificate": enterprise.stage.write("tls.pem", certificate + chain),
             "roots": enterprise.stage.write("roots.pem", roots),
             "key": str(enterprise.workspace / "keys" / key)}
    return url, files


def send(stage, folder):
    enterprise = Enterprise(stage, UNIT)
    stage.open_period(PERIOD)
    enterprise.run("account", "sync")
    message = enterprise.sign(enterprise.report(PERIOD))
    [container] = enterprise.database().execute("select container from message where id = ?", (message,)).fetchone()
    path = stage.folder / "report.asice"
    path.write_bytes(container)
    check(len(container) > 3 * CHUNK, len(container))
    url, files = identity(enterprise)
    # Of the same form as the message's, UUIDv7.
    other = str(uuid.UUID(bytes=bytes.fromhex(message.replace("-", ""))[:8] + bytes.fromhex("8000000000000001")))
    options = stage.write("options.json", json.dumps({
        "url": url, "modules": str(folder), "container": str(path), "chunk": CHUNK, "sender": UNIT, "message": message,
        "other": other, "digest": hashlib.sha256(container).hexdigest(), **files}))
    done = subprocess.run(["node", HERE / "tus" / "client.mjs", options], capture_output=True, timeout=60,
                          env=dict(os.environ, NODE_NO_WARNINGS="1"))
    check(done.returncode == 0, done.stdout.decode(), done.stderr.decode())
    return enterprise, message, container, json.loads(done.stdout)


def judge(enterprise, message, container, told):
    extensions = told["options"]["tus-extension"].split(",")
    check(set(extensions) >= {"creation", "checksum", "expiration", "termination"}, extensions)
    check(told["options"]["tus-resumable"] == "1.0.0" and "sha256" in told["options"]["tus-checksum-algorithm"], told)
    check(told["ended"]["requests"][-1] == "DELETE 204" and told["ended"]["after"] == 410, told["ended"])
    check(told["expires"].endswith(" GMT"), told["expires"])
    check(told["checksums"] == {"wrong": 460, "unknown": 400, "large": 413, "right": 204, "offset": 10},
          told["checksums"])
    # What was there already is not sent again.
    rest = len(container) - 2 * CHUNK - 10
    check(told["requests"] == ["HEAD 200"] + ["PATCH 204"] * -(-rest // CHUNK), told["requests"], rest)
    check(told["message"] == f"{UNIT}/{message}", told["message"])
    check(told["answer"]["state"] == "valid" and told["answer"]["r1"] and told["answer"]["r2"], told["answer"])
    # The program that signed it finds it delivered, and files the receipts.
    enterprise.send()
    check(enterprise.sent(message)["state"] == "sent", enterprise.sent(message))


def main():
    print("1..1", flush=True)
    title = "tus-js-client uploads, breaks off, goes on, and ends"
    folder, why = modules()
    if not folder:
        print(f"ok 1 - {title} # SKIP {why}".replace("\n", " "))
        return 0
    with tempfile.TemporaryDirectory(prefix="zhibao-tus-") as place:
        stage = None
        try:
            stage = Stage(place)
            judge(*send(stage, folder))
            print(f"ok 1 - {title}")
            return 0
        except (AssertionError, OSError, subprocess.SubprocessError) as error:
            note = str(error).replace("\n", "\n# ")
            print(f"not ok 1 - {title}\n# {note}")
            return 1
        finally:
            if stage:
                stage.stop()


if __name__ == "__main__":
    sys.exit(main())
