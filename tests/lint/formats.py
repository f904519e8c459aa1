# SPDX-License-Identifier: Apache-2.0
"""Each file is well-formed after its kind, and C is laid out as .clang-format says."""

import re
import shutil
import subprocess
import xml.parsers.expat

from passed import Passed, digest_of
from tree import Skip

XML = re.compile(r"(\.ui|\.xsd|\.gresource\.xml|\.metainfo\.xml\.in|/form\.xml)$")


def c_layout(tree):
    """C sources are formatted by clang-format."""
    if shutil.which("clang-format") is None:
        raise Skip("clang-format is not installed")
    passed = Passed("layout")
    style = tree.bytes(".clang-format")
    keys = {path: digest_of(style, tree.bytes(path)) for path in tree.having(".c", ".h")}
    unknown = [path for path, key in keys.items() if not passed.knows(key)]
    wrong = {}
    if unknown:
        result = subprocess.run(["clang-format", "--dry-run", *unknown], cwd=tree.root,
                                capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise OSError(result.stderr.strip())
        for match in re.finditer(r"^(\S+?):(\d+):\d+: warning: ", result.stderr, re.M):
            wrong.setdefault(match[1], int(match[2]))
    for path in unknown:
        if path in wrong:
            yield path, wrong[path], "clang-format would lay this out otherwise"
        else:
            passed.add(keys[path])
    passed.save()


def xml_files(tree):
    """XML files are well-formed."""
    for path in tree.files:
        if XML.search(path) and not path.startswith(("tests/data/", "tests/fuzz/")):
            try:
                xml.parsers.expat.ParserCreate().Parse(tree.bytes(path), True)
            except xml.parsers.expat.ExpatError as error:
                yield path, error.lineno, str(error)


def shell_scripts(tree):
    return [path for path in tree.files
            if path.endswith(".sh") or re.match(rb"#!.*\b(ba)?sh\b", tree.bytes(path)[:64])]


def shell_syntax(tree):
    """Shell scripts parse."""
    for path in shell_scripts(tree):
        result = subprocess.run(["bash", "-n", path], cwd=tree.root, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            yield path, 1, result.stderr.strip()


def shell_habits(tree):
    """Shell scripts are clean under shellcheck and stop at the first error."""
    for path in shell_scripts(tree):
        if "set -euo pipefail" not in tree.lines(path):
            yield path, 1, "lacks the line set -euo pipefail"
    if shutil.which("shellcheck") is None:
        raise Skip("shellcheck is not installed")
    if shell_scripts(tree):
        result = subprocess.run(["shellcheck", "-x", "-f", "gcc", *shell_scripts(tree)], cwd=tree.root,
                                capture_output=True, text=True, check=False)
        for match in re.finditer(r"^(.+?):(\d+):\d+: (.*)$", result.stdout, re.M):
            yield match[1], int(match[2]), match[3]


def python_syntax(tree):
    """Python scripts parse."""
    for path in tree.files:
        if path.endswith(".py") or re.match(rb"#!.*\bpython3\b", tree.bytes(path)[:64]):
            try:
                compile(tree.bytes(path), path, "exec")
            except SyntaxError as error:
                yield path, error.lineno or 1, error.msg


RULES = [c_layout, xml_files, shell_syntax, shell_habits, python_syntax]
