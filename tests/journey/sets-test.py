#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A tax return with its schedules: one signed message from the drafts to the totals, corrected as one, and proven."""

import json
import pathlib
import re
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
import stage as stages  # noqa: E402
from stage import SOURCE, Failed, Person, Stage, check, from_now  # noqa: E402

TAX, HEAD, PERIOD = "s7", "VAT-1", "2024-06"
MEMBERS = ("VAT-1-1", "VAT-1-2", "VAT-1-4", "VAT-1-5")
SAMPLES = SOURCE / TAX / HEAD / "2021" / "samples"
UNIT = "91350200MA2KUY1H08"
JOURNEYS = []


def journey(name):
    def add(function):
        JOURNEYS.append((name, function))
        return function

    return add


class TaxOffice(Stage):
    def make_catalogue(self):
        catalogue = super().make_catalogue()
        (catalogue / TAX).symlink_to(SOURCE / TAX)
        return catalogue

    def __init__(self, folder):
        super().__init__(folder)
        self.officer = Person(self, "officer")
        self.officer.enrol(self.admin.run("authority", "invite", "--staff", "税务管理员", "--role", "city", "--tenant", TAX,
                                          "--days", "30"))
        self.payer = Person(self, "payer")
        self.payer.enrol(self.admin.run("authority", "invite", "--unit", UNIT, "--days", "30"))
        kinds = self.write("kinds.csv", f"uscc,name,vat_kind\n{UNIT},厦门屿曜芯集成电路有限公司,general\n")
        self.admin.run("register", "import", kinds, "--day", "2022-01-02")
        self.officer.run("period", "open", HEAD, PERIOD, "--tenant", TAX, "--opens", "2023-01-01T00:00:00+08:00",
                         "--deadline", from_now(20), "--closes", from_now(40), "--anyway", "--reason", "test")
        self.payer.run("account", "sync")
        self.set = self.folder / "set"

    def fill(self, form, sample, *options):
        """A report of the unit with the figures of the tree's worked example."""
        path = self.set / f"{form}.xml"
        self.set.mkdir(exist_ok=True)
        self.payer.run("report", "new", form, PERIOD, "--unit", UNIT, "-o", str(path), *options)
        head = re.search(r"<report [^>]*>", path.read_text(encoding="utf-8"))[0].replace("/>", ">")
        text = re.sub(r"<report [^>]*>", head, sample.read_text(encoding="utf-8"), count=1)
        path.write_text(text, encoding="utf-8")
        return path

    def fill_all(self, *options):
        shutil.rmtree(self.set, ignore_errors=True)
        self.fill(HEAD, SAMPLES / "good-worked-example.xml", *options)
        for form in MEMBERS:
            self.fill(form, SAMPLES / "history-good-worked-example" / f"{form}-{PERIOD}.xml", *options)

    def sign(self, *paths, code=0):
        out = self.payer.run("report", "sign", *map(str, paths), "--passphrase-file", self.passphrase, code=code)
        return re.search(r"message ([0-9a-f-]{36})", out)[1] if code == 0 else out

    def status(self):
        self.payer.run("account", "sync")
        line = next(line for line in self.payer.run("report", "status", "--offline", "--all").splitlines()
                    if line.split()[:2] == [HEAD, PERIOD])
        return re.split("  +", line)[2]

    def items(self):
        return json.loads(self.officer.run("bureau", "list", "--tenant", TAX, "--state", "mine", "--json"))["items"]

    def sum_of(self, form, item):
        out = self.officer.run("bureau", "summary", form, PERIOD, "--tenant", TAX, "--by", "total", "--json")
        return next((one["sum"] for group in json.loads(out)["groups"] for one in group["items"] if one["item"] == item), None)

    def verified(self, code=0):
        check(self.stop() == 0, "the server did not end well")
        out = self.program("server/zhibaod", "verify", self.data, code=code)
        self.start()
        return out


@journey("what is due is the set, and its forms begin together")
def begun(stage):
    status = stage.payer.run("report", "status", "--offline")
    check(HEAD in status and "VAT-1-2" not in status, status)
    refused = stage.officer.run("period", "open", "VAT-1-2", PERIOD, "--tenant", TAX, code=4)
    check("reported in the set of VAT-1" in refused, refused)
    folder = stage.folder / "begun"
    stage.payer.run("report", "new", HEAD, PERIOD, "--set", str(folder), "--unit", UNIT)
    check({path.name for path in folder.iterdir()} == {f"{form}.xml" for form in (HEAD, *MEMBERS)}, list(folder.iterdir()))


