# SPDX-License-Identifier: Apache-2.0
"""Enterprises whose signing key is on a token: their workspace has a program that signs, and no key file."""

import csv
import re
import shlex
import subprocess

from stage import REGISTER, ROOT, Person
from stage import Enterprise as Reporter

PROGRAM = ROOT / "tests" / "support" / "sign-with-key"
KEYS = {"sm2": ("-algorithm", "SM2"), "rsa3072": ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"),
        "p256": ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")}


def units():
    """The codes of those in the register, each once."""
    with open(REGISTER, encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            yield row["uscc"]


class TokenHolder(Reporter):
    """An enterprise whose key its workspace does not hold."""

    def __init__(self, stage, unit, suite):
        Person.__init__(self, stage, unit)
        self.unit, self.suite = unit, suite
        self.key = stage.folder / f"{suite}.token.pem"
        subprocess.run(["openssl", "genpkey", "-quiet", *KEYS[suite], "-out", self.key], check=True, timeout=60)
        self.command = shlex.join([str(PROGRAM), str(self.key)])
        invitation = stage.admin.run("authority", "invite", "--unit", unit, "--days", "30")
        self.invitation = stage.write(f"{unit}.invitation", invitation)

    def begin(self):
        self.run("account", "enrol", self.invitation, "--signer", self.command)
        self.run("account", "sync")

    def sign_as_it_is(self, path):
        out = self.run("report", "sign", path)
        return re.search(r"message ([0-9a-f-]{36})", out)[1]
