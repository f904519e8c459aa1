#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves that each lint rule can fail: small bad trees, and exactly the offences they must give."""

import importlib
import os
import pathlib
import sys
import tempfile

from lint import GROUPS
from tree import Skip, Tree

HEAD = "/* SPDX-License-Identifier: Apache-2.0 */\n"
GUARD = HEAD + "#pragma once\n"
SH = "#!/usr/bin/env bash\n# SPDX-License-Identifier: Apache-2.0\nset -euo pipefail\n"
STYLE = pathlib.Path(__file__).resolve().parents[2] / ".clang-format"
PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: zh_CN\\n"\n\n'


def entry(english, chinese):
    return f'msgid "{english}"\nmsgstr "{chinese}"\n'


def function(name, lines):
    return f"void\n{name} (void)\n{{\n" + "  f ();\n" * (lines - 3) + "}\n"


# A tree that no rule objects to.
GOOD = {
    "formats/csv.h": GUARD + "\n#include <glib.h>\n\nint zb_csv_read (const char *text);\n",
    "formats/csv.c": HEAD + '#include "formats/csv.h"\n\n#include <libxml/SAX2.h>\n\n'
                            "int\nzb_csv_read (const char *text)\n{\n  return *text;\n}\n",
    "forms/cell.c": HEAD + '#include "formats/csv.h"\n',
    "server/limits.h": GUARD,
    "server/main.c": HEAD + '#include "server/limits.h"\n',
    "server/intake/read.c": HEAD + '#include "server/limits.h"\n#include "server/store/store.h"\n',
    "server/store/store.h": GUARD,
    "desktop/main.c": HEAD + 'const char *title = _ ("Report");\n',
    "po/POTFILES": "desktop/main.c\n",
    "po/LINGUAS": "zh_CN\n",
    "po/zh_CN.po": PO + entry("Report", "报表"),
    "run": SH + "echo ok\n",
    "tests/lint/long-files.txt": "",
}


def deep(levels):
    return HEAD + "void\nf (void)\n{\n" + "".join("  " * n + "  if (x) {\n" for n in range(levels)) + \
        "".join("  " * n + "}\n" for n in range(levels, -1, -1))


