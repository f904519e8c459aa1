# SPDX-License-Identifier: Apache-2.0
"""An agency that reports for twenty enterprises. Of two of them its person only prepares the report: who answers for it
signs after her, at a machine of his own."""

import csv
import io
import json
from types import SimpleNamespace

from stage import FORM, REGISTER, SETUP, Enterprise, Person, Stage, check

PERIOD, CLIENTS = "2024-06", 20
AGENT, LEGAL = "张敏", "赵建国"


def units():
    with open(REGISTER, encoding="utf-8-sig") as file:
        return [row["uscc"] for row in csv.DictReader(file)]


class Client(Person):
    """Who answers for one of the enterprises, at a machine of his own."""

    def __init__(self, stage, unit):
        super().__init__(stage, f"legal-{unit}")
        self.unit = unit
        stage.enrol_in(self, unit, LEGAL)
        self.lighten_key()
        self.run("account", "sync")
        for mandate in json.loads(self.run("mandate", "list", "--json"))["given"]:
            if mandate["person"] == AGENT and mandate["role"] != "preparer":
                self.run("mandate", "end", str(mandate["id"]))

    def fetch(self):
        self.run("cosign", "fetch")
        found = [json.loads(line) for line in self.run("cosign", "list", "--json").splitlines()]
        check(len(found) == 1, found)
        return found[0]

    def sign(self, message):
        self.run("cosign", "sign", message, "--passphrase-file", self.stage.passphrase)
        self.run("report", "send", "--json")


class Agency(Stage):
    def __init__(self, folder):
        super().__init__(folder)
        self.open_period(PERIOD)
        self.agent = Person(self, "agency")
        self.inbox = self.folder / "clients"
        self.inbox.mkdir()
        self.units = [unit for unit in units() if self.reports(unit)][:CLIENTS]
        for unit in self.units:
            self.enrol_in(self.agent, unit, AGENT)
            self.put(unit)
        self.signer, self.doubter = Client(self, self.units[3]), Client(self, self.units[11])
        for unit in self.units:
            self.agent.run("account", "sync", "--account", unit)

    def reports(self, unit):
        return (self.season() / PERIOD / f"{FORM}-{unit}.xml").exists()

    def enrol_in(self, person, unit, name):
        invitation = self.admin.run("authority", "invite", "--unit", unit, "--days", "30")
        person.run("account", "enrol", self.write("invitation", invitation), "--person", name, "--passphrase-file",
                   self.passphrase, build=SETUP)

    def put(self, unit, changes=None):
        """A client's figures as he sends them."""
        out = io.StringIO()
        csv.writer(out).writerows(Enterprise.cells(SimpleNamespace(stage=self, unit=unit), PERIOD, changes))
        (self.inbox / f"{unit}.csv").write_text(out.getvalue(), encoding="utf-8")

    def batch(self, *options, code=None):
        out = self.agent.run("report", "batch", str(self.inbox), FORM, PERIOD, "--json", "--passphrase-file",
                             self.passphrase, *options, code=code)
        return {line["unit"]: line for line in json.loads(out)}
