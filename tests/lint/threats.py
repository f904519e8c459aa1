# SPDX-License-Identifier: Apache-2.0
"""docs/security.md names a test for each threat, docs/api.md those that play the exchange; each must be there."""

import re

PAGE = "docs/security.md"
PAGES = (PAGE, "docs/api.md")
ROW = re.compile(r"^\|(?!\s*(?:threat|table|columns|test|-))(.+)\|\s*$")
PATH = re.compile(r"`((?:/|…/)[a-z0-9][A-Za-z0-9/*-]*)`")
LITERAL = re.compile(r'"((?:\\.|[^"\\\n])*)"')


def literals(tree, path):
    return set(LITERAL.findall(tree.text(path)))


def expand(paths):
    """Full paths, where "…/name" stands beside the one before."""
    before = ""
    for path in paths:
        if path.startswith("…/"):
            path = before.rsplit("/", 1)[0] + path[1:]
        before = path
        yield path


def is_there(tree, path):
    """Whether some test program adds the path: whole, or as a prefix and, in its folder, the rest."""
    folder = f"tests/{path.split('/')[1]}/"
    sources = tree.having(".c", under=folder)
    everything = set().union(*(literals(tree, source) for source in sources)) if sources else set()
    stem, name = path.rsplit("/", 1)
    wild = name.endswith("*")
    name = name.rstrip("*")

    def has(rest):
        return any(text == rest or (wild and text.startswith(rest)) for text in everything)

    if has(path.rstrip("*")):
        return True
    # A path may be put together of several parts.
    while stem:
        *parts, last = name.split("/")
        put_together = all(part + "/" in everything for part in parts) and (last == "" or has(last))
        if stem + "/" in everything and (put_together or has(name)):
            return True
        stem, part = stem.rsplit("/", 1)
        name = f"{part}/{name}"
    return False


def rows(tree):
    for page, number, line in ((page, *one) for page in PAGES if page in tree.known for one in enumerate(tree.lines(page), 1)):
        row = ROW.match(line)
        if row:
            yield page, number, [cell.strip() for cell in row[1].split(" | ")]


def named_tests(tree):
    """The tests that docs/security.md and docs/api.md name exist."""
    for page, number, cells in rows(tree):
        for path in expand(PATH.findall(" | ".join(cells))):
            if path.split("/")[1] in {"server", "exchange", "formats", "client", "storage", "forms", "validators", "faults"} \
                    and not is_there(tree, path):
                yield page, number, f"there is no test {path}"


def tried_threats(tree):
    """Each threat of docs/security.md has a test that tries it."""
    inside = False
    for number, line in enumerate(tree.lines(PAGE) if PAGE in tree.known else [], 1):
        if line.startswith("|"):
            if line.startswith("| threat |"):
                inside = True
            elif inside and not line.startswith("|---") and "`" not in line.rsplit(" | ", 1)[-1]:
                yield PAGE, number, "no test tries this"
        else:
            inside = False


RULES = [named_tests, tried_threats]
