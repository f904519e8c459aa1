#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every sentence that the compiler of rules can say has its Chinese in validators/language/diagnostic-words.c."""

import os
import pathlib
import re
import sys

FOLDER = pathlib.Path(os.environ["ZB_SOURCE_ROOT"]) / "validators"
TELLERS = r"\b(?:zb_binder_fail|zb_binder_warn|zb_parser_fail|zb_parser_fail_at|fail|bad)\s*\("
EXPECT = r"\bzb_parser_expect\s*\("
LITERAL = re.compile(r'(?:"(?:[^"\\]|\\.)*"\s*)+')


def arguments(text, start):
    """The text from @start to the closing parenthesis."""
    depth, at, quoted = 1, start, False
    while depth > 0 and at < len(text):
        if quoted:
            quoted = text[at] != '"'
            at += text[at] == "\\"
        else:
            quoted = text[at] == '"'
            depth += {"(": 1, ")": -1}.get(text[at], 0)
        at += 1
    return text[start:at - 1]


def literals(text, pattern):
    for found in re.finditer(pattern, text):
        for literal in LITERAL.findall(arguments(text, found.end())):
            yield "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literal)).replace("\\n", "\n")


def table(text, name):
    start = text.index(name + "[] = {")
    rows = text[start:text.index("};", start)]
    parts = ["".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literal)) for literal in LITERAL.findall(rows)]
    return list(zip(parts[0::2], parts[1::2]))


def main():
    words = (FOLDER / "language/diagnostic-words.c").read_text(encoding="utf-8")
    patterns, phrases = table(words, "patterns"), table(words, "phrases")
    shapes = [re.compile(".*".join(re.escape(part) for part in english.split("%s")), re.S) for english, _ in patterns]
    known = {english for english, _ in phrases}
    said, put_in = set(), set()
    for source in sorted(one for place in (".", "language", "compiler", "review") for one in (FOLDER / place).glob("*.c")):
        text = source.read_text(encoding="utf-8")
        said |= {literal for literal in literals(text, TELLERS) if " " in literal}
        put_in |= set(literals(text, EXPECT))
    silent = [sentence for sentence in sorted(said)
              if not any(shape.fullmatch(re.sub(r"%(\.\*)?[sduc]", "x1", sentence).replace("%%", "%"))
                         for shape in shapes)]
    problems = [f"no Chinese for: {sentence}" for sentence in silent]
    problems += [f"no Chinese for: {phrase}" for phrase in sorted(put_in - known)]
    holes = [english for english, chinese in patterns
             if any(int(number) > english.count("%s") for number in re.findall(r"\{(\d)\}", chinese))]
    han = [chinese for _, chinese in patterns + phrases if not re.search("[\u4e00-\u9fff]", chinese)]
    print("1..3")
    for problem in problems:
        print(f"# {problem}")
    print(f"{'not ' if problems or len(said) < 100 else ''}ok 1 - each sentence is in the phrasebook")
    print(f"{'not ' if holes else ''}ok 2 - the Chinese puts in what the English has {holes or ''}")
    print(f"{'not ' if han else ''}ok 3 - the Chinese is Chinese {han or ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
