#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""From an edition to the next: concepts, rehearsals, maps, carried reports, series."""

import json
import pathlib
import re
import shutil
import sys

sys.dont_write_bytecode = True
from desk import REVISED, ROOT, UNIT, play, sample, test  # noqa: E402


@test("form concepts lists who asks what, in both languages and as JSON")
def form_concepts(desk):
    desk.run("form", "concepts").expect(0, out="JF-01")
    english = desk.run("form", "concepts", "revenue").expect(0, out="Operating revenue").out
    assert re.search(r"s3 +会企02 +A\.1\.C +year to date +yuan +2 ", english), english
    assert re.search(r"s1 +B203 +A\.301\.1 +year to date +thousand yuan +0 ", english), english
    desk.run("form", "concepts", "revenue", language="zh_CN", locale="zh_CN.UTF-8").expect(0, out="本年累计")
    (concept,) = json.loads(desk.run("form", "concepts", "assets", "--json").expect(0).out)
    asked = {(place["form"], place["item"]): place for place in concept["asked"]}
    assert concept["kind"] == "stock" and concept["name"]["zh"] == "资产总计"
    assert asked["KQ-01", "A.34.B"]["span"] == "opening" and asked["KQ-01", "A.34.B"]["measure"] == "CNY"
    assert asked["KB-02", "A.09.1"]["span"] == "end" and asked["KB-02", "A.09.1"]["scale"] == 2
    desk.run("form", "concepts", "turnover").expect(3, err="there is no concept “turnover”")


@test("report new takes what another form has said and tells where from")
def report_new_shared(desk):
    history = pathlib.Path(desk.path("history"))
    history.mkdir()
    text = pathlib.Path(sample("B204-1", "good-worked-example.xml")).read_text(encoding="utf-8")
    (history / "output.xml").write_text(text, encoding="utf-8")
    done = desk.run("report", "new", "JF-01", "2024-06", f"--unit={UNIT}", f"--history={history}").expect(0)
    assert "5234.00" in done.out, done.out
    assert "A.01.3 = 5234.00: B204-1 of June 2024, cell A.01.1, as reported" in done.err, done.err

def stored_reports(desk, *changes):
    """A folder of reports of June 2024, one for each unit and its changes, and the demonstration's register."""
    folder = pathlib.Path(desk.path("stored"))
    folder.mkdir()
    example = pathlib.Path(sample("B204-1", "good-worked-example.xml")).read_text(encoding="utf-8")
    for unit, pairs in changes:
        text = example.replace(UNIT, unit)
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        (folder / f"{unit}.xml").write_text(text, encoding="utf-8")
    return [f"--reports={folder}", f"--register={ROOT / 'packaging' / 'demo' / 'register.csv'}"]


@test("form rehearse tells whom a new edition would stop, by rule and district")
def form_rehearse(desk):
    options = stored_reports(
        desk,
        (UNIT, []),
        # Of 100 units of electricity 90 are now bought: too few for a rule of the new edition.
        ("91350211MA867HF23A", [('<c r="05" c="1">186.40', '<c r="05" c="1">10.00'), ("1082.70", "100.00")]),
        # More new products than output: the new edition no longer asks for them.
        ("91350213MA3BWYA54F", [('<c r="02" c="1">9800', '<c r="02" c="1">52341'), ("55210", "298761")]),
    )
    answer = json.loads(desk.run("form", "rehearse", str(REVISED), "2024-06", *options, "--json").expect(0).out)
    counted = [answer[key] for key in ("reports", "stopped", "newly", "freed")]
    assert counted == [3, 1, 1, 1], answer
    (rule,) = [rule for rule in answer["rules"] if rule["stopped"]]
    assert rule["rule"] == "B204-1#5" and rule["areas"] == [{"area": "350211", "stopped": 1}], rule
    (unit,) = answer["units"]
    assert unit["unit"] == "91350211MA867HF23A" and "工程机械" in unit["name"] and unit["newly"], unit
    text = desk.run("form", "rehearse", str(REVISED), "2024-06", *options, "--units").expect(2).out
    assert "would stop 1 enterprises: 1 in Jimei" in text and "厦门榕钧拓工程机械有限公司" in text, text
    assert re.search(r"A +row +05 +10 +split +90 %", text) and re.search(r"A +row +03 +07 +renamed", text), text
    chinese = desk.run("form", "rehearse", str(REVISED), "2024-06", *options, language="zh_CN", locale="zh_CN.UTF-8")
    assert "集美区" in chinese.expect(2).out
    desk.run("form", "rehearse", str(REVISED), "2024-07", *options).expect(4, err="no report of B204-1 for 2024-07")
    desk.run("form", "rehearse", str(REVISED), "2024-06").expect(4, err="holds no account yet")


@test("an edition without a map is warned of, where one comes before it")
def form_check_map(desk):
    checked = desk.run("form", "check", str(REVISED)).expect(0, out="B204-1/2026.1 is well; 4 rules, 0 warnings")
    assert "to be published it needs a good and a bad sample" in checked.out, checked.out
    folder = pathlib.Path(desk.path("s1/B204-1/2026"))
    shutil.copytree(REVISED, folder)
    (folder / "map.xml").unlink()
    told = desk.run("form", "check", str(folder)).expect(0)
    assert "form.xml:1:1: warning: edition 2023 comes before this one and no map.xml" in told.out + told.err, told.out
    chinese = desk.run("form", "check", str(folder), language="zh_CN", locale="zh_CN.UTF-8").expect(0)
    assert "此前有 2023 版，却没有 map.xml" in chinese.out + chinese.err, chinese.out


