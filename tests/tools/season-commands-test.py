#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""zhibao season: a synthetic register and its reports."""

import collections
import csv
import io
import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True
from desk import CATALOGUE, play, test  # noqa: E402


def tree(folder):
    """Every file below a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(pathlib.Path(folder).rglob("*.*"))}


def make_season(desk, name, *options):
    folder = desk.path(name)
    desk.run("season", "--enterprises=12", "--months=3", *options, "-o", folder).expect(0)
    return folder


@test("season gives the same bytes for the same seed, and others for another")
def season_bytes(desk):
    one = tree(make_season(desk, "one", "--seed=7", "--threads=1"))
    assert one == tree(make_season(desk, "again", "--seed=7", "--threads=3"))
    assert tree(make_season(desk, "other", "--seed=8")) != one
    forms = {name.split("/")[1].rsplit("-91", 1)[0] for name in one if "/" in name}
    systems = {path.parts[-4] for path in CATALOGUE.glob("s*/*/*/form.xml") if path.parts[-3] in forms}
    assert systems == {"s1", "s2", "s3", "s4", "s5", "s6", "s7"}, (forms, systems)
    few = tree(make_season(desk, "few", "--seed=7", "--forms=B203,KB-01"))
    assert {name.split("/")[1].rsplit("-91", 1)[0] for name in few if "/" in name} == {"B203", "KB-01"}
    desk.run("season", "--enterprises=0", "-o", desk.path("none")).expect(3, err="enterprises, not 0")
    desk.run("season", "--enterprises=1", "-o", desk.path("one")).expect(3, err="there is a season already")
    desk.run("season", "--enterprises=1", "--wrong=999", "--late=2", "-o", desk.path("x")).expect(3, err="1011 of a th")
    desk.run("season", "--enterprises=1", "--stopped=1001", "-o", desk.path("x")).expect(3, err="0 to 1000 stop, not 1001")
    desk.run("season", "--enterprises=1", "--forms=B999", "-o", desk.path("y")).expect(3, err="no form “B999”")
    desk.run("season", "--enterprises=1").expect(64, err="--output=DIR")


@test("season score counts the planted errors that the rules find, and stops nothing that is right")
def season_score(desk):
    folder = pathlib.Path(make_season(desk, "season", "--seed=3", "--wrong=200", "--stopped=500"))
    ledger = list(csv.DictReader(io.StringIO((folder / "ledger.csv").read_text(encoding="utf-8"))))
    planted = collections.Counter(line["kind"] for line in ledger)
    answer = json.loads(desk.run("season", "score", "--json", folder).expect(0).out)
    assert answer["late"] == planted.pop("late") and answer["missing"] == planted.pop("missing"), answer
    right = [planted.pop(kind) for kind in ("nil-return", "suspended", "closed")]
    assert right == [answer["nil"], answer["paused"], answer["closed"]] and min(right) > 0, (right, answer)
    assert {kind["kind"]: kind["planted"] for kind in answer["kinds"]} == planted, (answer, planted)
    assert answer["stopped"] == 0, answer["alarms"]
    found = sum(kind["stopped"] + kind["asked"] for kind in answer["kinds"])
    assert found * 3 >= sum(planted.values()) * 2, answer
    text = desk.run("season", "score", folder).expect(0).out
    assert "Not found" in text and "missing-cell" in text, text
    assert re.search(r"\d+ of nothing to report; \d+ enterprises paused, \d+ closed", text), text


@test("only the errors that a season has planted stop anyone when a form is rehearsed")
def season_rules(desk):
    folder = pathlib.Path(make_season(desk, "season", "--seed=3", "--wrong=500"))
    ledger = list(csv.DictReader(io.StringIO((folder / "ledger.csv").read_text(encoding="utf-8"))))
    # A wrong figure of one month can stop the next one, too.
    wrong = {(line["form"], line["unit"]) for line in ledger if line["kind"] not in ("late", "missing")}
    caught = 0
    for form in ("B203", "KB-01", "KB-02", "VAT-1-2"):
        done = desk.run(
            "form", "rehearse", form, "2024-02", "--json", f"--reports={folder}", f"--register={folder / 'register.csv'}"
        )
        for unit in json.loads(done.expect(0).out)["units"]:
            assert (form, unit["unit"]) in wrong, (form, unit)
            caught += 1
    assert caught >= 1, caught


sys.exit(play())
