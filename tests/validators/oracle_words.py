# SPDX-License-Identifier: Apache-2.0
"""What tests/validators/oracle-test.py judges besides figures: texts, code lists, row keys, the register.

A value is a text, a fraction or a condition; a set says why there is none, as in oracle-test.py. The code lists and
cells are those of tests/validators/stage.h.
"""

import re
from fractions import Fraction

BLANK, REFUSED, MISSING = "blank", "refused", "missing"
# Code → (parent, attributes).
CLASSES = {"39": (None, {}), "3911": ("39", {}), "3913": ("39", {"has_products": "1"}),
           "3974": ("39", {"weight": "0.5"})}
WORDS = ["1", "2", "39", "3911", "3913", "3974", "3999", "0", "12.5", "-3", "007", "abc", "A1", "Z", "千元", "1,3,99",
         "99", "3911,3913", "0592-6667788", "9135020061202218XY", "9135020061202218XZ", "91350200612022180Y"]
LIST_ITEMS = ['"1"', '"39"', '"abc"', '"3911".."3913"', "39*", '"A1"', "1..3"]
PATTERNS = ["9999", "9*", "A9", "X*", "??", "9999-9999999", "*", "A*", "99X?"]


def flags_of(value):
    return value if isinstance(value, set) else set()


def worst_of(flags):
    return {MISSING} if MISSING in flags else {BLANK}


def is_organisation_code(text):
    """The check character of GB 11714-1997: of eight characters by their weights, modulo 11."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    total = sum(digits.index(sign) * weight for sign, weight in zip(text, (3, 7, 9, 10, 5, 8, 4, 2)))
    return "0X987654321"[total % 11] == text[8]


def is_credit_code(text):
    """The check character of GB 32100-2015, and of the organisation's code within."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    if len(text) != 18 or any(sign not in alphabet for sign in text):
        return False
    total = sum(alphabet.index(sign) * pow(3, place, 31) for place, sign in enumerate(text[:17]))
    return alphabet[-total % 31] == text[17] and is_organisation_code(text[8:17])


def is_like(pattern, text):
    signs = {"9": "[0-9]", "A": r"[^\W\d_]", "X": r"(?:[0-9]|[^\W\d_])", "?": ".", "*": ".*"}
    return re.fullmatch("".join(signs.get(sign, re.escape(sign)) for sign in pattern), text) is not None


def choices_of(text):
    return [part for part in re.split(r"[,;，；、\s]", text) if part]


class Text:
    """A cell with a text, which a blank one leaves without value whatever blanks count for."""

    def text(self):
        return "[D.02,1]"

    def value(self, judge):
        judge.seen_cell = True
        word = judge.words.get("D.02.1")
        judge.seen_value |= word is not None
        return {BLANK} if word is None else word


class Code(Text):
    def text(self):
        return "[D.01,1]"

    def value(self, judge):
        judge.seen_cell = True
        word = judge.words.get("D.01.1")
        judge.seen_value |= word is not None
        return {BLANK} if word is None else word


class Field:
    def text(self):
        return "head.note"

    def value(self, judge):
        return judge.words.get("head.note", {BLANK})


class Attribute:
    def __init__(self, name):
        self.name = name

    def text(self):
        return "reg." + self.name

    def value(self, judge):
        return judge.attributes.get(self.name, {MISSING})


class Word:
    def __init__(self, word):
        self.word = word

    def text(self):
        return '"%s"' % self.word

    def value(self, judge):
        return self.word


class Key:
    """The code of the row at hand, of its parent, or an attribute that the list gives it."""

    def __init__(self, what):
        self.what = what

    def text(self):
        return {"key": "key(r)", "parent": "parent(r)"}.get(self.what, "attr(r, %s)" % self.what)

    def value(self, judge):
        parent, attributes = CLASSES[judge.key]
        found = judge.key if self.what == "key" else parent if self.what == "parent" else attributes.get(self.what)
        return {BLANK} if found is None else found


class Part:
    def __init__(self, inner, first, length):
        self.inner, self.first, self.length = inner, first, length

    def text(self):
        return "substr(%s, %d, %d)" % (self.inner.text(), self.first, self.length)

    def value(self, judge):
        value = self.inner.value(judge)
        return value if isinstance(value, set) else value[self.first - 1:self.first - 1 + self.length]


class Entry:
    """What the code list says of the code that a text is."""

    def __init__(self, inner, name):
        self.inner, self.name = inner, name

    def text(self):
        return "attr(%s, classes, %s)" % (self.inner.text(), self.name)

    def value(self, judge):
        value = self.inner.value(judge)
        if isinstance(value, set):
            return value
        found = CLASSES[value][1].get(self.name) if value in CLASSES else None
        return {BLANK} if found is None else found


