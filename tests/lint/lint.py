#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs one group of lint rules over the tree, as TAP: lint.py GROUP [ROOT]"""

import importlib
import os
import sys

from tree import Skip, Tree

GROUPS = ["includes", "sizes", "words", "texts", "formats", "threats"]


def title(rule):
    return f"{rule.__name__.replace('_', ' ')}: {(rule.__doc__ or '').splitlines()[0].rstrip('.')}"


def report(number, rule, tree):
    """Prints the outcome of one rule and tells whether it held."""
    try:
        offences = list(rule(tree))
    except Skip as reason:
        print(f"ok {number} - {title(rule)} # SKIP {reason}")
        return True
    except OSError as error:
        offences = [("tests/lint", 1, f"the rule could not run: {error}")]
    print(f"{'not ok' if offences else 'ok'} {number} - {title(rule)}")
    for path, line, text in offences:
        print(f"# {path}:{line}: {text}")
    return not offences


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[1] not in GROUPS:
        print(f"usage: lint.py {'|'.join(GROUPS)} [ROOT]", file=sys.stderr)
        return 2
    root = sys.argv[2] if len(sys.argv) == 3 else os.environ.get("ZB_SOURCE_ROOT", ".")
    tree = Tree(root)
    rules = importlib.import_module(sys.argv[1]).RULES
    print(f"1..{len(rules)}")
    held = [report(number, rule, tree) for number, rule in enumerate(rules, 1)]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
