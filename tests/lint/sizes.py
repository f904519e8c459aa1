# SPDX-License-Identifier: Apache-2.0
"""How large a file or a function may grow, and how deep it may nest."""

import re
import shutil
import subprocess

from tree import Skip, line_of

FUNCTION_LINES = 60
SOURCE_LINES = 600
SOURCE_LINES_WITH_REASON = 800
HEADER_LINES = 100
NESTING = 4
LONG_FILES = "tests/lint/long-files.txt"

TOKEN = re.compile(r"[A-Za-z_]\w*|[(){};]|[^\sA-Za-z_(){};]+")
BLOCK_KEYWORDS = {"if", "for", "while", "switch"}


def count(tree, path):
    return len(tree.lines(path))


def long_files(tree):
    """Path → reason, of the sources that may go over the usual length."""
    if LONG_FILES not in tree.files:
        return {}
    entries = [line.split(None, 1) for line in tree.lines(LONG_FILES)
               if line.strip() and not line.startswith("#")]
    return {entry[0]: entry[1] if len(entry) > 1 else "" for entry in entries}


def source_lengths(tree):
    """A source has at most 600 lines, or 800 with a reason."""
    exceptions = long_files(tree)
    for path in tree.having(".c"):
        lines = count(tree, path)
        if lines > SOURCE_LINES_WITH_REASON:
            yield path, 1, f"{lines} lines; {SOURCE_LINES_WITH_REASON} is the most for any source: split it"
        elif lines > SOURCE_LINES and not exceptions.get(path):
            yield path, 1, f"{lines} lines; over {SOURCE_LINES} needs a reason in {LONG_FILES}"
    for path in exceptions:
        if path not in tree.files or count(tree, path) <= SOURCE_LINES:
            yield LONG_FILES, 1, f"{path} needs no exception any more"


def header_lengths(tree):
    """A header has at most 100 lines."""
    for path in tree.having(".h"):
        if count(tree, path) > HEADER_LINES:
            yield path, 1, f"{count(tree, path)} lines; {HEADER_LINES} is the most for a header"


def function_lengths(tree):
    """A function has at most 60 lines."""
    if shutil.which("ctags") is None:
        raise Skip("universal-ctags is not installed")
    sources = tree.having(".c", ".h")
    if not sources:
        return
    tags = subprocess.run(
        ["ctags", "--language-force=C", "--kinds-C=f", "--fields=+ne", "--sort=no", "-L", "-", "-f", "-"],
        input="\n".join(sources), cwd=tree.root, capture_output=True, text=True, check=True,
    )
    for tag in tags.stdout.splitlines():
        name, path, *fields = tag.split("\t")
        numbers = dict(field.split(":", 1) for field in fields if re.match(r"(line|end):\d+$", field))
        if "end" not in numbers:
            continue
        lines = int(numbers["end"]) - int(numbers["line"]) + 1
        if lines > FUNCTION_LINES:
            yield path, int(numbers["line"]), f"{name} has {lines} lines; {FUNCTION_LINES} is the most"


def nesting(tree):
    """Blocks nest at most four deep."""
    for path in tree.having(".c"):
        yield from deep_blocks(path, tree.code(path))


def deep_blocks(path, code):
    # Preprocessor lines may hold unbalanced braces.
    code = re.sub(r"^[ \t]*#(\\\n|[^\n])*", lambda match: "\n" * match[0].count("\n"), code, flags=re.M)
    opened, blocks, last, before_parenthesis = [], [], "", ""
    for match in TOKEN.finditer(code):
        token = match[0]
        if token == "(":
            opened.append(last)
        elif token == ")" and opened:
            before_parenthesis = opened.pop()
        elif token == "{":
            is_block = last in {"else", "do"} or (last == ")" and before_parenthesis in BLOCK_KEYWORDS)
            blocks.append(is_block)
            if is_block and sum(blocks) > NESTING:
                yield path, line_of(code, match.start()), f"block {sum(blocks)} deep; {NESTING} is the most"
        elif token == "}" and blocks:
            blocks.pop()
        last = token


RULES = [source_lengths, header_lengths, function_lengths, nesting]
