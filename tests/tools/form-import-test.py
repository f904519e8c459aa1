#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""zhibao form import-xlsx: a paper table in a spreadsheet becomes a form."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

sys.dont_write_bytecode = True
from desk import ROOT, play, test  # noqa: E402


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


sys.exit(play())
