#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The balance sheet in a new edition that adds, drops, renames, splits and merges rows: rehearsed, published, carried to,
pre-filled across it, compared both ways, and corrected in the old one."""

import csv
import io
import json
import re
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
import stage as stages  # noqa: E402
from stage import REGISTER, ROOT, SOURCE, Enterprise, Failed, Stage, check  # noqa: E402

stages.TENANT, stages.FORM = TENANT, FORM = "s3", "KQ-01"
OLD = SOURCE / TENANT / FORM / "2023"
NEW = ROOT / "tests" / "data" / "revisions" / TENANT / FORM / "2026"
SAMPLE = OLD / "samples" / "good-worked-example.xml"
COMPUTED = ("14", "33", "34", "48", "59", "60", "71", "72")
LAST, FIRST = "2024-Q4", "2025-Q1"  # of the old edition, and of the new one
JOURNEYS = []


def journey(name):
    def add(function):
        JOURNEYS.append((name, function))
        return function

    return add


def cell(path, row, column):
    found = re.search(rf'<c r="{row}" c="{column}">([^<]*)<', path.read_text(encoding="utf-8"))
    return found[1] if found else None


class Firm(Enterprise):
    """One that reports the worked example's figures, or those of a file of the new edition."""

    figures = None

    def cells(self, period, changes=None):
        text = self.stage.program("tools/zhibao", "report", "to-csv", self.figures, "--catalogue", self.stage.made)
        rows = [row for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) if period != LAST or row[1] not in COMPUTED]
        left = dict(changes or {})
        for row in rows:
            row[3] = left.pop((row[0], row[1], row[2]), row[3])
        return rows + [[*place, value, *rows[0][4:]] for place, value in left.items()]


class Office(Stage):
    def make_catalogue(self):
        catalogue = super().make_catalogue()
        (catalogue / TENANT).mkdir()
        (catalogue / TENANT / FORM).symlink_to(SOURCE / TENANT / FORM)
        return catalogue

    def __init__(self, folder):
        super().__init__(folder)
        self.second = self.colleague("陈启明", "admin", workspace="second")
        for person in (self.admin, self.second):
            person.lighten_key()
            person.run("account", "sync")
        self.make_edition()
        with open(REGISTER, encoding="utf-8-sig") as file:
            self.firm = Firm(self, next(csv.DictReader(file))["uscc"])
        self.firm.figures = self.example

    def make_edition(self):
        """A catalogue with both editions; the samples of the new one are the old one's worked example, carried."""
        self.made = self.folder / "made"
        (self.made / TENANT / FORM).mkdir(parents=True)
        for part in ("codelists", "parameters", "s1"):
            (self.made / part).symlink_to(self.catalogue / part)
        shutil.copytree(OLD, self.made / TENANT / FORM / "2023")
        self.package = self.made / TENANT / FORM / "2026"
        shutil.copytree(NEW, self.package)
        form = self.package / "form.xml"
        text = form.read_text(encoding="utf-8").replace('valid-from="2026-Q1"', f'valid-from="{FIRST}"')
        # Its rules compute nothing: totals are typed, and checked.
        form.write_text(text.replace(' computed="true"', ""), encoding="utf-8")
        # The worked example with something in the rows that are renamed and dropped.
        self.example = self.folder / "example.xml"
        text = SAMPLE.read_text(encoding="utf-8")
        held = cell(SAMPLE, "27", "E")
        rest = f"{float(held) - 1500000:.2f}"
        text = text.replace(f'<c r="27" c="E">{held}</c>', f'<c r="27" c="E">{rest}</c>')
        text = re.sub(r'(    <c r="26" c="E">)', r'    <c r="25" c="E">1000000.00</c>\n\1', text)
        text = re.sub(r'(    <c r="30" c="E">)', r'    <c r="29" c="E">500000.00</c>\n\1', text)
        self.example.write_text(text, encoding="utf-8")
        samples = self.package / "samples"
        samples.mkdir()
        good, bad = samples / "good-carried.xml", samples / "bad-total.xml"
        self.told = self.admin.run("report", "carry", str(self.example), "--to", str(self.package), "-o", str(good))
        text = good.read_text(encoding="utf-8").replace(f'period="{LAST}"', f'period="{FIRST}"')
        good.write_text(text, encoding="utf-8")
        bad.write_text(re.sub(r'(<c r="34" c="E">)[^<]*', r"\g<1>1.00", text), encoding="utf-8")
        good.with_suffix(".findings").write_text("")
        bad.with_suffix(".findings").write_text("KQ-01#1/E hard fail\nKQ-01#2/E hard fail\n")

    def publish(self):
        words = ("--passphrase-file", self.passphrase)
        out = self.admin.run("form", "publish", str(self.package), "--from", FIRST, "--reason", "年度改版", *words)
        number = re.search(r"number (\d+)", out)[1]
        shown = self.second.run("form", "confirm", number, "--package", str(self.package), *words)
        check("Confirmed" in shown, shown)


