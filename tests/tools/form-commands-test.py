#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""zhibao form …: packages checked, laid out, listed, shown, compared and begun."""

import html.parser
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from desk import CATALOGUE, play, sample, test  # noqa: E402


@test("form check finds the packages of the tree well")
def form_check(desk):
    for form in ("B203", "B204-1"):
        folder = str(CATALOGUE / "s1" / form / "2023")
        desk.run("form", "check", folder).expect(0, out=f"{form}/2023.1 is well")


@test("form check names line and column of a broken rule")
def form_check_broken(desk):
    folder = desk.folder / "catalogue"
    shutil.copytree(CATALOGUE, folder)
    rules = folder / "s1" / "B204-1" / "2023" / "form.rules"
    lines = rules.read_text(encoding="utf-8").splitlines()
    rules.write_text("\n".join(lines + ["#999 hard: [A.01,99] > 0", ""]), encoding="utf-8")
    result = desk.run("form", "check", str(rules.parent), "--catalogue", str(folder)).expect(3)
    assert re.search(rf"form\.rules:{len(lines) + 1}:\d+: error: ", result.out), result.out


@test("form check names rules that contradict one another, and rules that others imply")
def form_check_review(desk):
    folder = desk.path("catalogue")
    shutil.copytree(CATALOGUE, folder)
    package = pathlib.Path(folder) / "s1" / "B203" / "2023"
    rules = package / "form.rules"
    lines = rules.read_text(encoding="utf-8").splitlines()
    lines += ["#98 soft [213,1] >= [202,1] + [205,1] within 9", "#99 hard [213,2] + 5 < [201,2]"]
    rules.write_text("\n".join(lines) + "\n", encoding="utf-8")
    check = ("form", "check", str(package), "--catalogue", folder)
    english = desk.run(*check).expect(3).out
    assert f"form.rules:{len(lines)}:1: error: #3/2 and #99 contradict one another" in english, english
    assert f"form.rules:{len(lines) - 1}:1: warning: this rule adds nothing: #1/1 and #3/1 already imply it" in english, english
    chinese = desk.run(*check, language="zh_CN").expect(3).out
    assert f"form.rules:{len(lines)}:1: 错误: #3/2、#99互相矛盾" in chinese, chinese
    assert "\n#99 hard [213,2] + 5 < [201,2]\n^" in chinese, chinese


@test("form check warns of a parameter that nobody knows")
def form_check_parameter(desk):
    folder = desk.path("catalogue")
    shutil.copytree(CATALOGUE, folder)
    package = pathlib.Path(folder) / "s1" / "B203" / "2023"
    rules = package / "form.rules"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text + "#99 soft [401,1] > $minimum_wgae\n", encoding="utf-8")
    place = f"form.rules:{text.count(chr(10)) + 1}:20: "
    check = ("form", "check", str(package), "--catalogue", folder)
    told = desk.run(*check).expect(0, out="B203/2023.1 is well").out
    english = "there is no parameter “minimum_wgae”, so that the check is never made; did you mean “minimum_wage”?"
    assert place + "warning: " + english in told and "1 warnings" in told, told
    chinese = desk.run(*check, language="zh_CN").expect(0).out
    assert place + "警告: 没有参数“minimum_wgae”" in chinese, chinese


@test("form check of a folder that is none")
def form_check_nowhere(desk):
    desk.run("form", "check", desk.path("nowhere")).expect(3, out=desk.path("nowhere"))


@test("form fmt lays rules out, once")
def form_fmt(desk):
    path = desk.path("form.rules")
    pathlib.Path(path).write_text("form B203 revision 1\n#1 hard [201,1]>=[202,1]+[205,1] within rounding # why\n")
    desk.run("form", "fmt", "--check", path).expect(1, out=f"{path} is not in the layout")
    desk.run("form", "fmt", path).expect(0, out=f"{path}: laid out")
    text = pathlib.Path(path).read_text()
    assert text == (
        "form B203 revision 1\n\n#1 hard\n  [201,1] >= [202,1] + [205,1]\n  within rounding # why\n"
    ), text
    assert desk.run("form", "fmt", "--check", path).expect(0).out == ""


