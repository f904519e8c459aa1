#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The program zhibao as scripts meet it: help, exit codes, what is printed where. Offline commands only."""

import collections
import csv
import html.parser
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(os.environ["ZB_SOURCE_ROOT"])
BUILD = pathlib.Path(os.environ["ZB_BUILD_ROOT"])
CATALOGUE = ROOT / "forms" / "catalogue"
UNIT = "9135020061202218XY"
HAN = re.compile("[\u4e00-\u9fff]")
TESTS = []


class Result:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout.decode(), done.stderr.decode()

    def expect(self, code, out=None, err=None):
        """Checks the exit code and that the texts stand in what was printed."""
        assert self.code == code, f"exit code {self.code}, not {code}: {self.out}{self.err}"
        if out is not None:
            assert out in self.out, f"{out!r} is not in {self.out!r}"
        if err is not None:
            assert err in self.err, f"{err!r} is not in {self.err!r}"
        return self


class Desk:
    """A folder of one test's own."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def path(self, name):
        return str(self.folder / name)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
        return self.path(name)

    def run(self, *words, language="en", locale="C.UTF-8", stdin=b""):
        environment = dict(
            os.environ,
            LC_ALL=locale,
            LANGUAGE=language,
            ZHIBAO_LOCALE_DIR=str(BUILD / "po"),
            ZHIBAO_CATALOGUE=str(CATALOGUE),
            ZHIBAO_WORKSPACE=self.path("workspace"),
        )
        return Result(
            subprocess.run(
                [BUILD / "tools" / "zhibao", *words], env=environment, input=stdin, capture_output=True, timeout=60
            )
        )


def test(name):
    def add(function):
        TESTS.append((name, function))
        return function

    return add


def sample(form, name):
    return str(CATALOGUE / "s1" / form / "2023" / "samples" / name)


def commands(desk):
    """Every GROUP COMMAND that the help names."""
    found, group = [], None
    for line in desk.run("--help").expect(0).out.splitlines():
        if re.fullmatch("[a-z]+", line):
            group = line
        elif group and (match := re.match("  ([a-z-]+) ", line)):
            found.append((group, match[1]))
    assert len(found) > 25, found
    return found


@test("help names every command in English")
def help_in_english(desk):
    for group, name in commands(desk):
        text = desk.run(group, name, "--help").expect(0, out=f"Usage: zhibao {group} {name}").out
        assert "--workspace=DIR" in text, text
        summary = text.split("\n\n")[1]
        assert summary and not HAN.search(re.sub("（.*?）|\\(.*?\\)", "", summary)), summary


@test("help names every command in Chinese")
def help_in_chinese(desk):
    for group, name in commands(desk):
        text = desk.run(group, name, "--help", language="zh_CN").expect(0, out=f"zhibao {group} {name}").out
        summary = text.split("\n\n")[1]
        assert HAN.search(summary), f"{group} {name}: {summary}"
        for line in text.splitlines():
            if line.startswith("  --") and (match := re.match(r"  (--\S+)\s+(.*)", line)):
                assert HAN.search(match[2]) or match[2].startswith("2024-"), f"{group} {name}: {line}"


@test("names are Chinese and languages kept in a locale that is not installed, or plain")
def locales(desk):
    for locale, language in (("C", ""), ("zh_XX.UTF-8", "zh_CN"), ("zh_CN.UTF-8", "")):
        shown = desk.run("form", "list", language=language, locale=locale).expect(0).out
        assert "?" not in shown, shown
        assert bool(HAN.search(shown.splitlines()[0])) == locale.startswith("zh"), (locale, shown)


@test("a group's help names its commands only")
def help_of_a_group(desk):
    text = desk.run("receipt", "--help").expect(0, out="verify").out
    assert "sign" not in text.replace("signature", ""), text


@test("a wrong command line is told apart from a failure")
def usage(desk):
    desk.run().expect(64, out="Usage: zhibao")
    desk.run("report", "nothing").expect(64, err="there is no command 'report nothing'")
    desk.run("nothing").expect(64, err="there is no command 'nothing'")
    desk.run("report", "check").expect(64, err="Usage: zhibao report check FILE")
    desk.run("report", "to-csv", "a", "b").expect(64, err="Usage: zhibao report to-csv FILE")
    desk.run("report", "check", "--nothing", "a").expect(64, err="there is no option --nothing")
    desk.run("report", "check", "a", "--format").expect(64, err="--format takes text|json")
    desk.run("report", "check", "a", "--json=1").expect(64, err="--json takes no value")


@test("a command without JSON to print says so")
def without_json(desk):
    lists = {("account", "list"), ("form", "list"), ("bureau", "list"), ("receipt", "verify"), ("receipt", "findings"),
             ("report", "status"), ("route", "history"), ("route", "queue")}
    for group, name in commands(desk):
        if "--json" not in desk.run(group, name, "--help").expect(0).out:
            assert (group, name) not in lists, (group, name)
            desk.run(group, name, "--json").expect(64, err="there is no option --json")
    forms = json.loads(desk.run("form", "list", "--json").expect(0).out)
    assert {"form": "B203", "edition": "2023", "system": "s1"}.items() <= next(f for f in forms if f["form"] == "B203").items(), forms
    assert json.loads(desk.run("account", "list", "--json").expect(0).out) == []


@test("the version is printed")
def version(desk):
    desk.run("--version").expect(0, out="zhibao 0.")


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


def paper_table(desk, name, language="zh", change=None, by_openpyxl=False):
    """B204-1's first section and a second one in halves, laid out in a spreadsheet as on paper."""
    words = {
        "zh": ["工业产销总值", "表　　号：", "制定机关：国家统计局", "有效期至：2027年12月", "指标名称", "计量单位", "代码", "本年", "上年同期",
               "本月", "1—本月", "甲", "乙", "丙", "工业总产值", "　其中：新产品", "企业用电量", "千元", "万千瓦时", "二、财务", "期末数", "资产总计",
               "负债合计", "利润总额", "单位负责人：", "说明：1. 按月填报。", "国统字〔2026〕1号", "计量单位：千元"],
        "en": ["Output and sales", "Form no.:", "Issued by: NBS", "Valid until: 2027-12", "Indicator", "Unit", "Code", "This year", "Last year",
               "Month", "Year to date", "(a)", "(b)", "(c)", "Gross output", "of which: new", "Electricity", "thousand yuan",
               "ten thousand kilowatt hours", "II. Finance", "End of period", "Total assets", "Liabilities", "Profit", "Head of unit:",
               "Notes: 1. Monthly.", "NBS 2026-1", "Unit of measure: thousand yuan"],
    }[language]
    cells = {
        "A1": words[0], "F2": words[1], "G2": "B204-9", "F3": words[2], "F4": words[3], "A2": "文号：" + words[26],
        "A5": words[4], "B5": words[5], "C5": words[6], "D5": words[7], "F5": words[8],
        "D6": words[9], "E6": words[10], "F6": words[9], "G6": words[10],
        "A7": words[11], "B7": words[12], "C7": words[13], "D7": 1, "E7": 2, "F7": 3, "G7": 4,
        "A8": words[14], "B8": words[17], "C8": "01", "A9": words[15], "B9": words[17], "C9": "02", "F9": "—",
        "A10": words[16], "B10": words[18], "C10": "05",
        "A11": words[19], "G12": words[27],
        "A13": words[4], "B13": words[6], "C13": words[20], "D13": words[4], "E13": words[6], "F13": words[20],
        "A14": words[11], "B14": words[12], "C14": 1, "D14": words[11], "E14": words[12], "F14": 1,
        "A15": words[21], "B15": 213, "D15": words[23], "E15": 327, "A16": words[22], "B16": 217,
        "A17": words[24], "A18": words[25],
    }
    cells.update(change or {})
    areas = ("A1:G1", "A5:A6", "B5:B6", "C5:C6", "D5:E5", "F5:G5", "A11:G11")
    (write_by_openpyxl if by_openpyxl else write_workbook)(desk.path(name), cells, areas)
    return desk.path(name)


