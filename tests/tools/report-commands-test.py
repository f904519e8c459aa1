#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""zhibao report …: checked, begun, explained, to CSV and back."""

import csv
import io
import json
import pathlib
import re
import shutil
import sys

sys.dont_write_bytecode = True
from desk import UNIT, play, sample, sample_options, test  # noqa: E402


@test("report check prints text for people")
def check_text(desk):
    path = sample("B204-1", "bad-negative.xml")
    options = sample_options("B204-1", "bad-negative")
    desk.run("report", "check", path, *options).expect(2, out="B204-1#4/A.04.1 hard This year, Month")
    chinese = desk.run("report", "check", path, *options, language="zh_CN").expect(2)
    assert "出口交货值" in chinese.out, chinese.out


@test("report check names the cells that are probably wrong")
def check_suspects(desk):
    text = pathlib.Path(sample("B203", "bad-balance.xml")).read_text(encoding="utf-8")
    path = desk.write("slip.xml", text.replace("512500", "5124000"))
    assert path and "5124000" in pathlib.Path(path).read_text(encoding="utf-8"), text
    options = ["--history", str(pathlib.Path(sample("B203", "history-good-june")))]
    english = desk.run("report", "check", path, *options).expect(2, out="Cells that are probably wrong")
    assert "1. B203#4/1\n   A.213.1 Total assets" in english.out, english.out
    assert "A.213.1, 5,124,000, is probably 10 times too large" in english.out, english.out
    assert "with A.213.1 = 512,400 these checks pass. Compare with the ledger first." in english.out, english.out
    chinese = desk.run("report", "check", path, *options, language="zh_CN").expect(2, out="可能有误的单元格")
    assert "A.213.1 现为 5,124,000，可能多了 10 倍" in chinese.out, chinese.out
    plain = desk.run("report", "check", "--json", path, *options).expect(2).out.splitlines()
    assert all(json.loads(line)["severity"] for line in plain), plain
    told = desk.run("report", "check", "--json", "--suspects", path, *options).expect(2).out.splitlines()
    assert told[:-1] == plain, told
    answer = json.loads(told[-1])
    block = answer["suspects"]["blocks"][0]
    assert block["offer"] == {
        "slip": "unit", "power": 1, "changes": [{"item": "A.213.1", "value": "512400"}]
    }, block


@test("report check takes earlier reports from folders below, as rehearse does")
def check_nested_history(desk):
    path = sample("B203", "bad-cumulative-falls.xml")
    flat = pathlib.Path(sample("B203", "history-bad-cumulative-falls"))
    nested = desk.folder / "stored"
    for number, file in enumerate(sorted(flat.glob("*.xml"))):
        folder = nested / f"{number}" / "month"
        folder.mkdir(parents=True)
        shutil.copy(file, folder / file.name)
    check = ("report", "check", "--json", path, "--history")
    one = desk.run(*check, str(flat)).expect(1).out
    assert one == desk.run(*check, str(nested)).expect(1).out, one
    assert one != desk.run("report", "check", "--json", path).out, one
    text = file.read_text(encoding="utf-8")
    (nested / "other.xml").write_text(re.sub(r">(\d+)</c>", r">\g<1>1</c>", text, count=1), encoding="utf-8")
    desk.run(*check, str(nested)).expect(3, err="are two reports of one unit, form and period")
    desk.run(*check, desk.path("nowhere")).expect(3, err="nowhere")


WIDE_FORM = """<form xmlns="urn:zhibao:form:1" id="WIDE-01" code="WIDE-01" edition="2024" revision="1"
 system="s1" period="month" valid-from="2020-01"><title xml:lang="zh">宽表</title><title xml:lang="en">Wide</title>
<issuer xml:lang="zh">局</issuer><issuer xml:lang="en">Bureau</issuer><deadline days="9" time="12:00"/>
<section id="A"><columns><column code="1"><label xml:lang="zh">本月</label><label xml:lang="en">Month</label></column>
</columns><row code="1"><label xml:lang="zh">甲</label><label xml:lang="en">One</label></row>
<row code="2"><label xml:lang="zh">乙</label><label xml:lang="en">Two</label></row></section></form>"""
WIDE_REPORT = f"""<report xmlns="urn:zhibao:report:1" form="WIDE-01" edition="2024.1" package="sample" unit="{UNIT}"
 period="2024-06" kind="normal"><s id="A"><c r="1" c="1">9</c><c r="2" c="1">1</c></s></report>"""


@test("report check says when a form hangs together too widely")
def check_too_wide(desk):
    package = desk.folder / "catalogue" / "s1" / "WIDE-01" / "2024"
    package.mkdir(parents=True)
    (desk.folder / "catalogue" / "codelists").mkdir()
    (package / "form.xml").write_text(WIDE_FORM, encoding="utf-8")
    side = " + ".join("sum(" + ", ".join(["[1,1]", "[2,1]"] * 30) + ")" for _ in range(16))
    rules = "".join(f"#{i} hard {side} <= {i}\n" for i in range(64))
    (package / "form.rules").write_text("form WIDE-01 revision 1\n" + rules, encoding="utf-8")
    call = ("report", "check", desk.write("wide.xml", WIDE_REPORT), "--catalogue", desk.path("catalogue"))
    english = "This form hangs together too widely to name the cells that are probably wrong."
    desk.run(*call).expect(2, out=english)
    desk.run(*call, language="zh_CN").expect(2, out="本表各项勾稽牵涉太广，无法指出可能有误的单元格。")
    told = desk.run(*call, "--json", "--suspects").expect(2).out.splitlines()[-1]
    assert json.loads(told)["suspects"]["too_large"], told