@journey("the map accounts for every row: what is merged is added up, what is split or dropped is told")
def mapped(stage):
    firm = stage.firm.workspace / "carried.xml"
    told = stage.told
    check("A.4.E" in told and "A.5.E" in told and "A.73.E" in told, told)
    check(re.search(r"A\.39\.E .*121,700,000\.00: asked in parts now, fill them in: A\.74\.E .*A\.75\.E", told), told)
    check(re.search(r"A\.25\.E .* → A\.77\.E", told) and re.search(r"A\.29\.E .*no longer asked", told), told)
    check(cell(stage.package / "samples" / "good-carried.xml", "73", "E") == "162270300.00", firm)
    changes = stage.admin.run("form", "diff", str(stage.made / TENANT / FORM / "2023"), str(stage.package), code=1)
    for words in ("Merged into indicator [73]", "Split indicator [39]", "New code for indicator [77]", "Dropped indicator [29]", "New indicator [76]"):
        check(words in changes, words, changes)


@journey("last year's report is accepted in the old edition; the new one is rehearsed over it and published")
def published(stage):
    stage.open_period(LAST)
    stage.firm.run("account", "sync")
    stage.first = stage.firm.submit(LAST)
    check(stage.firm.sent(stage.first)["outcome"] != "refused", stage.firm.sent(stage.first))
    stage.accept(stage.firm, LAST)
    old = stage.firm.workspace / "draft.xml"
    stage.firm.run("report", "new", FORM, FIRST, "-o", str(old), "--account", stage.firm.unit)
    check('edition="2023.1"' in old.read_text(encoding="utf-8"), "the draft is not of the old edition")
    out = stage.city.run("form", "rehearse", str(stage.package), LAST)
    check(re.search(rf"1 reports? of {FORM} {LAST}", out) and re.search(r"\+? *4.*73 +merged", out), out)
    rules = stage.package / "form.rules"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("#2 hard each", "#9 hard\n  [73,E] < 1\n\n#2 hard each"), encoding="utf-8")
    out = stage.city.run("form", "rehearse", str(stage.package), LAST, "--units", code=2)
    check("KQ-01#9" in out and stage.firm.unit in out, out)
    rules.write_text(text, encoding="utf-8")
    stage.publish()


@journey("the checklist knows the new edition, who is asked and what is filled in; who is asked is told, once")
def opened(stage):
    out = stage.city.run("period", "checklist", FORM, FIRST, "--tenant", TENANT, code=None)
    check(re.search(r"Edition +well +by KQ-01/2026\.1", out), out)
    check(re.search(rf"Pre-fill +\w+ +from {LAST}, of which 1 report", out), out)
    asked = re.search(r"Respondents +well +(\d+) units by the register", out)
    check(asked and re.search(rf"Notice +\w+ +{asked[1]} units are told, {int(asked[1]) - 1} of them have not enrolled", out), out)
    for _ in range(2):
        stage.open_period(FIRST)
        inbox = stage.firm.run("account", "inbox")
        check(len(re.findall(r"2025 is open", inbox)) == 1, "not told, or twice", inbox)
    frozen = stage.city.run("period", "checklist", FORM, FIRST, "--tenant", TENANT, code=None)
    check(f"the frozen list has {asked[1]}" in frozen, frozen)


@journey("an open draft follows; the opening column is filled across the map")
def carried(stage):
    firm = stage.firm
    firm.run("account", "sync")
    draft, moved = firm.workspace / "draft.xml", firm.workspace / "moved.xml"
    told = firm.run("report", "carry", str(draft), "-o", str(moved))
    check('edition="2026.1"' in moved.read_text(encoding="utf-8"), told)
    firm.run("account", "sync")
    new = firm.workspace / "new.xml"
    (stage.folder / "sent").mkdir()
    firm.run("receipt", "export", stage.first, "-o", str(stage.folder / "sent"))
    firm.run("report", "new", FORM, FIRST, "-o", str(new), "--account", firm.unit, "--history", str(stage.folder / "sent"))
    check('edition="2026.1"' in new.read_text(encoding="utf-8"), "not of the new edition")
    # Merged: 4 and 5 of the end of last year; renamed: 25; split and new: nobody reported them so.
    check(cell(new, "73", "B") == "162270300.00", cell(new, "73", "B"))
    check(cell(new, "77", "B") == cell(stage.example, "25", "E"), cell(new, "77", "B"))
    check(cell(new, "34", "B") == "615681888.15", cell(new, "34", "B"))
    check(not cell(new, "74", "B") and not cell(new, "75", "B") and not cell(new, "76", "B"), "taken for something")