@test("form diff says what the map of an edition says")
def form_diff_by_map(desk):
    told = desk.run("form", "diff", "B204-1", str(REVISED)).expect(1, out="B204-1/2023.1 → B204-1/2026.1").out
    for words in ("New code for indicator [A.07]", "Split indicator [A.05]", "now:    10 Electricity bought (90 %); 11", "Dropped indicator [A.02]"):
        assert words in told, f"{words} is not in {told}"
    assert "indicator [A.08]" not in told, told
    accounts = ROOT / "tests" / "data" / "revisions" / "s3" / "KQ-01" / "2026"
    chinese = desk.run("form", "diff", "KQ-01", str(accounts), "--language", "zh").expect(1).out
    assert "合并成指标[73]应收票据及应收账款" in chinese and "原：4 应收票据；5 应收账款" in chinese, chinese


@test("report carry puts a report into the next edition and says what became of each figure")
def report_carry(desk):
    example, output = sample("B204-1", "good-worked-example.xml"), desk.path("carried.xml")
    told = desk.run("report", "carry", example, f"--to={REVISED}", "-o", output).expect(0).out
    assert "Carried from edition 2023 to edition 2026: 20 figures as they were, 8 put elsewhere, 8 left behind." in told
    assert "A.03.1 Industrial sales value (current prices) 51,020 → A.07.1" in told, told
    assert "A.02.1 of which: new products 9,800: no longer asked" in told, told
    assert '<c r="07" c="1">51020</c>' in pathlib.Path(output).read_text(encoding="utf-8")
    answer = json.loads(desk.run("report", "carry", example, f"--to={REVISED}", "--json").expect(0).out)
    split = next(item for item in answer["items"] if item["fate"] == "split")
    assert split["from"] == [{"item": "A.05.1", "value": "186.40"}], split
    assert [cell["value"] for cell in split["to"]] == ["167.76", "18.64"], split
    chinese = desk.run("report", "carry", example, f"--to={REVISED}", language="zh_CN", locale="zh_CN.UTF-8")
    assert "A.04.1 其中：出口交货值 21,400：现已分项填报" in chinese.expect(0).out, chinese.out
    desk.run("report", "carry", output, f"--to={REVISED}", "-o", output).expect(3)
    desk.run("report", "carry", example, f"--to={REVISED}", "-o", example).expect(64, err="is the report as it was")
    desk.run("report", "carry", example).expect(0, out="asks the same: all figures stand as they were")
    desk.run("report", "carry", example, "--to=2031").expect(3, err="2031")


@test("report series runs across editions and says what cannot be compared")
def report_series(desk):
    folder = pathlib.Path(desk.path("history"))
    folder.mkdir()
    example = pathlib.Path(sample("B204-1", "good-worked-example.xml")).read_text(encoding="utf-8")
    (folder / "old.xml").write_text(example, encoding="utf-8")
    (folder / "other.xml").write_text(example.replace(UNIT, "91350211MA867HF23A"), encoding="utf-8")
    new = re.sub('<s id="B">.*</s>', "", example, flags=re.S).replace("2023.1", "2026.1").replace("2024-06", "2026-06")
    new = re.sub('<c r="0[245]".*?</c>', "", new).replace('r="03"', 'r="07"')
    (folder / "new.xml").write_text(new, encoding="utf-8")

    def points(item, *options):
        done = desk.run("report", "series", str(REVISED), item, f"--history={folder}", "--json", *options).expect(0)
        return [(p["period"], p["edition"], p["value"], p["comparable"]) for p in json.loads(done.out)["points"]]

    assert points("A.07.1") == [("2024-06", "2023", "102040", "exact"), ("2026-06", "2026", "51020", "exact")]
    assert points("A.10.1", f"--unit={UNIT}")[0] == ("2024-06", "2023", "167.76", "by-key")
    assert points("A.08.1")[0] == ("2024-06", "2023", None, "not-comparable")
    assert points("sales-value")[0][2] == "582960"
    desk.run("report", "series", str(REVISED), "A.08.1", f"--history={folder}").expect(0, out="not comparable")
    desk.run("report", "series", str(REVISED), "A.99.1", f"--history={folder}").expect(3, err="no figure “A.99.1”")
    desk.run("report", "series", str(REVISED), "A.07.1").expect(64, err="--history=DIR")

    # Folders below count as they do for form rehearse; one report lies in only one place.
    (folder / "2026").mkdir()
    (folder / "new.xml").rename(folder / "2026" / "new.xml")
    assert points("A.07.1")[1] == ("2026-06", "2026", "51020", "exact")
    (folder / "again.xml").write_bytes((folder / "old.xml").read_bytes())
    assert points("A.07.1")[0][2] == "102040"
    (folder / "again.xml").write_text(example.replace(">51020<", ">51021<"), encoding="utf-8")
    series = ("report", "series", str(REVISED), "A.07.1")
    desk.run(*series, f"--history={folder}").expect(3, err="again.xml and")
    (folder / "again.xml").unlink()
    desk.run(*series, f"--history={folder}", "--unit=91350213MA3BWYA54F").expect(
        3, err="among 3 reports there is none of B204-1 by 91350213MA3BWYA54F"
    )
    empty = folder.parent / "empty"
    empty.mkdir()
    told = "no report (.xml) and no container (.asice) in this folder or below"
    assert desk.run(*series, f"--history={empty}").expect(3, err=told).out == ""
    desk.run("form", "rehearse", str(REVISED), "2024-06", f"--reports={empty}").expect(3, err=told)


sys.exit(play())
