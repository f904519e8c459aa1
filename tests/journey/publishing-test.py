#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How a form comes to those who fill it: signed by two administrators, served, fetched, mended and withdrawn."""

import csv
import re
import shutil
import sqlite3
import sys
import tempfile

sys.dont_write_bytecode = True
from stage import FORM, REGISTER, ROOT, SOURCE, TENANT, Enterprise, Failed, Person, Stage, check, from_now  # noqa: E402

JOURNEYS = []


def journey(name):
    def add(function):
        JOURNEYS.append((name, function))
        return function

    return add


class Office(Stage):
    """A stage with a second administrator, and folders in which forms are made."""

    def make_catalogue(self):
        """Besides the two forms those that their samples read."""
        catalogue = super().make_catalogue()
        for part in ("s1/205-1", "s6/WZ-01"):
            (catalogue / part).parent.mkdir(exist_ok=True)
            (catalogue / part).symlink_to(SOURCE / part)
        return catalogue

    def __init__(self, folder):
        super().__init__(folder)
        self.second = self.colleague("陈启明", "admin", workspace="second")
        self.made = self.used = 0
        for person in (self.admin, self.second):
            person.lighten_key()
            person.run("account", "sync")

    def units(self, n):
        """Enterprises of the register that no journey has used."""
        with open(REGISTER, encoding="utf-8-sig") as file:
            found = [row["uscc"] for row in csv.DictReader(file)]
        self.used += n
        return found[self.used - n:self.used]

    def package(self, revision, form=FORM, change=None):
        """A folder with another revision of @form; @change (path, text) → text edits its files."""
        self.made += 1
        catalogue = self.folder / f"made-{self.made}"
        (catalogue / TENANT).mkdir(parents=True)
        for part in ("codelists", "parameters", *(f"{TENANT}/{path.name}" for path in (self.catalogue / TENANT).iterdir())):
            if part != f"{TENANT}/{form}":
                (catalogue / part).symlink_to(self.catalogue / part)
        package = catalogue / TENANT / form / "2023"
        shutil.copytree(SOURCE / TENANT / form / "2023", package)
        for path in package.rglob("*"):
            if not path.is_file():
                continue
            text = path.read_text(encoding="utf-8")
            if path.name == "form.xml":
                text = text.replace('revision="1"', f'revision="{revision}"', 1)
            elif path.name == "form.rules":
                text = text.replace("revision 1", f"revision {revision}", 1)
            elif path.parent.name == "samples":
                text = text.replace(f'form="{form}" edition="2023.1"', f'form="{form}" edition="2023.{revision}"')
            path.write_text(change(path.name, text) if change else text, encoding="utf-8")
        return package

    def edition(self, first):
        """A folder with the invented edition 2026 beside that of 2023: it serves from @first on, its samples are an old one carried."""
        package = self.package(1).parent / "2026"
        shutil.copytree(ROOT / "tests" / "data" / "revisions" / TENANT / FORM / "2026", package)
        form = package / "form.xml"
        form.write_text(form.read_text(encoding="utf-8").replace('valid-from="2026-01"', f'valid-from="{first}"'), encoding="utf-8")
        (package / "samples").mkdir()
        good, bad = package / "samples" / "good-carried.xml", package / "samples" / "bad-electricity.xml"
        sample = package.parent / "2023" / "samples" / "good-worked-example.xml"
        told = self.admin.run("report", "carry", str(sample), "--to", str(package), "-o", str(good))
        check("A.03.1 Industrial sales value (current prices) 51,020 → A.07.1" in told, told)
        text = good.read_text(encoding="utf-8").replace('period="2024-06"', f'period="{first}"')
        good.write_text(text, encoding="utf-8")
        bad.write_text(text.replace(">974.43<", ">90.00<"), encoding="utf-8")
        good.with_suffix(".findings").write_text("")
        bad.with_suffix(".findings").write_text("B204-1#5 hard fail\n")
        return package

    def sign(self, who, *words, code=0):
        return who.run("form", *map(str, words), "--passphrase-file", self.passphrase, code=code)

    def propose(self, package, *options, who=None, code=0):
        out = self.sign(who or self.admin, "publish", package, "--reason", "测试", *options, code=code)
        return re.search(r"number (\d+)", out)[1] if code == 0 else out

    def confirm(self, number, *options, who=None, code=0):
        return self.sign(who or self.second, "confirm", number, *options, code=code)

    def publish(self, package, *options):
        self.confirm(self.propose(package, *options))


