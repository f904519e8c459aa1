# SPDX-License-Identifier: Apache-2.0
"""What must and must not stand in a file or in its name."""

import re

from tree import line_of

LICENCE = "SPDX-License-Identifier: Apache-2.0"
VAGUE_NAMES = {"common", "util", "utils", "misc", "core", "helper", "helpers"}
OPEN_TASK = re.compile(r"\b(TODO|FIXME|XXX)\b(?!\s*\(?#\d+)")
LIBRARIES = ("formats/", "storage/", "forms/", "validators/", "paper/", "exchange/", "client/")
# g_error() is left out: it is for a broken system, as when SHA-256 itself is missing.
LOUD = re.compile(
    r"\b(g_print|g_printerr|v?f?printf|puts|fputs|perror|syslog|g_message|g_warning|g_critical|g_debug|g_info|g_log"
    r"|exit|_exit|abort|getenv|secure_getenv|g_getenv) ?\("
)
INEXACT = re.compile(r"\b(g?double|g?float|strtod|g_ascii_strtod|g_strtod|atof)\b")
WALL_CLOCK = re.compile(r"\b(g_get_real_time|g_date_time_new_now\w*|clock_gettime|gettimeofday|time) ?\(")
BACK_END = re.compile(r"\b(SQLite\w*|SQL|rowid|pragma|WAL|savepoint|storage/\w+\.h)\b", re.IGNORECASE)
CLOCK = "forms/clock.c"
# What each program calls first, for it is the user's own wish that it reads.
LOCALE = "forms/user-locale.c"
# The word is put together here so that this file itself may stand in the tree.
MACHINE_PATH = "/" + "work" + "/"


def licence_heads(tree):
    """Sources begin with the licence head."""
    for path in tree.having(".c", ".h"):
        if not tree.text(path).startswith(f"/* {LICENCE} */\n"):
            yield path, 1, f"the first line is not /* {LICENCE} */"
    for path in scripts(tree):
        if not any(line == f"# {LICENCE}" for line in tree.lines(path)[:2]):
            yield path, 1, f"no line # {LICENCE} at the head"


def scripts(tree):
    return [path for path in tree.files
            if path.endswith((".py", ".sh")) or tree.bytes(path)[:2] == b"#!"]


def header_guards(tree):
    """Headers have #pragma once."""
    for path in tree.having(".h"):
        if tree.lines(path)[1:2] != ["#pragma once"]:
            yield path, 2, "the second line is not #pragma once"


def no_goto(tree):
    """There is no goto."""
    for path in tree.having(".c", ".h"):
        code = tree.code(path)
        for match in re.finditer(r"\bgoto\b", code):
            yield path, line_of(code, match.start()), "goto"


def open_tasks(tree):
    """An open task in the source names its issue."""
    for path in tree.having(".c", ".h", ".py", ".sh", ".ui", ".rules", "meson.build"):
        if path.startswith("tests/lint/"):
            continue
        for number, line in enumerate(tree.lines(path), 1):
            match = OPEN_TASK.search(line)
            if match:
                yield path, number, f"{match[1]} without an issue number (#N)"


def marked(tree, folders, pattern, text):
    """An offence for each place where the code of these folders matches."""
    for path in tree.having(".c", ".h"):
        if path.startswith(folders):
            code = tree.code(path)
            for match in pattern.finditer(code):
                yield path, line_of(code, match.start()), text.format(match[1])


def quiet_libraries(tree):
    """Libraries do not log, print, exit or read the environment."""
    loud = marked(tree, LIBRARIES, LOUD, "{}: a library tells by its GError, and only programs speak")
    yield from (offence for offence in loud if offence[0] != LOCALE)


def exact_figures(tree):
    """Forms and rules know no binary floating point."""
    yield from marked(tree, ("forms/", "validators/"), INEXACT, "{}: figures are ZbDecimal")


def time_as_argument(tree):
    """Only the clock reads the wall clock."""
    folders = LIBRARIES + ("server/", "tools/", "desktop/")
    yield from (offence for offence in marked(tree, folders, WALL_CLOCK, "{}: take a ZbClock")
                if offence[0] != CLOCK)


def telling_names(tree):
    """No file or folder has a name that fits everything."""
    for path in tree.files:
        for part in path.split("/"):
            vague = VAGUE_NAMES & set(re.split(r"[-_.]", part.lower()))
            if vague:
                yield path, 1, f'"{part}": {vague.pop()} says nothing about what is in it'


def no_machine_paths(tree):
    """Nothing speaks of a path of one machine."""
    for path in tree.files:
        for number, line in enumerate(tree.bytes(path).split(b"\n"), 1):
            if MACHINE_PATH.encode() in line:
                yield path, number, f"names a path below {MACHINE_PATH}"


def form_codes(tree):
    """No program knows the code of a form, tests and the demonstration aside."""
    codes = sorted({path.split("/")[3] for path in tree.files
                    if path.startswith("forms/catalogue/") and path.endswith("/form.xml")})
    if not codes:
        return
    pattern = re.compile(r'"(%s)"' % "|".join(re.escape(code) for code in codes))
    for path in tree.having(".c", ".h"):
        if path.startswith(("tests/", "packaging/demo/")):
            continue
        text = re.sub(r"/\*.*?\*/", lambda match: re.sub(r"[^\n]", " ", match[0]), tree.text(path), flags=re.S)
        for match in pattern.finditer(text):
            yield path, line_of(text, match.start()), f"{match[1]}: the code of a form stands in its package only"


def open_store(tree):
    """What the store's headers tell holds for every back-end."""
    for path in tree.having(".h", under="server/store/"):
        if path.endswith("-private.h"):
            continue
        for number, line in enumerate(tree.lines(path), 1):
            match = BACK_END.search(line.removeprefix("#pragma once"))
            if match:
                yield path, number, f"{match[1]}: only a back-end knows of it"


RULES = [licence_heads, header_guards, no_goto, open_tasks, quiet_libraries, exact_figures, time_as_argument,
         telling_names, no_machine_paths, form_codes, open_store]
