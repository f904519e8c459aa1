# SPDX-License-Identifier: Apache-2.0
"""Keys of their own for characters that no key types. xdotool gives such a character a key for the moment in which it types
it, and a program that is busy looks at the key when it means nothing any more: then the character is lost."""

import os
import re
import subprocess

taught = set()


def teach(text):
    """Before the program is started that is to know its characters."""
    characters = sorted({one for one in text if not can_type(one)})
    if not characters:
        return
    display = os.environ["DISPLAY"]
    dump = subprocess.run(["xkbcomp", "-xkb", display, "-"], capture_output=True, text=True, check=True)
    names = re.findall(r"^ *(<\w+>) = \d+;", dump.stdout, re.MULTILINE)
    used = set(re.findall(r"^ *key +(<\w+>) +\{", dump.stdout, re.MULTILINE))
    free = [name for name in names if name not in used]
    assert len(free) >= len(characters), f"only {len(free)} keys are free"
    keys = "".join(f"key {name} {{ [ U{ord(one):04X} ] }};\n" for name, one in zip(free, characters))
    keymap = re.sub(r'^xkb_symbols "[^"]*" \{\n', lambda begin: begin[0] + keys, dump.stdout, flags=re.MULTILINE)
    subprocess.run(["xkbcomp", "-w0", "-", display], input=keymap, text=True, check=True, capture_output=True)
    taught.update(characters)


def can_type(text):
    return all(one.isascii() or one in taught for one in text)
