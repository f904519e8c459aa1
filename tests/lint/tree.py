# SPDX-License-Identifier: Apache-2.0
"""The source tree as the lint rules see it."""

import functools
import os
import pathlib
import re
import subprocess

# What Meson builds and what a run leaves behind; git knows them from .gitignore.
LEFT_OUT = re.compile(r"(^|/)(\.git|build[^/]*|demo|artefacts|__pycache__)/")

COMMENT_OR_STRING = re.compile(
    r"""/\*.*?\*/ | //[^\n]* | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'""", re.X | re.S
)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)


class Skip(Exception):
    """Raised by a rule that cannot be tried here; the text is the reason."""


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root)

    @functools.cached_property
    def files(self):
        """All files that are the project's own, as sorted paths below the root."""
        git = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=self.root, capture_output=True, text=True, check=False,
        ) if (self.root / ".git").exists() else None
        if git is not None and git.returncode == 0:
            paths = {path for path in git.stdout.split("\0") if path}
        else:
            paths = {
                os.path.relpath(os.path.join(folder, name), self.root)
                for folder, _, names in os.walk(self.root) for name in names
            }
            paths = {path for path in paths if not LEFT_OUT.search(path)}
        return sorted(path for path in paths if (self.root / path).is_file())

    @functools.cached_property
    def known(self):
        return frozenset(self.files)

    def having(self, *suffixes, under=""):
        return [path for path in self.files if path.endswith(suffixes) and path.startswith(under)]

    @functools.lru_cache(maxsize=None)
    def bytes(self, path):
        return (self.root / path).read_bytes()

    def text(self, path):
        return self.bytes(path).decode("utf-8", errors="replace")

    def lines(self, path):
        return self.text(path).splitlines()

    def code(self, path):
        """C source with comments and the insides of strings blanked; the lines stay where they are."""
        return COMMENT_OR_STRING.sub(blank, self.text(path))

    @functools.lru_cache(maxsize=None)
    def includes(self, path):
        """(line, "house" or "system", name) of each #include of a C file."""
        text = COMMENT_OR_STRING.sub(lambda match: match[0] if match[0][0] == '"' else blank(match),
                                     self.text(path))
        return [
            (text.count("\n", 0, match.start(1)) + 1, "house" if match[1] == '"' else "system", match[2])
            for match in INCLUDE.finditer(text)
        ]


def blank(match):
    kept = match[0][0] + match[0][-1] if match[0][0] in "\"'" else " "
    return kept + "\n" * match[0].count("\n")


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1