def write_workbook(path, cells, areas):
    """A workbook of one sheet 表 with deflated parts, texts shared or in place by turns."""
    rows, strings = {}, []
    for place, value in cells.items():
        if value is None:
            continue
        number = int(re.sub("[A-Z]", "", place))
        if isinstance(value, int):
            cell = f'<c r="{place}" s="1"><v>{value}</v></c>'
        elif number % 2:
            cell = f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
        else:
            cell = f'<c r="{place}" t="s"><v>{len(strings)}</v></c>'
            strings.append(value)
        rows.setdefault(number, []).append((place, cell))
    data = "".join(f'<row r="{number}">{"".join(cell for _, cell in sorted(row))}</row>' for number, row in sorted(rows.items()))
    merges = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/_rels/workbook.xml.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                      f'<Relationship Id="a" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
                      f'<Relationship Id="b" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>')
        book.writestr("xl/workbook.xml", f'<workbook {main} xmlns:rel="{office}"><sheets><sheet name="表" sheetId="1" rel:id="a"/>'
                      '</sheets></workbook>')
        book.writestr("xl/sharedStrings.xml", f"<sst {main}>" + "".join(
            f'<si><t xml:space="preserve">{text}</t></si>' for text in strings) + "</sst>")
        book.writestr("xl/worksheets/sheet1.xml", f"<worksheet {main}><sheetData>{data}</sheetData>"
                      f"<mergeCells>{merges}</mergeCells></worksheet>")