class Measured:
    """A number that a text gives: what it reads, how long it is, how many choices it names."""

    def __init__(self, function, inner):
        self.function, self.inner = function, inner

    def text(self):
        return "%s(%s)" % (self.function, self.inner.text())

    def mark(self):
        pass

    def value(self, judge):
        value = self.inner.value(judge)
        if isinstance(value, set):
            return value
        if self.function == "len":
            return Fraction(len(value))
        if self.function == "choices":
            return Fraction(len(choices_of(value)))
        return Fraction(value) if re.fullmatch(r"-?\d+(\.\d+)?", value) else {BLANK}


class Alike:
    """Texts compare by their bytes, which for UTF-8 is by code points."""

    def __init__(self, sign, left, right):
        self.sign, self.left, self.right = sign, left, right

    def text(self):
        return "%s %s %s" % (self.left.text(), self.sign, self.right.text())

    def value(self, judge, demanded=False):
        left, right = self.left.value(judge), self.right.value(judge)
        flags = flags_of(left) | flags_of(right)
        if flags:
            return worst_of(flags)
        return {"=": left == right, "!=": left != right, "<": left < right, ">=": left >= right}[self.sign]


class Among:
    """Whether a text is an item, begins between two, or begins with one."""

    def __init__(self, inner, items):
        self.inner, self.items = inner, items

    def text(self):
        return "%s in (%s)" % (self.inner.text(), ", ".join(self.items))

    def value(self, judge, demanded=False):
        value = self.inner.value(judge)
        if isinstance(value, set):
            return worst_of(value)
        return any(self.is_item(item, value) for item in self.items)

    def is_item(self, item, value):
        if item.endswith("*"):
            return value.startswith(item[:-1])
        if ".." in item:
            low, high = (end.strip('"') for end in item.split(".."))
            return value[:len(low)] >= low and value[:len(high)] <= high
        return value == item.strip('"')


class Asked:
    """A condition on one text."""

    def __init__(self, form, inner, argument=""):
        self.form, self.inner, self.argument = form, inner, argument

    def text(self):
        return {"listed": "%s in list(classes)", "leaf": "%s in leaf(classes)", "uscc": "uscc_ok(%s)",
                "chosen": 'chosen(%%s, "%s")' % self.argument,
                "like": 'like(%%s, "%s")' % self.argument}[self.form] % self.inner.text()

    def value(self, judge, demanded=False):
        value = self.inner.value(judge)
        if isinstance(value, set):
            return value
        return {"listed": value in CLASSES,
                "leaf": value in CLASSES and all(parent != value for parent, _ in CLASSES.values()),
                "uscc": is_credit_code(value), "chosen": self.argument in choices_of(value),
                "like": is_like(self.argument, value)}[self.form]


class Filled:
    """Whether texts are there at all: no reading of them."""

    def __init__(self, word, places):
        self.word, self.places = word, places

    def text(self):
        return "%s(%s)" % (self.word, ", ".join("[D.%s,1]" % place for place in self.places))

    def value(self, judge, demanded=False):
        filled = ["D.%s.1" % place in judge.words for place in self.places]
        return all(filled) if self.word == "filled" else not any(filled)


class Truth:
    """An attribute of the row's code as a condition: one that the list does not give is not true."""

    def text(self):
        return "attr(r, has_products)"

    def value(self, judge, demanded=False):
        return CLASSES[judge.key][1].get("has_products") == "1"


class Has:
    """Whether a row with one of these codes is there; with "prefix", one that begins so."""

    def __init__(self, keys, prefix):
        self.keys, self.prefix = keys, prefix

    def text(self):
        return "has(B, %s)" % ", ".join(("prefix %s" if self.prefix else "%s") % key.text() for key in self.keys)

    def value(self, judge, demanded=False):
        flags, found = set(), False
        for key in self.keys:
            value = key.value(judge)
            flags |= flags_of(value)
            if not isinstance(value, set):
                found |= any(row.startswith(value) if self.prefix else row == value for row in judge.rows)
        return True if found else flags if flags else False


class Unique:
    """Whether no figure of a column stands twice."""

    def __init__(self, column):
        self.column = column

    def text(self):
        return "unique([B.*,%s])" % self.column

    def value(self, judge, demanded=False):
        values = [judge.cells[place] for place in judge.cells if place[0] == "B" and place[2] == self.column]
        return len(values) == len(set(values))