@journey("two administrators publish a revision, and it is served at once")
def published(stage):
    package = stage.package(2)
    number = stage.propose(package, "--hotfix", "--from", "2024-06")
    check("2023.2" not in stage.city.run("account", "sync") + stage.city.run("form", "list"), "served before it was confirmed")
    shown = stage.confirm(number, "--package", str(package))
    check("is to be published" in shown and "Confirmed" in shown, shown)
    stage.city.run("account", "sync")
    check("2023.2" in stage.city.run("form", "list"), "not served")
    history = stage.admin.run("form", "history", FORM)
    check(re.search(r"hotfix +confirmed +2024-06 +admin +陈启明", history), history)


@journey("nothing is published by one person, by the wrong ones, or unchecked")
def refused(stage):
    package = stage.package(3)
    number = stage.propose(package, "--hotfix")
    check("both signatures are of admin" in stage.confirm(number, who=stage.admin, code=4), "confirmed by himself")
    check("forbidden" in stage.confirm(number, who=stage.city, code=3), "read by the city")
    other = stage.package(3, change=lambda name, text: text + "\n# changed\n" if name == "form.rules" else text)
    check("is not what was proposed" in stage.confirm(number, "--package", str(other), code=3), "another folder")
    check("waits for a second signature" in stage.propose(other, "--hotfix", code=4), "two of one name wait")
    stage.second.run("form", "reject", number, "--reason", "再议")
    broken = stage.package(3, change=lambda name, text: text.replace("[A.01,c] >= [A.02,c]", "[A.01,c] >= [A.99,c]"))
    out = stage.propose(broken, "--hotfix", code=4)
    check(re.search(r"B204-1/2023\.3/form\.rules:\d+:\d+: error: ", out), out)
    history = stage.admin.run("form", "history", FORM)
    check(re.search(r"2023\.3 +hotfix +ended", history), history)


@journey("a hotfix is withdrawn, and the revision before serves again; what was signed stands in the log")
def withdrawn(stage):
    number = re.search(r"number (\d+)", stage.sign(stage.admin, "withdraw", f"{FORM}/2023.2", "--from", "2024-08", "--reason", "误发"))[1]
    check("is to be withdrawn" in stage.confirm(number), "not shown")
    check(re.search(r"2023\.2 +withdrawn +confirmed +2024-08", stage.admin.run("form", "history", FORM)), "no history")
    check(stage.stop() == 0, "the server did not end well")
    check("all stands" in stage.program("server/zhibaod", "verify", stage.data), "it does not stand")
    copy = stage.folder / "changed-data"
    shutil.copytree(stage.data, copy)
    with sqlite3.connect(copy / "store" / "zhibao.db") as store:
        store.execute("update publication set from_period = '2020-01' where id = ?", (number,))
    out = stage.program("server/zhibaod", "verify", copy, code=1)
    check(f"publication {number}" in out and "from_period" in out, out)
    stage.start()