@test("report check of what cannot be read")
def check_unreadable(desk):
    desk.run("report", "check", desk.path("nowhere.xml")).expect(3, err="nowhere.xml")
    broken = desk.write("broken.xml", "<report")
    desk.run("report", "check", broken).expect(3, err="broken.xml:1")
    entity = desk.write("entity.xml", '<!DOCTYPE r [<!ENTITY e "x">]><report>&e;</report>')
    desk.run("report", "check", entity).expect(3, err="entity.xml")


def from_csv(desk, text, *options, form="B204-1", period="2024-06"):
    path = desk.write("cells.csv", text)
    return desk.run("report", "from-csv", form, period, path, "--unit", UNIT, "-o", desk.path("out.xml"), *options)


def good_csv(desk):
    desk.run("report", "to-csv", sample("B204-1", "good-worked-example.xml"), "-o", desk.path("good.csv")).expect(0)
    return (desk.folder / "good.csv").read_text(encoding="utf-8")


@test("CSV out and in again gives the same cells")
def csv_round_trip(desk):
    text = good_csv(desk)
    from_csv(desk, text).expect(0)
    desk.run("report", "to-csv", desk.path("out.xml"), "-o", desk.path("again.csv")).expect(0)
    assert (desk.folder / "again.csv").read_text(encoding="utf-8") == text
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    assert ["A", "01", "1", "52340"] in rows, rows[:8]


@test("CSV: a bad number names line and column")
def csv_bad_number(desk):
    text = good_csv(desk)
    line = text.split("52340")[0].count("\n") + 1
    from_csv(desk, text.replace("52340", "5234x")).expect(
        3, err=f"cells.csv:{line}: column 4 (value): A.01.1: “5234x” is not a number"
    )
    assert not (desk.folder / "out.xml").exists()


@test("CSV: an unknown row names line and column")
def csv_unknown_row(desk):
    text = good_csv(desk)
    line = text.split("A,01,1")[0].count("\n") + 1
    from_csv(desk, text.replace("A,01,1", "A,77,1", 1)).expect(
        3, err=f"cells.csv:{line}: column 2 (row): section A has no row “77”"
    )


@test("CSV: an unknown section and column are named")
def csv_unknown_places(desk):
    text = good_csv(desk)
    from_csv(desk, text.replace("A,01,1", "Z,01,1", 1)).expect(3, err="“Z”")
    from_csv(desk, text.replace("A,01,1", "A,01,9", 1)).expect(3, err="“9”")


@test("report new names what is wrong with form, edition and period")
def new_errors(desk):
    def new(form, period, *options):
        return desk.run("report", "new", form, period, *options)

    new("B204-9", "2024-06", "--unit", UNIT).expect(3, err="there is no form “B204-9”; did you mean “B204-1”?")
    new("B204-1", "1999-06", "--unit", UNIT).expect(
        3, err="no edition of form B204-1 serves the period 1999-06: B204-1/2023.1 serves 2023-01 to 2025-12"
    )
    new("B204-1", "2024-01", "--unit", UNIT).expect(3, err="B204-1 is not collected for 2024-01")
    new("B204-1", "2024-13", "--unit", UNIT).expect(3, err="period “2024-13”: the month must be 1 to 12")
    new("B204-1", "2024-06").expect(3, err="--unit=CODE")


@test("report new writes an empty report, a nil return, a correction")
def new_kinds(desk):
    words = ("report", "new", "B204-1", "2024-06", "--unit", UNIT)
    desk.run(*words).expect(0, out='kind="normal"')
    desk.run(*words, "--nil").expect(0, out='kind="nil"')
    message = "0190a1b2-c3d4-7000-8000-000000000001"
    desk.run(*words, "--replaces", message).expect(0, out=f'kind="correction" replaces="{message}"')


@test("report explain: an empty phrase is refused, a reason takes the finding away")
def explain(desk):
    shutil.copy(sample("B204-1", "bad-sales-ratio.xml"), desk.path("r.xml"))
    words = ("report", "explain", desk.path("r.xml"))
    options = ("-o", desk.path("explained.xml"))
    desk.run(*words, "B204-1#12", "orders", "核实无误", *options).expect(4, err="核实无误")
    desk.run(*words, "B204-1#99", "orders", "6月新增订单", *options).expect(
        3, err="the report has no finding B204-1#99"
    )
    assert not (desk.folder / "explained.xml").exists()
    text = "6月库存增加，部分产品7月才发货，已与出库单核对。"
    desk.run(*words, "B204-1#12", "orders", text, "--author", "郑雪梅", *options).expect(0)
    desk.run("report", "check", desk.path("explained.xml")).expect(0, out="0 to explain")


sys.exit(play())