@test("form fmt leaves a file alone that it cannot read")
def form_fmt_broken(desk):
    path = desk.path("form.rules")
    pathlib.Path(path).write_text("form B203 revision 1\n#1 hard [201,1 > 0\n")
    desk.run("form", "fmt", path).expect(3, err=f"{path}:2:16: the closing bracket ] is missing")
    assert pathlib.Path(path).read_text() == "form B203 revision 1\n#1 hard [201,1 > 0\n"


@test("form import reads relations of other tools")
def form_import(desk):
    path = desk.path("relations.txt")
    pathlib.Path(path).write_text("(213)=(217)+(218)±1\n核实：若（301）＞0，则（602）＞0\n")
    rules = desk.run("form", "import", "B203", path).expect(0).out
    assert rules == (
        "form B203 revision 1\n\n#1 hard\n  [213] = [217] + [218]\n  within 1\n\n"
        "#2 soft\n  when [301] > 0 => [602] > 0\n"
    ), rules
    pathlib.Path(path).write_text("(213)=(217)\n(999)=1\n")
    desk.run("form", "import", "B203", path).expect(1, out="[213] = [217]", err=f"{path}:2:1: error: B203 has no row")
    desk.run("form", "import", "B209", path).expect(3, err="there is no form “B209”")


@test("form list and show")
def form_list(desk):
    text = desk.run("form", "list").expect(0, out="B204-1").out
    assert "2023.1" in text and "B203" in text, text
    desk.run("form", "show", "B204-1", "--period", "2024-06", language="zh_CN").expect(0, out="工业总产值")
    desk.run("form", "show", "B204-9", "--period", "2024-06").expect(3, err="did you mean “B204-1”")


class Page(html.parser.HTMLParser):
    """Collects what a page says, and checks that its tags match and its tables are whole grids."""

    VOID = {"meta", "col"}

    def __init__(self, text):
        super().__init__()
        self.open, self.tables, self.texts = [], [], []
        self.feed(text)
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag, attrs):
        assert tag not in ("script", "link", "img", "iframe"), tag
        attributes = dict(attrs)
        if tag == "table":
            self.tables.append({"rows": [], "columns": 0})
        elif tag == "col":
            self.tables[-1]["columns"] += 1
        elif tag == "tr":
            self.tables[-1]["rows"].append([])
        elif tag in ("td", "th"):
            span = int(attributes.get("rowspan", 1)), int(attributes.get("colspan", 1))
            self.tables[-1]["rows"][-1].append(span)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.texts.append(data)

    def check_grids(self):
        for table in self.tables:
            places = {}
            for r, row in enumerate(table["rows"]):
                at = 0
                for rows, columns in row:
                    while (r, at) in places:
                        at += 1
                    for place in ((r + i, at + k) for i in range(rows) for k in range(columns)):
                        assert place not in places, place
                        places[place] = True
            assert len(places) == len(table["rows"]) * table["columns"], "the table has holes"


@test("form show writes a page that is whole")
def form_show_html(desk):
    page = desk.path("form.html")
    options = ["--report", sample("B204-1", "good-worked-example.xml"), "--language", "zh", "-o", page]
    desk.run("form", "show", "B204-1", *options).expect(0)
    shown = Page(pathlib.Path(page).read_text(encoding="utf-8"))
    shown.check_grids()
    for text in ("国统字〔2022〕101号", "298,760", "草稿", "单位负责人：", "审核关系"):
        assert any(text in one for one in shown.texts), text
    assert len(shown.tables) == 3, shown.tables