@journey("an enterprise fetches what is new, keeps it offline, and believes no single signature")
def distributed(stage):
    one = Enterprise(stage, *stage.units(1))
    check("2023.2" in one.run("form", "list"), "a form signed by two is not taken")
    number = stage.propose(stage.package(3), "--hotfix")
    stage.confirm(number)
    with sqlite3.connect(stage.data / "store" / "zhibao.db", isolation_level=None) as store:
        second = store.execute("select second_signature from publication where id = ?", (number,)).fetchone()[0]
        store.execute("update publication set second_signature = signature where id = ?", (number,))
        out = one.run("account", "sync", code=4)
        check("B204-1/2023.3 is not taken, the forms at hand stay" in out and "both signatures are of" in out, out)
        check("2023.3" not in one.run("form", "list"), "taken with one signature")
        store.execute("update publication set second_signature = ? where id = ?", (second, number))
        # Else verify would name the two changes for ever: no act has made them.
        check(store.execute("delete from row_change where kind = 'publication' and ifnull (leaf, -1) < 0").rowcount == 2, "not kept")
    one.run("account", "sync")
    check("2023.3" in one.run("form", "list"), "not taken with two")
    stage.stop()
    one.run("account", "sync", code=4)
    check("2023.3" in one.run("form", "list"), "gone without the server")
    stage.start()


@journey("a hotfix on deadline day: what was accepted or signed before stands, what comes after is of the new revision")
def hotfix(stage):
    stage.open_period("2024-07")
    accepted, waiting, later = (Enterprise(stage, unit) for unit in stage.units(3))
    first = accepted.submit("2024-07")
    stage.accept(accepted, "2024-07")
    signed = waiting.sign(waiting.report("2024-07"))
    stage.publish(stage.package(4), "--hotfix", "--from", "2024-07")
    waiting.send()
    check(waiting.sent(signed)["outcome"] != "refused", waiting.sent(signed))
    check(accepted.due("2024-07") == "accepted", accepted.due("2024-07"))
    later.run("account", "sync")
    path = later.report("2024-07")
    with open(path, encoding="utf-8") as file:
        check('edition="2023.4"' in file.read(), "not of the hotfix")
    check(later.sent(later.submit("2024-07"))["outcome"] != "refused", "the hotfix is not taken")
    accepted.run("receipt", "export", first, "-o", str(accepted.workspace))
    accepted.run("receipt", "verify", str(accepted.workspace / f"{first}-2-R2.evidence"), str(accepted.workspace / f"{first}.asice"))
    check(stage.stop() == 0, "the server did not end well")
    check("all stands" in stage.program("server/zhibaod", "verify", stage.data), "it does not stand")
    stage.start()


@journey("a period is opened by its checklist, and those who are asked are told")
def opened(stage):
    one = Enterprise(stage, *stage.units(1))
    waiting = stage.propose(stage.package(5), "--hotfix")
    out = stage.city.run("period", "checklist", FORM, "2024-08", "--tenant", TENANT, code=1)
    check(re.search(r"Calendar +FAILS +due Monday 9 September 2024, 12:00, which is past", out), out)
    check(re.search(rf"Edition +FAILS .*publication {waiting} waits", out), out)
    hours = ("--deadline", from_now(20), "--closes", from_now(40))
    order = ("period", "open", FORM, "2024-08", "--tenant", TENANT, *hours)
    check("not-ready" in stage.city.run(*order, code=4), "opened over a waiting publication")
    check("not-ready" in stage.city.run(*order, "--anyway", code=4), "opened without a reason")
    stage.second.run("form", "reject", waiting, "--reason", "下期再发")
    stage.city.run(*order)
    check("for August 2024 is open, due " in one.run("account", "inbox"), "not told")
    shown = stage.city.run("period", "checklist", FORM, "2024-08", "--tenant", TENANT)
    check("the frozen list has" in shown, shown)
    calendar = stage.city.run("form", "calendar", FORM, "--year", "2024")
    check(re.search(r"September 2024 +B204-1/2023\.\d +Wednesday 9 October 2024, 12:00", calendar), calendar)
    check(re.search(r"August 2024 .*set by the bureau", calendar), calendar)
    check("January" in calendar and "January 2024" not in calendar, calendar)