OPENPYXL = """
import json, sys, openpyxl
path, cells, areas = json.load(sys.stdin)
book = openpyxl.Workbook()
sheet = book.active
sheet.title = "表"
for place, value in cells.items():
    sheet[place] = value
for area in areas:
    sheet.merge_cells(area)
book.save(path)
"""


def write_by_openpyxl(path, cells, areas):
    """The same by openpyxl, which Debian's own python3 has."""
    subprocess.run(["/usr/bin/python3", "-c", OPENPYXL], input=json.dumps([path, cells, areas]).encode(), check=True)


def has_openpyxl():
    return subprocess.run(["/usr/bin/python3", "-c", "import openpyxl"], capture_output=True, check=False).returncode == 0


@test("form import-xlsx makes a form of a paper table")
def form_import_xlsx(desk):
    folder = desk.path("B204-9")
    desk.run("form", "import-xlsx", paper_table(desk, "zh.xlsx"), "--english", paper_table(desk, "en.xlsx", "en"),
             "--edition", "2026", "-o", folder).expect(0, out="written")
    desk.run("form", "check", folder).expect(0, out="B204-9/2026.1 is well")
    desk.run("form", "coverage", folder).expect(0, out="1 of 1 rules tried both ways")
    shown = desk.run("form", "show", folder, "--language", "zh").expect(0).out
    for line in ("│工业总产值      │  千元  │ 01  │", "│  其中：新产品  │  千元  │ 02  │", "│企业用电量      │万千瓦时│ 05  │", "上年同期",
                 "表　　号：B204-9", "制定机关：国家统计局", "有效期至：2027年12月", "二、财务", "│资产总计        │ 213 │",
                 "│利润总额        │ 327 │", "1. 按月填报。"):
        assert line in shown, f"{line!r} is not in {shown}"
    assert "—" in shown.split("其中：新产品")[1].split("\n")[0], shown
    english = desk.run("form", "show", folder, "--language", "en").expect(0).out
    for text in ("Gross output", "Year to date", "II. Finance", "kilowatt hours", "Issued by: NBS"):
        assert text in english, f"{text!r} is not in {english}"


@test("form import-xlsx reads what another program wrote")
def form_import_openpyxl(desk):
    if not has_openpyxl():
        return "openpyxl is not installed"
    options = ["--edition", "2026", "-o"]
    other = paper_table(desk, "b.xlsx", by_openpyxl=True)
    desk.run("form", "import-xlsx", paper_table(desk, "a.xlsx"), *options, desk.path("a")).expect(0)
    desk.run("form", "import-xlsx", other, *options, desk.path("b")).expect(0)
    first, second = (pathlib.Path(desk.path(name), "form.xml").read_text(encoding="utf-8") for name in "ab")
    assert first == second, second


LIBREOFFICE = ROOT / "tests" / "data" / "spreadsheets" / "libreoffice.xlsx"


@test("form import-xlsx makes the same form of what LibreOffice, ExcelJS and SheetJS wrote")
def form_import_writers(desk):
    forms = []
    for name in ("libreoffice", "exceljs", "sheetjs"):
        folder = desk.path(name)
        desk.run("form", "import-xlsx", str(LIBREOFFICE.with_stem(name)), "--edition", "2026", "-o", folder).expect(0)
        forms.append((pathlib.Path(folder) / "form.xml").read_text(encoding="utf-8"))
    assert forms[0] == forms[1] == forms[2], forms