@test("form show writes a PDF whose text can be searched")
def form_show_pdf(desk):
    if shutil.which("pdftotext") is None:
        return "pdftotext is not installed"
    for language, head, texts in (
        ("zh", "指标名称", ("财务状况", "制定机关：国家统计局", "营业收入", "第1页")),
        ("en", "Indicator", ("Financial position", "Operating revenue", "Page 1 of", "Head of unit")),
    ):
        desk.run("form", "show", "B203", "--language", language, "-o", desk.path("form.pdf")).expect(0)
        text = subprocess.run(["pdftotext", "-layout", desk.path("form.pdf"), "-"], capture_output=True, check=True)
        found = text.stdout.decode()
        for one in (head, *texts):
            one, found = one.replace(" ", ""), found.replace(" ", "")
            assert one in found, f"{one!r} is not in {found!r}"
    desk.run("form", "show", "KQ-01", "--language", "zh", "-o", desk.path("long.pdf")).expect(0)
    text = subprocess.run(["pdftotext", desk.path("long.pdf"), "-"], capture_output=True, check=True).stdout.decode()
    pages = [page for page in text.split("\f") if "千元" in page or "指标名称" in page]
    assert len(pages) > 1 and all("指标名称" in page for page in pages[:2]), text


@test("form show says what it cannot show")
def form_show_refuses(desk):
    desk.run("form", "show", "B203", "--format", "doc").expect(64, err="text, html, pdf or xlsx")
    example = sample("B204-1", "good-worked-example.xml")
    desk.run("form", "show", "B203", "--report", example).expect(3, err="is a report of B204-1, not of B203")
    desk.run("form", "show", "B203", "--edition", "1999").expect(3, err="1999")
    folder = str(CATALOGUE / "s1" / "B203" / "2023")
    desk.run("form", "show", folder, language="zh_CN").expect(0, out="财务状况")


def revised(desk):
    """B204-1 in a catalogue of the test's own, with an edition of 2026 in which much has changed."""
    form = pathlib.Path(desk.path("catalogue")) / "s1" / "B204-1"
    (form.parent.parent / "codelists").parent.mkdir(parents=True)
    os.symlink(CATALOGUE / "codelists", form.parent.parent / "codelists")
    for edition in ("2023", "2026"):
        shutil.copytree(CATALOGUE / "s1" / "B204-1" / "2023", form / edition)
    text = (form / "2026" / "form.xml").read_text(encoding="utf-8")
    for old, new in (
        ('edition="2023"', 'edition="2026"'),
        ('valid-from="2023-01" expires="2025-12"', 'valid-from="2026-01"'),
        ('level="city" days="11"', 'level="city" days="13"'),
        ('level="district" days="10"', 'level="district" days="12"'),
        ('days="9"', 'days="11"'),
        ('code="02" indent', 'code="02A" indent'),
        ("企业用电量", "用电量"),
        ('measure="KWH10000" scale="2"', 'measure="KWH" scale="0"'),
        ('    <field id="start-month"', '    <field id="stop-month" type="text" max-length="6"><label xml:lang="zh">停产时间'
         '</label><label xml:lang="en">Stopped</label></field>\n    <field id="start-month"'),
    ):
        assert old in text, old
        text = text.replace(old, new)
    row = text[text.index('    <row code="04"'):text.index('    <row code="05"')]
    text = text.replace(row, "").replace('    <row code="01"', row + '    <row code="01"')
    (form / "2026" / "form.xml").write_text(text, encoding="utf-8")
    rules = (form / "2026" / "form.rules").read_text(encoding="utf-8")
    rules = rules.replace("[A.02,c]", "[A.02A,c]").replace("between 0.80 and 1.20", "between 0.70 and 1.30")
    (form / "2026" / "form.rules").write_text(rules, encoding="utf-8")
    return form


@test("form diff says in words what changed")
def form_diff(desk):
    form = revised(desk)
    sides = [str(form / "2023"), str(form / "2026")]
    desk.run("form", "diff", sides[0], sides[0], "--language", "en").expect(0, out="Nothing has changed.")
    said = desk.run("form", "diff", *sides, "--language", "zh").expect(1).out
    for text in ("现：期后第11日12:00前", "新增栏目[stop-month]停产时间", "改代码指标[A.02A]其中：新产品产值", "改名指标[A.05]",
                 "移动指标[A.04]其中：出口交货值", "修改[A.05]用电量\n      原：万千瓦时\n      现：千瓦时", "介于0.70与1.30之间",
                 "介于0.80与1.20之间"):
        assert text in said, f"{text!r} is not in {said}"
    changes = json.loads(desk.run("form", "diff", *sides, "--json").expect(1).out)["changes"]
    told = {(change["group"], change["kind"], change["code"]) for change in changes}
    assert ("rows", "moved", "A.04") in told and ("rules", "changed", "12") in told, told
    assert not any(kind in ("added", "dropped") for group, kind, _ in told if group in ("rows", "rules")), told
    page = desk.path("diff.html")
    desk.run("form", "diff", *sides, "--language", "en", "-o", page).expect(1)
    Page((pathlib.Path(page)).read_text(encoding="utf-8"))
    desk.run("form", "diff", "B203/2023.1", "B203/2023").expect(0)
    desk.run("form", "diff", "B203/2023", "B203/1999").expect(3, err="1999")
    desk.run("form", "diff", "B203", "B203", "--language", "fr").expect(64)


