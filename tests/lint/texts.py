# SPDX-License-Identifier: Apache-2.0
"""What is shown to people can be translated, and is."""

import re
import subprocess
import tempfile

MARKED_IN_C = re.compile(r"\b(_|N_|C_|NC_|ngettext|g_dngettext|g_dgettext|gettext) ?\(")
PROGRAMS = ("client/", "desktop/", "server/", "tools/", "packaging/")
# Meson's preset "glib" for gettext, so that this sees what the build sees.
KEYWORDS = [
    "--from-code=UTF-8", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2", "--keyword=NC_:1c,2",
    "--keyword=g_dcgettext:2", "--keyword=g_dngettext:2,3", "--keyword=g_dpgettext2:2c,3",
]
ENTRY = re.compile(r'^msgid (".*"(?:\n".*")*)', re.M)


def potfiles(tree):
    if "po/POTFILES" not in tree.files:
        return {}
    return {line.strip(): number for number, line in enumerate(tree.lines("po/POTFILES"), 1)
            if line.strip() and not line.startswith("#")}


def has_texts(tree, path):
    if path.endswith((".c", ".h")):
        return MARKED_IN_C.search(tree.code(path)) is not None
    if path.endswith(".ui"):
        return re.search(r'translatable="(yes|true)"', tree.text(path)) is not None
    return path.endswith((".desktop.in", ".metainfo.xml.in"))


def listed(tree):
    """po/POTFILES lists each file with texts, and no other."""
    entries = potfiles(tree)
    for path in tree.files:
        if path.startswith(PROGRAMS) and has_texts(tree, path) and path not in entries:
            yield path, 1, "has texts to translate and is not in po/POTFILES"
    for path, number in entries.items():
        if path not in tree.files:
            yield "po/POTFILES", number, f"{path} does not exist"
        elif not has_texts(tree, path):
            yield "po/POTFILES", number, f"{path} has no texts to translate"


def catalogues(tree):
    return tree.having(".po", under="po/")


def valid(tree):
    """Each catalogue is valid and its formats fit the English ones."""
    languages = tree.text("po/LINGUAS").split() if "po/LINGUAS" in tree.files else []
    for path in catalogues(tree):
        if path[len("po/"):-len(".po")] not in languages:
            yield path, 1, "is not named in po/LINGUAS"
        result = run(["msgfmt", "--check", "-o", "/dev/null", path], tree)
        if result.returncode != 0:
            yield from named_lines(path, result.stderr)


def named_lines(path, errors):
    matches = re.findall(r"^(?:.*/)?(po/[^:]+):(\d+): (?!warning: )(.*)", errors, re.M)
    yield from ((name, int(line), text) for name, line, text in matches)
    if not matches:
        yield path, 1, errors.strip()


def complete(tree):
    """Each catalogue translates every text, and none is left to guess."""
    entries = [path for path in potfiles(tree) if path in tree.files]
    if not entries:
        return
    with tempfile.TemporaryDirectory() as folder:
        template = folder + "/texts.pot"
        extracted = run(["xgettext", *KEYWORDS, "-o", template, *entries], tree)
        if extracted.returncode != 0:
            yield "po/POTFILES", 1, f"xgettext: {extracted.stderr.strip()}"
            return
        for path in catalogues(tree):
            yield from left_open(tree, path, template, folder)


def left_open(tree, path, template, folder):
    merged = folder + "/merged.po"
    result = run(["msgmerge", "--quiet", "--no-fuzzy-matching", "-o", merged, path, template], tree)
    if result.returncode != 0:
        yield path, 1, f"msgmerge: {result.stderr.strip()}"
        return
    for option, what in (("--untranslated", "not translated"), ("--only-fuzzy", "marked fuzzy")):
        left = run(["msgattrib", option, "--no-obsolete", "--no-wrap", merged], tree).stdout
        for match in ENTRY.finditer(left):
            if match[1] != '""':
                yield path, 1, f"{what}: {match[1]}"


def run(command, tree):
    return subprocess.run(command, cwd=tree.root, capture_output=True, text=True, check=False)


RULES = [listed, valid, complete]