@test("form import-xlsx takes a table of LibreOffice as it is seen")
def form_import_libreoffice(desk):
    folder = desk.path("B204-9")
    desk.run("form", "import-xlsx", str(LIBREOFFICE), "--edition", "2026", "-o", folder).expect(0, out="written")
    desk.run("form", "check", folder).expect(0, out="B204-9/2026.1 is well")
    text = (pathlib.Path(folder) / "form.xml").read_text(encoding="utf-8")
    # 01 is a number in the format 00, 02 a formula's, 05 in full-width digits; 03 is in a hidden row.
    assert re.findall(r'<row code="(.*?)"', text) == ["01", "02", "05"], text
    for part in ("工业总产值（当年价格）", 'id="B204-9" code="B204-9"', 'expires="2027-12"', "国统字〔2026〕1号", "国家统计局"):
        assert part in text, f"{part} is not in {text}"
    assert "旧指标" not in text and "已停报" not in text, text
    options = ["--sheet", "旧版", "--id", "OLD-1", "--issuer", "局 | Bureau", "--edition", "2026", "-o", desk.path("old")]
    desk.run("form", "import-xlsx", str(LIBREOFFICE), *options).expect(0)


@test("form import-xlsx names the cell whose formula failed")
def form_import_broken_formula(desk):
    broken = desk.path("broken.xlsx")
    with zipfile.ZipFile(LIBREOFFICE) as good, zipfile.ZipFile(broken, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            text = good.read(name)
            if name.endswith("sheet3.xml"):
                changed = re.sub(rb'(<c r="C9"[^>]*) t="str"(>.*?<v>)02', rb'\1 t="e"\g<2>#REF!', text)
                assert changed != text
                text = changed
            bad.writestr(name, text)
    told = "sheet “基层表”: cell C9: a formula came to #REF!: put the text or the code itself there"
    desk.run("form", "import-xlsx", broken, "--edition", "2026", "-o", desk.path("out")).expect(3, err=told)
    assert not pathlib.Path(desk.path("out")).exists()


@test("form import-xlsx names the sheet and cell that is wrong")
def form_import_xlsx_refuses(desk):
    for change, error in (
        ({"B10": "万千瓦"}, None),
        ({"B10": "万千瓦时时"}, "sheet “表”: cell B10: there is no measure “万千瓦时时”; did you mean “万千瓦时”"),
        ({"C9": "01"}, "sheet “表”: cell C9: a second row “01”"),
        ({"C9": None}, "sheet “表”: cell C9: the row “其中：新产品” has no code"),
        ({"A8": None}, "sheet “表”: cell A8: the row “01” has no name"),
        ({"E7": 1}, "sheet “表”: cell E7: a second column “1”"),
        ({"D6": None}, "sheet “表”: cell D6: the column “1” has no head of its own"),
        ({"C5": "其他"}, "sheet “表”: cell A7: no column of 代码 (Code) follows this 甲"),
        ({"F4": "有效期至：长期"}, "sheet “表”: cell F4: “长期” names no month or year"),
        ({"F14": 2}, "sheet “表”: cell D14: the halves of the table have different columns"),
        ({"A7": "x"}, None),
    ):
        path = paper_table(desk, "t.xlsx", change=change)
        options = ["--edition", "2026", "-o", desk.path("out")]
        result = desk.run("form", "import-xlsx", path, *options)
        if error is None:
            shutil.rmtree(desk.path("out"), ignore_errors=True)
        else:
            result.expect(3, err=error)
            assert not pathlib.Path(desk.path("out")).exists()
    desk.run("form", "import-xlsx", desk.write("no.xlsx", "no zip"), "--edition", "2026").expect(3, err="no zip archive")
    path = paper_table(desk, "t.xlsx")
    desk.run("form", "import-xlsx", path, "--sheet", "别的", "--edition", "2026").expect(3, err="has no sheet “别的”")
    desk.run("form", "import-xlsx", path, "-o", desk.path("out")).expect(64, err="--edition is missing")


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

REVISED = ROOT / "tests" / "data" / "revisions" / "s1" / "B204-1" / "2026"


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


def sample_options(form, name):
    folder = pathlib.Path(sample(form, "x")).parent
    options = ["--parameters", str(CATALOGUE / "parameters" / "xiamen.xml")]
    if (folder / f"{name}.register").exists():
        options += ["--register", str(folder / f"{name}.register")]
    if (folder / f"history-{name}").exists():
        options += ["--history", str(folder / f"history-{name}")]
    return options


def expected_findings(path):
    """instance → severity of what fails, as the catalogue wrote it down."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if len(words) >= 3 and not line.startswith("%") and words[2] == "fail":
            found[words[0]] = words[1]
    return found


@test("form coverage of every package: each sample gives its findings, each rule fails in one and holds in another")
def coverage_of_all(desk):
    folders = sorted(path.parent for path in CATALOGUE.glob("s*/*/*/form.xml"))
    assert len(folders) == 51, len(folders)
    lines = desk.run("form", "coverage", *folders).expect(0).out.splitlines()
    assert len(lines) == len(folders), lines
    for line in lines:
        found = re.search(r"(\d+) good and (\d+) bad samples, 0 wrong findings; (\d+) of (\d+) rules", line)
        assert found and int(found[1]) >= 2 and int(found[2]) >= 4 and found[3] == found[4], line


@test("report check of every sample: exit code and JSON lines")
def check_samples(desk):
    count = 0
    for form in ("B203", "B204-1"):
        for path in sorted(pathlib.Path(sample(form, "x")).parent.glob("*.xml")):
            expected = expected_findings(path.with_suffix(".findings"))
            result = desk.run("report", "check", str(path), "--format", "json", "--suspects",
                              *sample_options(form, path.stem))
            findings = [json.loads(line) for line in result.out.splitlines()]
            suspects = [findings.pop()] if findings and "suspects" in findings[-1] else []
            hard = [f for f in findings if f["severity"] == "hard" and "#required" not in f["rule"]]
            assert not suspects or suspects[0]["suspects"]["blocks"] or suspects[0]["suspects"]["helpless"]
            assert bool(suspects) == any(re.search(r"#\d", f["rule"]) for f in hard), (path.name, suspects)
            found = {finding["instance"]: finding["severity"] for finding in findings}
            assert expected == {key: found[key] for key in found if key in expected}, (path.name, expected, found)
            open_ones = {f["severity"] for f in findings if f["explanation"] != "valid"}
            code = 2 if "hard" in open_ones else 1 if open_ones & {"quasi", "soft"} else 0
            assert result.code == code, (path.name, result.code, found)
            count += 1
    assert count > 40, count


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


@test("account commands on an empty workspace say what to do")
def empty_workspace(desk):
    desk.run("account", "list").expect(0)
    desk.run("report", "send").expect(4, err="holds no account yet: enrol with an invitation")
    desk.run("account", "enrol", "-", "--passphrase-file", desk.write("p", "secret phrase\n"), stdin=b"hello").expect(
        4, err="invitation: this is none"
    )
    desk.run("account", "enrol", desk.path("nowhere")).expect(4, err="nowhere")


@test("receipt verify of what is no evidence")
def verify_nothing(desk):
    trust = desk.write("trust.json", '{"roots":"","log_verifier":"x"}')
    desk.run("receipt", "verify", desk.path("nowhere"), "--trust", trust).expect(3, err="nowhere")
    path = desk.write("e.evidence", "these are no bytes of a zip")
    result = desk.run("receipt", "verify", path, "--trust", trust).expect(3)
    assert result.err and "Valid" not in result.out, result.err
    desk.run("receipt", "verify", path, "--trust", desk.write("t.json", "{}")).expect(
        3, err="a trust bundle holds roots and log_verifier"
    )


def main():
    print(f"1..{len(TESTS)}")
    failed = False
    for number, (name, function) in enumerate(TESTS, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                left_out = function(Desk(folder))
                print(f"ok {number} - {name}{f' # SKIP {left_out}' if left_out else ''}", flush=True)
            except (AssertionError, KeyError, ValueError, subprocess.TimeoutExpired) as error:
                failed = True
                print(f"not ok {number} - {name}")
                for line in f"{type(error).__name__}: {error}".splitlines():
                    print(f"# {line}", flush=True)
    return 1 if failed else 0


sys.exit(main())