OUTLINE = """# two sections
section 一、产值 | I. Output | CNY1000
column 1 本月 | Month
column 2 1—本月 | Year to date
row 01 工业总产值 | Gross output
row 02 其中：出口 | of which: exports
row 03 企业用电量 | Electricity used | KWH10000 | 2
section 二、按行业 | II. By industry | CNY1000
column 1 本月 | Month
list industry class
field contact 联系人 | Contact
"""


@test("form new writes a package that is well at once")
def form_new(desk):
    outline, folder = desk.write("outline", OUTLINE), desk.path("T-01")
    options = ["--outline", outline, "--title", "测试表 | Test form", "--issuer", "统计局 | Bureau", "--edition", "2026"]
    desk.run("form", "new", "T-01", *options, "-o", folder).expect(0, out="written")
    desk.run("form", "check", folder).expect(0, out="T-01/2026.1 is well; 1 rules, 0 warnings")
    desk.run("form", "coverage", folder).expect(0, out="1 good and 1 bad samples, 0 wrong findings; 1 of 1 rules")
    assert (pathlib.Path(folder) / "README.md").read_text(encoding="utf-8").startswith("# T-01 测试表, edition 2026")
    shown = desk.run("form", "show", folder, "--language", "zh").expect(0, out="万千瓦时").out
    assert "  其中：出口" in shown and "二、按行业" in shown and "联系人" in shown, shown
    desk.run("form", "new", "T-01", *options, "-o", folder).expect(3, err="exists already")


@test("form new asks what is left open")
def form_new_asks(desk):
    answers = "\n".join(["测表1", "测试 | Test", "局 | Bureau", "", "s2", "2026", "quarter", "", "10", "甲 | A | CNY1000",
                         "1 本季 | Quarter", "", "", "01 收入 | Revenue", "", ""])
    folder = desk.path("T-02")
    desk.run("form", "new", "T-02", "-o", folder, stdin=answers.encode()).expect(0, out="Title (Chinese | English): ")
    desk.run("form", "check", folder).expect(0, out="T-02/2026.1 is well")
    text = (pathlib.Path(folder) / "form.xml").read_text(encoding="utf-8")
    for part in ('code="测表1"', 'period="quarter"', 'valid-from="2026-Q1"', 'days="10"', 'system="s2"'):
        assert part in text, f"{part} is not in {text}"


@test("form new says what is missing or wrong and leaves nothing behind")
def form_new_refuses(desk):
    outline, folder = desk.write("outline", OUTLINE), desk.path("T-03")
    known = ["--title", "表 | Form", "--issuer", "局 | Bureau", "--edition", "2026", "-o", folder]
    desk.run("form", "new", "T-03", "--outline", outline, "-o", folder).expect(64, err="--title is missing")
    desk.run("form", "new", "T-03", "--outline", desk.write("bad", "rows 01"), *known).expect(64, err="line 1: a line begins")
    desk.run("form", "new", "T-03", "--outline", desk.write("bad", "column 1"), *known).expect(64, err="a name is missing")
    desk.run("form", "new", "T-03", "--outline", desk.write("bad", "section 甲 | A | CNY7"), *known).expect(
        64, err="there is no measure “CNY7”"
    )
    desk.run("form", "new", "t3", "--outline", outline, *known).expect(3, err="upper-case")
    assert not pathlib.Path(folder).exists()


sys.exit(play())