# (group, rule, what is put over the good tree, the offences as (path, line))
CASES = [
    ("threats", "named_tests", {"docs/security.md": "| threat | answer | tried by |\n|---|---|---|\n"
                                                    "| a | b | `/server/x/here`, `…/gone` |\n"
                                                    "| a | b | `/server/x/he*`, `/server/y/*` |\n",
                                "tests/server/x-test.c": HEAD + 'char *a = "/server/x/" "here";\n'},
     {("docs/security.md", 3), ("docs/security.md", 4)}),
    ("threats", "tried_threats", {"docs/security.md": "| threat | answer | tried by |\n|---|---|---|\n| a | b | – |\n"},
     {("docs/security.md", 3)}),
    ("includes", "house_paths", {"forms/cell.c": HEAD + '#include "csv.h"\n'}, {("forms/cell.c", 2)}),
    ("includes", "layers", {"formats/csv.c": HEAD + '#include "forms/cell.h"\n', "forms/cell.h": GUARD},
     {("formats/csv.c", 2)}),
    ("includes", "layers", {"tools/show.c": HEAD + '#include "server/limits.h"\n'}, {("tools/show.c", 2)}),
    ("includes", "layers", {"server/main.c": HEAD + '#include "client/outbox.h"\n', "client/outbox.h": GUARD},
     {("server/main.c", 2)}),
    ("includes", "layers", {"client/a.c": HEAD + '#include "tests/support/b.h"\n', "tests/support/b.h": GUARD},
     {("client/a.c", 2)}),
    ("includes", "layers", {"forms/cell.c": HEAD + '/* #include "server/limits.h" */\n'}, set()),
    ("includes", "inner_layers", {"server/store/sql.c": HEAD + '#include "server/log/log.h"\n', "server/log/log.h": GUARD},
     {("server/store/sql.c", 2)}),
    ("includes", "inner_layers", {"server/intake/a.c": HEAD + '\n#include "server/api/b.h"\n', "server/api/b.h": GUARD},
     {("server/intake/a.c", 3)}),
    ("includes", "inner_layers", {"server/limits.h": GUARD + '#include "server/api/b.h"\n'},
     {("server/intake/read.c", 2)}),
    ("includes", "inner_layers", {"server/extra/a.c": HEAD}, {("server/extra/a.c", 1)}),
    ("includes", "inner_layers", {"desktop/widgets/a.c": HEAD + '#include "desktop/enterprise/b.h"\n',
                                  "desktop/enterprise/b.h": GUARD}, {("desktop/widgets/a.c", 2)}),
    ("includes", "folder_circles", {"server/review/a.c": HEAD + '#include "server/totals/b.h"\n',
                                    "server/totals/b.h": GUARD + '#include "server/review/a.h"\n',
                                    "server/review/a.h": GUARD}, {("server/review/a.c", 2)}),
    ("includes", "header_circles", {"forms/a.h": GUARD + '#include "forms/b.h"\n',
                                    "forms/b.h": GUARD + '#include "forms/a.h"\n'}, {("forms/a.h", 1)}),
    ("includes", "third_party", {"paper/page.c": HEAD + '#include <pango/pangocairo.h>\n'}, {("paper/page.c", 2)}),
    ("includes", "inner_layers", {"paper/page.c": HEAD, "paper/print/pages.h": GUARD + '#include "paper/page.h"\n',
                                  "paper/page.h": GUARD}, set()),
    ("includes", "third_party", {"forms/cell.c": HEAD + "#include <sqlite3.h>\n"}, {("forms/cell.c", 2)}),
    ("includes", "third_party", {"exchange/seal.c": HEAD + "#include <openssl/cms.h>\n#include <curl/curl.h>\n"},
     {("exchange/seal.c", 3)}),
    ("includes", "third_party", {"server/api/a.c": HEAD + "#include <microhttpd.h>\n"}, {("server/api/a.c", 2)}),
    ("includes", "third_party", {"client/a.c": HEAD + "#include <gtk/gtk.h>\n"}, {("client/a.c", 2)}),
    ("includes", "third_party", {"client/a.c": HEAD + "#include <leveldb/c.h>\n"}, {("client/a.c", 2)}),
    ("includes", "third_party", {"forms/a.c": HEAD + "#include <glib/gi18n.h>\n"}, {("forms/a.c", 2)}),
    ("includes", "headers_alone", {"forms/a.h": GUARD + "void zb_a_free (ZbA *a);\n"}, {("forms/a.h", 1)}),
    ("sizes", "source_lengths", {"forms/long.c": HEAD + "\n" * 599}, set()),
    ("sizes", "source_lengths", {"forms/long.c": HEAD + "\n" * 600}, {("forms/long.c", 1)}),
    ("sizes", "source_lengths", {"forms/long.c": HEAD + "\n" * 799,
                                 "tests/lint/long-files.txt": "forms/long.c one table\n"}, set()),
    ("sizes", "source_lengths", {"forms/long.c": HEAD + "\n" * 800,
                                 "tests/lint/long-files.txt": "forms/long.c one table\n"}, {("forms/long.c", 1)}),
    ("sizes", "source_lengths", {"tests/lint/long-files.txt": "forms/gone.c one table\n"},
     {("tests/lint/long-files.txt", 1)}),
    ("sizes", "header_lengths", {"forms/long.h": GUARD + "\n" * 98}, set()),
    ("sizes", "header_lengths", {"forms/long.h": GUARD + "\n" * 99}, {("forms/long.h", 1)}),
    ("sizes", "function_lengths", {"forms/long.c": HEAD + function("zb_long", 60)}, set()),
    ("sizes", "function_lengths", {"forms/long.c": HEAD + function("zb_long", 61)}, {("forms/long.c", 3)}),
    ("sizes", "nesting", {"forms/deep.c": deep(4)}, set()),
    ("sizes", "nesting", {"forms/deep.c": deep(5)}, {("forms/deep.c", 9)}),
    ("sizes", "nesting", {"forms/deep.c": HEAD + "T t = (T) { (A) { (B) { (C) { (D) { 1 } } } } };\n"}, set()),
    ("words", "licence_heads", {"forms/a.c": "int a;\n"}, {("forms/a.c", 1)}),
    ("words", "licence_heads", {"run": "#!/usr/bin/env bash\nset -euo pipefail\n"}, {("run", 1)}),
    ("words", "header_guards", {"forms/a.h": HEAD + "#ifndef A_H\n"}, {("forms/a.h", 2)}),
    ("words", "no_goto", {"forms/a.c": HEAD + '/* goto */ char *s = "goto";\nvoid f (void) { goto out; }\n'},
     {("forms/a.c", 3)}),
    ("words", "open_tasks", {"forms/a.c": HEAD + "/* TODO later */\n/* TODO(#12): then */\n"}, {("forms/a.c", 2)}),
    ("words", "quiet_libraries", {"forms/a.c": HEAD + 'f ();\n  g_warning ("x");\n'}, {("forms/a.c", 3)}),
    ("words", "quiet_libraries", {"tools/a.c": HEAD + 'g_print ("x");\n'}, set()),
    ("words", "exact_figures", {"forms/a.c": HEAD + "/* a double entry */\ndouble a;\n"}, {("forms/a.c", 3)}),
    ("words", "time_as_argument", {"server/intake/a.c": HEAD + "t = g_get_real_time ();\n",
                                   "forms/clock.c": HEAD + "t = g_get_real_time ();\n"}, {("server/intake/a.c", 2)}),
    ("words", "telling_names", {"forms/string-utils.c": HEAD}, {("forms/string-utils.c", 1)}),
    ("words", "telling_names", {"common/a.c": HEAD}, {("common/a.c", 1)}),
    ("words", "no_machine_paths", {"README.md": "see\n/" + "work/main\n"}, {("README.md", 2)}),
    ("words", "open_store", {"server/store/a.h": GUARD + "/* the rowid */\n", "server/store/b-private.h": GUARD + "/* SQL */\n",
                             "storage/c.h": GUARD + "/* SQLite */\n"}, {("server/store/a.h", 3)}),
    ("words", "form_codes", {"forms/catalogue/s1/Q-1/2024/form.xml": "<form/>\n",
                             "forms/cell.c": HEAD + '/* "Q-1" */\nf ("Q-1", "Q-10");\n',
                             "tests/forms/cell-test.c": HEAD + 'f ("Q-1");\n'}, {("forms/cell.c", 3)}),
    ("texts", "listed", {"po/POTFILES": "# none\n"}, {("desktop/main.c", 1)}),
    ("texts", "listed", {"desktop/page.ui": '<a translatable="yes">Report</a>\n'}, {("desktop/page.ui", 1)}),
    ("texts", "listed", {"po/POTFILES": "desktop/main.c\nforms/cell.c\ntools/gone.c\n"},
     {("po/POTFILES", 2), ("po/POTFILES", 3)}),
    ("texts", "valid", {"po/zh_CN.po": PO + entry("Report", "报表") * 2},
     {("po/zh_CN.po", 7), ("po/zh_CN.po", 8)}),
    ("texts", "valid", {"po/zh_CN.po": PO + "#, c-format\n" + entry("%d forms", "报表 %s")}, {("po/zh_CN.po", 8)}),
    ("texts", "valid", {"po/de.po": PO}, {("po/de.po", 1)}),
    ("texts", "complete", {"po/zh_CN.po": PO}, {("po/zh_CN.po", 1)}),
    ("texts", "complete", {"po/zh_CN.po": PO + "#, fuzzy\n" + entry("Report", "报表")}, {("po/zh_CN.po", 1)}),
    ("formats", "c_layout", {"forms/a.c": HEAD + "int a( void );\n"}, {("forms/a.c", 2)}),
    ("formats", "xml_files", {"desktop/page.ui": "<a>\n<b></a>\n"}, {("desktop/page.ui", 2)}),
    ("formats", "shell_syntax", {"run": SH + "if true; then\n"}, {("run", 1)}),
    ("formats", "shell_habits", {"run": SH + "rm $1\n"}, {("run", 4)}),
    ("formats", "shell_habits", {"run": "#!/bin/bash\necho ok\n"}, {("run", 1)}),
    ("formats", "python_syntax", {"tools/a.py": "def f(:\n"}, {("tools/a.py", 1)}),
]


