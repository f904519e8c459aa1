# SPDX-License-Identifier: Apache-2.0
"""Remembers what passed, by content, so that a slow rule looks again only at what changed.

Only passes are kept, in the build folder; without one nothing is remembered.
"""

import hashlib
import json
import os
import pathlib


class Passed:
    def __init__(self, rule):
        build = os.environ.get("ZB_BUILD_ROOT")
        self.file = pathlib.Path(build, f"lint-{rule}-passed.json") if build else None
        try:
            self.before = set(json.loads(self.file.read_text())) if self.file else set()
        except (OSError, ValueError):
            self.before = set()
        self.now = set()

    def knows(self, digest):
        if digest in self.before:
            self.now.add(digest)
            return True
        return False

    def add(self, digest):
        self.now.add(digest)

    def save(self):
        if self.file:
            self.file.write_text(json.dumps(sorted(self.now)))


def digest_of(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()