@journey("a new edition is rehearsed with its map over what is stored, published, and serves from its first period on")
def revised(stage):
    package = stage.edition("2024-09")
    rehearse = ("form", "rehearse", str(package), "2024-07")
    out = stage.city.run(*rehearse)
    check(re.search(r"A +row +05 +10 +split +90 %", out) and re.search(r"[1-9]\d* reports of B204-1 2024-07", out), out)
    strict = package / "form.rules"
    strict.write_text(strict.read_text(encoding="utf-8").replace("[A.10,2] >= 100", "[A.10,2] >= 100000000"), encoding="utf-8")
    out = stage.city.run(*rehearse, "--units", code=2)
    check("would stop" in out and "B204-1#5" in out and "District" in out, out)
    check("there is no report" in stage.city.run("form", "rehearse", str(package), "2020-01", code=4), "of a year without reports")
    strict.write_text(strict.read_text(encoding="utf-8").replace(">= 100000000", ">= [A.99,2]"), encoding="utf-8")
    check("has no row “99”" in stage.city.run(*rehearse, code=None), "rules that do not compile")
    strict.write_text(strict.read_text(encoding="utf-8").replace(">= [A.99,2]", ">= 100"), encoding="utf-8")
    stage.publish(package, "--from", "2024-09")
    one = Enterprise(stage, *stage.units(1))
    check("forbidden" in one.run(*rehearse, code=None), "rehearsed by an enterprise")
    stage.city.run(*rehearse, "--tenant", "s2", code=4)
    for period, edition in (("2024-08", "2023."), ("2024-09", "2026.1")):
        path = one.workspace / f"{period}.xml"
        one.run("report", "new", FORM, period, "-o", str(path), "--account", one.unit)
        check(f'edition="{edition}' in path.read_text(encoding="utf-8"), period)
    changes = one.run("form", "diff", f"{FORM}/2023", f"{FORM}/2026", code=1)
    check("Split indicator [A.04]" in changes, changes)


@journey("an invitation takes two officials, whoever asks is not the one who gets the code")
def approved(stage):
    [unit] = stage.units(1)
    asked = [re.match(r"Asked as (M\d+): another official", stage.city.run("authority", "invite", "--unit", unit))[1]
             for _ in range(2)]
    listed = stage.second.run("authority", "requests")
    for number in asked:
        check(re.search(rf"{number} +invitation of a unit +{unit} .* 吴鹭江 .* waits ", listed), listed)
    check("another person" in stage.city.run("authority", "approve", asked[0], code=None), "approved by himself")
    path = stage.folder / "approved.invitation"
    stage.second.run("authority", "approve", asked[0], "-o", str(path))
    Person(stage, unit).enrol(path.read_text(encoding="utf-8"))
    stage.second.run("authority", "reject", asked[1], "--reason", "证件不符")
    check("has been decided" in stage.admin.run("authority", "approve", asked[1], code=None), "decided twice")
    told = stage.city.run("authority", "requests", "--state", "all")
    check(re.search(rf"{asked[0]} .* approved +陈启明 ", told) and re.search(rf"{asked[1]} .* rejected +陈启明 ", told), told)
    check(asked[0] not in stage.city.run("authority", "requests"), "still waits")
    check("all stands" in stage.program("server/zhibaod", "verify", stage.data), "it does not stand")


def play(stage, number, name, function):
    try:
        function(stage)
    except (Failed, KeyError, TypeError, StopIteration, ValueError, OSError, sqlite3.Error) as error:
        print(f"not ok {number} - {name}")
        for line in re.sub(r"\n+", "\n", f"{type(error).__name__}: {error}").splitlines():
            print(f"# {line}", flush=True)
        return False
    print(f"ok {number} - {name}", flush=True)
    return True


def main():
    print(f"1..{len(JOURNEYS)}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        stage = Office(folder)
        try:
            results = [play(stage, number, name, function) for number, (name, function) in enumerate(JOURNEYS, 1)]
        finally:
            stage.stop()
    return 0 if all(results) else 1


sys.exit(main())