def find_rule(group, name):
    return next(rule for rule in importlib.import_module(group).RULES if rule.__name__ == name)


def offences(rule, files):
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            file = pathlib.Path(root, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        pathlib.Path(root, ".clang-format").write_bytes(STYLE.read_bytes())
        return {(path, line): text for path, line, text in rule(Tree(root))}


def outcome(rule, files, expected):
    """The TAP directive and what went otherwise than expected."""
    try:
        found = offences(rule, files)
    except Skip as reason:
        return True, f" # SKIP {reason}", ""
    return set(found) == expected, "", f"expected {sorted(expected)}, found {found}"


def all_cases():
    rules = {(group, rule.__name__) for group in GROUPS for rule in importlib.import_module(group).RULES}
    for group, name in sorted(rules):
        yield f"{group}, {name}: a good tree", find_rule(group, name), GOOD, set()
    for number, (group, name, files, expected) in enumerate(CASES, 1):
        yield f"{group}, {name}: case {number}", find_rule(group, name), GOOD | files, expected
    untried = rules - {(group, name) for group, name, _, expected in CASES if expected}
    assert not untried, f"rules that no case proves able to fail: {sorted(untried)}"


def main():
    # Nothing that passed in the real tree may be taken as passed here.
    os.environ.pop("ZB_BUILD_ROOT", None)
    cases = list(all_cases())
    print(f"1..{len(cases)}")
    good = True
    for number, (name, rule, files, expected) in enumerate(cases, 1):
        held, directive, difference = outcome(rule, files, expected)
        good = good and held
        print(f"{'ok' if held else 'not ok'} {number} - {name}{directive}")
        if not held:
            print(f"# {difference}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
