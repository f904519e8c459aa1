#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Signing keys of every suite on tokens: enrolled, reported with and renewed through a signing program."""

import re
import shlex
import subprocess
import sys
import tempfile
import zipfile

sys.dont_write_bytecode = True
from stage import Stage, check  # noqa: E402
from tokens import PROGRAM, TokenHolder, units  # noqa: E402


def sends(stage, one, period):
    """Signs, sends and has both receipts verified; what travelled."""
    message = one.submit(period)
    check(one.sent(message)["state"] == "sent", one.sent(message))
    check(one.sent(message)["outcome"] in ("valid", "valid-with-findings"), one.sent(message))
    [container] = one.database().execute("select container from message where id = ?", (message,)).fetchone()
    path = one.workspace / f"{message}.asice"
    path.write_bytes(container)
    evidence = one.evidence(message)
    check(len(evidence) == 2, f"{len(evidence)} pieces of evidence")
    for number, data in enumerate(evidence, 1):
        file = one.workspace / f"{message}-R{number}.evidence"
        file.write_bytes(data)
        one.run("receipt", "verify", str(file), str(path))
    return path


def enrols_and_reports(suite):
    def step(stage):
        one = stage.holders[suite]
        one.begin()
        check(not list((one.workspace / "keys").glob("*.p12")), "a key file")
        check(one.command in one.run("account", "signer"), "the program is not shown")
        path = sends(stage, one, "2024-03")
        with zipfile.ZipFile(path) as container:
            envelope = container.read("envelope.xml").decode()
            manifest = container.read("META-INF/ASiCManifest001.xml").decode()
        check(f'suite="{suite}"' in envelope, envelope)
        check(("urn:oid:1.2.156.10197.1.401" in manifest) == (suite == "sm2"), manifest)

    step.__doc__ = f"a token of suite {suite} enrols, reports, and both receipts are verified"
    return step


def renews(stage):
    """certificates of tokens are renewed by the key of before, and reports go on"""
    for suite in ("sm2", "rsa3072"):
        one = stage.holders[suite]
        before = next((one.workspace / "keys").glob("*-signing.crt")).read_text()
        one.run("account", "renew")
        check(next((one.workspace / "keys").glob("*-signing.crt")).read_text() != before, "the same certificate")
        sends(stage, one, "2024-04")


def refuses(stage):
    """a program with another key, or none, signs nothing, and says so"""
    one, other = stage.holders["sm2"], stage.holders["rsa3072"]
    out = one.run("account", "signer", other.command, code=4)
    check("shows another key than the one that the certificate" in out, out)
    out = one.run("account", "signer", "'", code=4)
    check("cannot be understood" in out, out)
    out = stage.admin.run("account", "signer", one.command, code=4)
    check("lies in a file here" in out, out)
    report = one.report("2024-05")
    one.explain_all(report)
    away = one.key.rename(one.key.with_suffix(".away"))
    out = one.run("report", "sign", report, code=4)
    check("the signing program" in out and "failed" in out, out)
    one.key.write_bytes(other.key.read_bytes())
    out = one.run("report", "sign", report, code=4)
    check("the signer's key does not belong to its certificate" in out, out)
    away.rename(one.key)
    moved = stage.folder / "moved key.pem"
    moved.write_bytes(one.key.read_bytes())
    one.run("account", "signer", shlex.join([str(PROGRAM), str(moved)]))
    one.key.unlink()
    sends(stage, one, "2024-05")


def stands(stage):
    """what was taken stands: the log, the rows and each signature are verified anew"""
    check(stage.stop() == 0, "the server did not end well")
    out = stage.program("server/zhibaod", "verify", stage.data)
    check("all stands" in out, out)


class ShortLived(Stage):
    """Its certificates may be renewed from the first day."""

    def start(self):
        path = self.data / "zhibaod.conf"
        text = path.read_text()
        path.write_text(re.sub(r"(?m)^#?certificate-days = .*$", "certificate-days = 20", text))
        super().start()


def main():
    steps = [enrols_and_reports("sm2"), enrols_and_reports("rsa3072"), enrols_and_reports("p256"), renews, refuses, stands]
    print(f"1..{len(steps)}", flush=True)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        stage = ShortLived(folder)
        try:
            for period in ("2024-03", "2024-04", "2024-05"):
                stage.open_period(period)
            stage.holders = {suite: TokenHolder(stage, unit, suite)
                             for suite, unit in zip(("sm2", "rsa3072", "p256"), units())}
            for number, step in enumerate(steps, 1):
                try:
                    step(stage)
                    print(f"ok {number} - {step.__doc__}", flush=True)
                except (AssertionError, OSError, subprocess.SubprocessError, KeyError, StopIteration) as error:
                    failed += 1
                    note = str(error).replace("\n", "\n# ")
                    print(f"not ok {number} - {step.__doc__}\n# {note}", flush=True)
        finally:
            stage.stop()
    return 1 if failed else 0


sys.exit(main())