@journey("the new edition is reported and accepted; the old one is refused for it")
def reported(stage):
    firm = stage.firm
    firm.figures = stage.package / "samples" / "good-carried.xml"
    halves = {("A", "74", "E"): "100000000.00", ("A", "75", "E"): "21700000.00"}
    message = firm.submit(FIRST, changes=halves)
    check(firm.sent(message)["outcome"] != "refused", firm.sent(message))
    stage.accept(firm, FIRST)
    check(stage.total(FIRST, "A.73.E") == (1, "162270300.00"), stage.total(FIRST, "A.73.E"))
    text = stage.example.read_text(encoding="utf-8").replace(f'period="{LAST}"', f'period="{FIRST}"')
    digest = re.search(r'package="([0-9a-f]{64})"', (firm.workspace / "draft.xml").read_text(encoding="utf-8"))[1]
    old = stage.write("old.xml", text.replace('package="sample"', f'package="{digest}"').replace("9135020061202218XY", firm.unit))
    refused = firm.sign_as_it_is(old)
    firm.send(code=None)
    check(firm.sent(refused)["code"] == "wrong-edition", firm.sent(refused))


@journey("a series runs through both editions, forth and back, and says what cannot be compared")
def compared(stage):
    history = stage.folder / "history"
    history.mkdir()
    for period in (LAST, FIRST):
        (history / period).mkdir()
    shutil.copy(stage.firm.workspace / "report.xml", history / FIRST / "new.xml")
    digest = stage.firm.evidence(stage.first)
    check(digest, "no evidence")
    old = stage.example.read_text(encoding="utf-8").replace("9135020061202218XY", stage.firm.unit)
    (history / LAST / "old.xml").write_text(old, encoding="utf-8")

    def points(form, item):
        out = stage.firm.run("report", "series", form, item, "--history", str(history), "--catalogue", str(stage.made), "--json")
        return [(p["period"], p["edition"], p["value"], p["comparable"]) for p in json.loads(out)["points"]]

    merged = [(LAST, "2023", "162270300.00", "exact"), (FIRST, "2026", "162270300.00", "exact")]
    check(points(FORM, "A.73.E") == merged, points(FORM, "A.73.E"))
    parts = points(FORM, "A.74.E")
    check([point[3] for point in parts] == ["not-comparable", "exact"], parts)
    back = str(stage.made / TENANT / FORM / "2023")
    whole = points(back, "A.39.E")
    check(whole == [(LAST, "2023", "121700000.00", "exact"), (FIRST, "2026", "121700000.00", "exact")], whole)
    check(points(back, "A.4.E")[1][3] == "not-comparable", points(back, "A.4.E"))
    check(points(back, "A.25.E")[1][2:] == (cell(stage.example, "25", "E"), "exact"), points(back, "A.25.E"))


@journey("a correction of the old period uses the old edition, and all of it stands in the log")
def corrected(stage):
    firm = stage.firm
    firm.figures = stage.example
    changes = {("A", "4", "E"): "10850001.00", ("A", "5", "E"): "151420299.00"}
    second = firm.submit(LAST, "--replaces", stage.first, changes=changes)
    check(firm.sent(second)["outcome"] != "refused", firm.sent(second))
    check('edition="2023.1"' in (firm.workspace / "report.xml").read_text(encoding="utf-8"), "not of the old edition")
    stage.accept(firm, LAST)
    check(stage.total(LAST, "A.4.E") == (1, "10850001.00"), stage.total(LAST, "A.4.E"))
    check(stage.stop() == 0, "the server did not end well")
    check("all stands" in stage.program("server/zhibaod", "verify", stage.data), "it does not stand")
    stage.start()


def play(stage, number, name, function):
    try:
        function(stage)
    except (Failed, AttributeError, KeyError, TypeError, StopIteration, ValueError, OSError) as error:
        print(f"not ok {number} - {name}")
        for line in re.sub(r"\n+", "\n", f"{type(error).__name__}: {error}").splitlines():
            print(f"# {line}", flush=True)
        return False
    print(f"ok {number} - {name}", flush=True)
    return True


def main():
    print(f"1..{len(JOURNEYS)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="zhibao-balance-") as folder:
        stage = Office(folder)
        try:
            results = [play(stage, number, name, function) for number, (name, function) in enumerate(JOURNEYS, 1)]
        finally:
            stage.stop()
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