@journey("a set is signed only when it is whole, of one unit and period, and its forms agree")
def whole(stage):
    stage.fill_all()
    paths = {form: stage.set / f"{form}.xml" for form in (HEAD, *MEMBERS)}
    out = stage.sign(paths[HEAD], paths["VAT-1-1"], paths["VAT-1-5"], code=2)
    check("VAT-1-2 (Schedule 2: input tax of the period) is missing" in out, out)
    check("VAT-1-4 (" in out, "line 23 is filled, so schedule 4 is needed", out)
    out = stage.payer.run("report", "check", *map(str, list(paths.values())[:3]), "--account", UNIT, code=2, language="zh_CN")
    check("缺少 VAT-1-4《" in out and "缺少 VAT-1-2" not in out, out)
    twice = stage.folder / "twice.xml"
    shutil.copy(paths["VAT-1-2"], twice)
    check("VAT-1-2 is there twice" in stage.sign(stage.set, twice, code=2), "a form twice")
    other = stage.folder / "other.xml"
    other.write_text(paths["VAT-1-2"].read_text(encoding="utf-8").replace(f'period="{PERIOD}"', 'period="2024-05"'), encoding="utf-8")
    out = stage.sign(paths[HEAD], paths["VAT-1-1"], other, paths["VAT-1-4"], paths["VAT-1-5"], code=2)
    check("VAT-1-2 is for 2024-05, not for 2024-06" in out, out)
    wrong = paths["VAT-1-2"].read_text(encoding="utf-8").replace("690000.00", "691000.00").replace("794990.00", "795990.00")
    changed = stage.folder / "changed"
    shutil.copytree(stage.set, changed)
    (changed / "VAT-1-2.xml").write_text(wrong, encoding="utf-8")
    out = stage.sign(changed, code=2)
    check(re.search(r"VAT-1#S\d+ .*VAT-1-2|VAT-1-2.*\[?12", out), "the return against the schedule signed with it", out)


@journey("one message, one pair of receipts, one decision; figures and totals of every form")
def taken(stage):
    message = stage.sent = stage.sign(stage.set)
    stage.payer.run("report", "send", "--json")
    check(stage.status() == "received", stage.status())
    items = stage.items()
    check([item["form"] for item in items] == [HEAD], items)
    number = str(items[0]["id"])
    shown = stage.officer.run("bureau", "show", number)
    check("VAT-1, VAT-1-1, VAT-1-2, VAT-1-4, VAT-1-5" in shown, shown)
    member = str(items[0]["id"] + 1)
    check("part of a set" in stage.officer.run("bureau", "accept", member, code=4), "a part was accepted")
    stage.officer.run("bureau", "accept", number)
    check(stage.status() == "accepted", stage.status())
    check(stage.sum_of(HEAD, "A.11.1") is not None, "no total of the return")
    check(stage.sum_of("VAT-1-2", "A.12.3") == "794990.00", stage.sum_of("VAT-1-2", "A.12.3"))
    folder = stage.folder / "proof"
    folder.mkdir()
    stage.payer.run("receipt", "export", message, "-o", str(folder))
    container = next(folder.glob("*.asice"))
    evidence = sorted(folder.glob("*.evidence"))
    check(len(evidence) == 3, evidence)
    shown = "".join(stage.payer.run("receipt", "verify", str(one), str(container)) for one in evidence)
    check(shown.count("no statutory tax return") == 2, "R1 and R2 say what the return is not", shown)
    exported = stage.folder / "schedule.csv"
    stage.officer.run("bureau", "export", "reports", "VAT-1-2", PERIOD, "--tenant", TAX, "--format", "csv", "-o", str(exported))
    check("794990.00" in exported.read_text(encoding="utf-8-sig"), exported.read_text(encoding="utf-8-sig")[:400])
    out = stage.verified()
    check("all stands" in out, out)


@journey("a correction takes the rest of the set along, and replaces all of it")
def corrected(stage):
    path = stage.fill(HEAD, SAMPLES / "good-worked-example.xml", "--replaces", stage.sent)
    message = stage.sign(path)
    stage.payer.run("report", "send", "--json")
    items = stage.items()
    check(len(items) == 1 and items[0]["version"] == 2 and items[0]["message"] == message, items)
    shown = stage.officer.run("bureau", "show", str(items[0]["id"]))
    check("VAT-1, VAT-1-1, VAT-1-2, VAT-1-4, VAT-1-5" in shown, shown)
    stage.officer.run("bureau", "accept", str(items[0]["id"]))
    check(stage.sum_of("VAT-1-2", "A.12.3") == "794990.00", stage.sum_of("VAT-1-2", "A.12.3"))
    out = stage.verified()
    check("all stands" in out, out)


def play(stage, number, name, function):
    try:
        function(stage)
    except Exception as problem:  # noqa: BLE001
        print(f"not ok {number} - {name}")
        for line in str(problem if isinstance(problem, Failed) else repr(problem)).splitlines():
            print(f"# {line}")
        return False
    print(f"ok {number} - {name}", flush=True)
    return True


def main():
    print(f"1..{len(JOURNEYS)}")
    well = True
    with tempfile.TemporaryDirectory(prefix="zhibao-sets-") as folder:
        stage = TaxOffice(pathlib.Path(folder))
        try:
            for number, (name, function) in enumerate(JOURNEYS, 1):
                well = play(stage, number, name, function) and well
        finally:
            stage.stop()
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
