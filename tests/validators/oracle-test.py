#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Judges random rules over random reports three times: report by report, by column, and here with fractions of any size.

The engine and this share nothing but the notation. Figures are small, ordinary, and at the very ends of what a cell
holds; where the engine's 128 bits cannot hold a rule it may say so ("error"), never pass or fail it wrongly. What
columns say must be what the machine says of each report, whatever it is.

oracle-test.py RUNNER [SEED [CASES]] tries 900 rules, on four reports each; ./oracle is for a long campaign.
"""

import collections
import os
import random
import re
import subprocess
import sys
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# pylint: disable=wrong-import-position
from oracle_words import (LIST_ITEMS, PATTERNS, WORDS, Alike, Among, Asked, Attribute, Code, Entry, Field, Filled as
                          FilledWords, Has, Key, Measured, Part, Text, Truth, Unique, Word)

CASES = 900
REPORTS = 4
MOST = 10**18 - 1
# Row → yuan of its last digit and its decimals, as the stage has them.
MONEY = {"01": (1000, 0), "02": (1000, 0), "03": (1000, 0), "04": (100, 2)}
KEYS = ["3911", "3913", "3974"]
BLANK, REFUSED, MISSING = "blank", "refused", "missing"
# What no rule may be divided by.
NOTHING = "/ 0 CNY"


class Cell:
    def __init__(self, section, row, column):
        self.place = (section, row, column)
        self.terms = False

    def text(self):
        return "[%s.%s,%s]" % self.place

    def mark(self):
        self.terms = True

    def value(self, judge):
        return judge.cell(self.place, judge.in_sum if self.terms else judge.alone)

    def look(self, judge):
        return judge.cell(self.place, "skip")

    def slack(self, judge):
        _, row, _ = self.place
        unit = MONEY[row][0] if self.place[0] == "A" else 1000
        return Fraction(unit, 2) if self.place in judge.cells else Fraction(0)


class Earlier(Cell):
    """The cell of the month before, of which nothing may be known."""

    def text(self):
        return super().text() + "@-1m"

    def value(self, judge):
        return judge.cell_beside(judge.earlier, self.place, judge.in_sum if self.terms else judge.alone)

    def look(self, judge):
        return judge.cell_beside(judge.earlier, self.place, "skip")

    def slack(self, judge):
        unit = MONEY[self.place[1]][0]
        return Fraction(unit, 2) if self.place in (judge.earlier or {}) else Fraction(0)


class RowCell(Cell):
    """A cell of the row at hand, of this month or of the one before."""

    def __init__(self, column, before):
        super().__init__("B", "", column)
        self.column, self.before = column, before

    def text(self):
        return "[r,%s]%s" % (self.column, "@-1m" if self.before else "")

    def read(self, judge, policy):
        return judge.cell_beside(judge.earlier if self.before else judge.cells, ("B", judge.key, self.column), policy)

    def value(self, judge):
        return self.read(judge, judge.in_sum if self.terms else judge.alone)

    def look(self, judge):
        return self.read(judge, "skip")

    def slack(self, judge):
        cells = (judge.earlier or {}) if self.before else judge.cells
        return Fraction(500) if ("B", judge.key, self.column) in cells else Fraction(0)


class Elsewhere(Cell):
    """A cell of another form: a quarter's in yuan and cents, a month's in thousands."""

    def __init__(self, form):
        super().__init__(form, "1" if form == "Y-01" else "301", "E" if form == "Y-01" else "1")

    def text(self):
        return "%s:[%s,%s]" % self.place

    def read(self, judge, policy):
        return judge.cell_beside(judge.others[self.place[0]], ("A", *self.place[1:]), policy)

    def value(self, judge):
        return self.read(judge, judge.in_sum if self.terms else judge.alone)

    def look(self, judge):
        return self.read(judge, "skip")

    def slack(self, judge):
        unit = Fraction(1, 100) if self.place[0] == "Y-01" else Fraction(1000)
        return unit / 2 if ("A", *self.place[1:]) in (judge.others[self.place[0]] or {}) else Fraction(0)


class KeyCell(Cell):
    """A cell of a row named by its code, which may not be there."""

    def __init__(self, key, column):
        super().__init__("B", key, column)

    def slack(self, judge):
        return Fraction(500) if self.place in judge.cells else Fraction(0)


class Number:
    """A plain number, or an amount in yuan."""

    def __init__(self, text, unit=""):
        self.words, self.unit = text, unit

    def text(self):
        return self.words + (" " + self.unit if self.unit else "")

    def mark(self):
        pass

    def value(self, judge):
        if self.words.endswith("%"):
            return Fraction(self.words[:-1]) / 100
        return Fraction(self.words)

    def slack(self, judge):
        return Fraction(0)


class Negative:
    def __init__(self, inner):
        self.inner = inner

    def text(self):
        return "-(%s)" % self.inner.text()

    def mark(self):
        self.inner.mark()

    def value(self, judge):
        value = self.inner.value(judge)
        return value if isinstance(value, set) else -value

    def slack(self, judge):
        return self.inner.slack(judge)


class Operation:
    def __init__(self, sign, left, right):
        self.sign, self.left, self.right = sign, left, right
        if sign in "+-":
            left.mark()
            right.mark()

    def text(self):
        return "(%s %s %s)" % (self.left.text(), self.sign, self.right.text())

    def mark(self):
        if self.sign != "/":
            self.left.mark()
            self.right.mark()

    def value(self, judge):
        left, right = self.left.value(judge), self.right.value(judge)
        flags = flags_of(left) | flags_of(right)
        if flags:
            return flags
        if self.sign == "/":
            return {BLANK} if right == 0 else left / right
        return left + right if self.sign == "+" else left - right if self.sign == "-" else left * right

    def slack(self, judge):
        if self.sign in "+-":
            return self.left.slack(judge) + self.right.slack(judge)
        factor, other = (self.left, self.right) if isinstance(self.left, Number) else (self.right, self.left)
        return abs(factor.value(judge)) * other.slack(judge)


class Absolute:
    def __init__(self, inner):
        self.inner = inner

    def text(self):
        return "abs(%s)" % self.inner.text()

    def mark(self):
        pass

    def value(self, judge):
        value = self.inner.value(judge)
        return value if isinstance(value, set) else abs(value)


class Choice:
    def __init__(self, condition, yes, no):
        self.condition, self.yes, self.no = condition, yes, no

    def text(self):
        return "if(%s, %s, %s)" % (self.condition.text(), self.yes.text(), self.no.text())

    def mark(self):
        pass

    def value(self, judge):
        condition, yes, no = (part.value(judge) for part in (self.condition, self.yes, self.no))
        if isinstance(condition, set):
            return condition
        return yes if condition else no


class Gathering:
    """sum, avg, min or max over cells: blank ones are left out."""

    def __init__(self, function, words, places):
        self.function, self.words, self.places = function, words, places

    def text(self):
        return "%s(%s)" % (self.function, self.words)

    def mark(self):
        pass

    def value(self, judge):
        judge.seen_cell |= any(place[0] == "A" or place in judge.cells or place[1] in judge.rows
                               for place in self.places)
        values = [judge.cells[place] for place in self.places if place in judge.cells]
        judge.seen_value |= bool(values)
        if self.function == "sum":
            return sum(values, Fraction(0))
        if not values:
            return {BLANK}
        return {"avg": lambda: sum(values) / len(values), "min": lambda: min(values), "max": lambda: max(values)}[
            self.function
        ]()


class Extreme:
    """min or max of two values, or of two cells, of which a blank one is left out."""

    def __init__(self, function, left, right):
        self.function, self.left, self.right = function, left, right

    def text(self):
        return "%s(%s, %s)" % (self.function, self.left.text(), self.right.text())

    def mark(self):
        pass

    def of_cells(self, judge):
        values = [part.look(judge) if isinstance(part, Cell) else part.value(judge) for part in (self.left, self.right)]
        flags = flags_of(values[0]) | flags_of(values[1])
        if MISSING in flags:
            return {MISSING}
        filled = [value for value in values if not isinstance(value, set)]
        return (min if self.function == "min" else max)(filled) if filled else {BLANK}

    def value(self, judge):
        if any(isinstance(part, Cell) and not isinstance(part, RowCell) for part in (self.left, self.right)):
            return self.of_cells(judge)
        left, right = self.left.value(judge), self.right.value(judge)
        return flags_of(left) | flags_of(right) or (min if self.function == "min" else max)(left, right)


class Filled:
    """nz: a blank cell is zero."""

    def __init__(self, cell):
        self.cell = cell

    def text(self):
        return "nz(%s)" % self.cell.text()

    def mark(self):
        pass

    def value(self, judge):
        value = judge.cell(self.cell.place, "skip")
        return Fraction(0) if isinstance(value, set) else value


class Rounded:
    """round to decimals, half away from zero or to the even neighbour."""

    def __init__(self, inner, decimals, even):
        self.inner, self.decimals, self.even = inner, decimals, even

    def text(self):
        return "round(%s, %d%s)" % (self.inner.text(), self.decimals, ", even" if self.even else "")

    def mark(self):
        pass

    def value(self, judge):
        value = self.inner.value(judge)
        if isinstance(value, set):
            return value
        scaled = abs(value) * 10**self.decimals
        whole, rest = divmod(scaled.numerator, scaled.denominator)
        up = 2 * rest > scaled.denominator or (2 * rest == scaled.denominator and (whole % 2 or not self.even))
        return Fraction(whole + bool(up), 10**self.decimals) * (-1 if value < 0 else 1)


class Counted:
    """How many of these cells are filled."""

    def __init__(self, words, places):
        self.gathering = Gathering("sum", words, places)

    def text(self):
        return "count(%s)" % self.gathering.words

    def value(self, judge):
        self.gathering.value(judge)
        return Fraction(sum(place in judge.cells for place in self.gathering.places))


class Rows:
    """A sum, average, extreme or count over the rows of B, one value or condition a row: alone a blank cell leaves its
    row out, within a sum it is zero."""

    BODIES = {
        "[s,1]": lambda a, b: a,
        "[s,1] - [s,2]": lambda a, b: (a or 0) - (b or 0),
        "[s,2] * 3": lambda a, b: None if b is None else b * 3,
        "if([s,1] > [s,2], [s,1], [s,2])": lambda a, b: None if a is None or b is None else max(a, b),
    }

    def __init__(self, function, body):
        self.function, self.body = function, body

    def text(self):
        return "%s(s in B.* : %s%s)" % (self.function, self.body, " > 0" if self.function == "count" else "")

    def mark(self):
        pass

    def value(self, judge):
        values = []
        for key in judge.rows:
            cells = [judge.cells.get(("B", key, column)) for column in "12"]
            judge.seen_cell = True
            judge.seen_value |= any(cell is not None for column, cell in zip("12", cells)
                                    if "[s,%s]" % column in self.body)
            value = self.BODIES[self.body](*cells)
            values += [] if value is None else [Fraction(value)]
        if self.function == "count":
            return Fraction(sum(value > 0 for value in values))
        if self.function == "sum":
            return sum(values, Fraction(0))
        if not values:
            return {BLANK}
        return sum(values) / len(values) if self.function == "avg" else {"min": min, "max": max}[self.function](values)


class Listed:
    """Whether a ratio is one of these numbers or within one of these ranges."""

    def __init__(self, inner):
        self.inner = inner

    def text(self):
        return "%s in (0..0.5, 1, 3..5)" % self.inner.text()

    def value(self, judge, demanded=False):
        value = self.inner.value(judge)
        if isinstance(value, set):
            return False if REFUSED in value else worst_of(value)
        return 0 <= value <= Fraction(1, 2) or value == 1 or 3 <= value <= 5


class States:
    """Whether all of these cells are blank, or all filled: no reading of figures."""

    def __init__(self, word, words, places):
        self.word, self.words, self.places = word, words, places

    def text(self):
        return "%s(%s)" % (self.word, self.words)

    def value(self, judge, demanded=False):
        filled = [place in judge.cells for place in self.places if place[0] == "A" or place[1] in judge.rows]
        return all(filled) if self.word == "filled" else not any(filled)


class Comparison:
    SIGNS = ["=", "!=", "<", "<=", ">", ">="]

    def __init__(self, sign, left, right, money):
        self.sign, self.left, self.right, self.money = sign, left, right, money

    def text(self):
        return "%s %s %s" % (self.left.text(), self.sign, self.right.text())

    def value(self, judge, demanded=False):
        left, right = self.left.value(judge), self.right.value(judge)
        flags = flags_of(left) | flags_of(right)
        if flags:
            return False if REFUSED in flags else worst_of(flags)
        holds = {"=": left == right, "!=": left != right, "<": left < right, "<=": left <= right,
                 ">": left > right, ">=": left >= right}[self.sign]
        if not judge.within or not demanded or left == right:
            return holds
        differs = self.sign == "!="
        if holds != differs:
            return holds
        return (abs(left - right) <= judge.allowed(self, left, right)) != differs


class Between:
    def __init__(self, value, low, high):
        self.inner, self.low, self.high = value, low, high

    def text(self):
        return "%s between %s and %s" % (self.inner.text(), self.low.text(), self.high.text())

    def value(self, judge, demanded=False):
        value, low, high = (part.value(judge) for part in (self.inner, self.low, self.high))
        flags = flags_of(value) | flags_of(low) | flags_of(high)
        if flags:
            return False if REFUSED in flags else worst_of(flags)
        return low <= value <= high


class Junction:
    def __init__(self, word, parts):
        self.word, self.parts = word, parts

    def text(self):
        return "(%s)" % (" %s " % self.word).join(part.text() for part in self.parts)

    def value(self, judge, demanded=False):
        lenient = demanded and self.word == "and"
        result = self.parts[0].value(judge, lenient)
        for part in self.parts[1:]:
            result = self.join(result, part.value(judge, lenient), lenient)
        return result

    def join(self, a, b, lenient):
        flags = flags_of(a) | flags_of(b)
        if self.word == "<=>":
            return flags if flags else a == b
        decisive = self.word == "or"
        if a is decisive or b is decisive:
            return decisive
        if MISSING in flags:
            return {MISSING}
        blank = isinstance(a, set) + isinstance(b, set)
        if blank == 2 or (blank == 1 and not lenient):
            return {BLANK}
        return not decisive


class Denial:
    def __init__(self, inner):
        self.inner = inner

    def text(self):
        return "not (%s)" % self.inner.text()

    def value(self, judge, demanded=False):
        value = self.inner.value(judge)
        return value if isinstance(value, set) else not value


def flags_of(value):
    return value if isinstance(value, set) else set()


def worst_of(flags):
    return {MISSING} if MISSING in flags else {BLANK}


class Judge:
    def __init__(self, report, alone, in_sum, within, key=None):
        self.cells, self.rows, self.earlier, self.others = report.cells, report.rows, report.earlier, report.others
        self.words, self.attributes = report.words, report.attributes
        self.alone, self.in_sum, self.within, self.key = alone, in_sum, within, key
        self.seen_cell = self.seen_value = False

    def cell(self, place, policy):
        return self.cell_beside(self.cells, place, policy)

    def cell_beside(self, cells, place, policy):
        """Of a report of which nothing may be known."""
        self.seen_cell = True
        if cells is None:
            return {MISSING}
        if place in cells:
            self.seen_value = True
            return cells[place]
        self.seen_value |= policy == "fail"
        return Fraction(0) if policy == "zero" else {REFUSED} if policy == "fail" else {BLANK}

    def allowed(self, comparison, left, right):
        kind, amount = self.within
        if kind == "amount":
            return amount
        if kind == "share":
            return amount * max(abs(left), abs(right))
        return comparison.left.slack(self) + comparison.right.slack(self)

    def outcome(self, guard, body):
        if guard is not None:
            value = guard.value(self)
            if MISSING in flags_of(value):
                return "not-evaluable"
            if isinstance(value, set) or not value:
                return "skipped"
        value = body.value(self, True)
        if MISSING in flags_of(value):
            return "not-evaluable"
        if isinstance(value, set) or (self.seen_cell and not self.seen_value):
            return "skipped"
        return "pass" if value else "fail"


    def computed(self, body, cell):
        """The outcome of a cell that the form computes: the formula is rounded half up to whole thousands."""
        value = body.value(self)
        if MISSING in flags_of(value):
            return "not-evaluable"
        if isinstance(value, set) or (self.seen_cell and not self.seen_value):
            return "skipped" if cell is None else "fail"
        thousands = abs(value) / 1000 + Fraction(1, 2)
        whole = int(thousands) * (-1 if value < 0 else 1)
        if abs(whole) > MOST:
            return "error"
        if cell is None:
            return "fail"
        near = self.within is not None and abs(cell - value) <= self.within[1] * (
            1 if self.within[0] == "amount" else max(abs(cell), abs(value)))
        return "pass" if cell == whole * 1000 or near else "fail"


class Maker:
    """Random rules of one kind: linear ones, which always fit, or any; of rows, or of the report; with texts, or
    without."""

    def __init__(self, dice, linear, by_row=False, wordy=False):
        self.dice, self.linear, self.by_row, self.wordy = dice, linear, by_row, wordy

    def money(self, depth):
        kind = self.dice.randrange(4 if self.linear else 13) if depth > 0 else 0
        if kind in (1, 2):
            return Operation(self.dice.choice("+-"), self.money(depth - 1), self.money(depth - 1))
        if kind == 3:
            return Operation("*", self.factor(), self.money(depth - 1))
        if kind == 4:
            return Absolute(self.money(depth - 1))
        if kind == 5:
            return Negative(self.cell())
        if kind == 6:
            return Choice(self.condition(depth - 1, False), self.money(depth - 1), self.money(depth - 1))
        if kind == 7:
            return self.gathering()
        if kind == 8:
            return Operation("/", self.money(depth - 1), self.factor())
        if kind == 9:
            return Operation("*", self.ratio(depth - 1), self.money(depth - 1))
        if kind == 10:
            return self.extreme(depth)
        if kind == 11:
            return Filled(self.own_cell())
        if kind == 12:
            return Rows(self.dice.choice(["sum", "sum", "avg", "min", "max"]), self.dice.choice(list(Rows.BODIES)))
        return self.cell() if self.dice.random() < 0.9 else self.amount()

    def cell(self):
        luck = self.dice.random()
        if luck < 0.15:
            if self.by_row and luck < 0.1:
                return RowCell(self.dice.choice("12"), True)
            return Earlier("A", self.dice.choice(list(MONEY)), self.dice.choice("123"))
        if luck < 0.25:
            return Elsewhere(self.dice.choice(["Y-01", "M-01"]))
        if luck < 0.3:
            return KeyCell(self.dice.choice(KEYS), self.dice.choice("12"))
        if self.by_row and luck < 0.8:
            return RowCell(self.dice.choice("12"), False)
        return self.own_cell()

    def word(self):
        """A text, from wherever rules may take one."""
        luck = self.dice.randrange(8 if self.by_row else 6)
        if luck == 5:
            return Part(self.word(), self.dice.randrange(1, 4), self.dice.randrange(0, 5))
        if luck == 4:
            return Entry(self.dice.choice([Text(), Field(), Attribute("industry")]),
                         self.dice.choice(["weight", "has_products"]))
        if luck > 5:
            return Key(self.dice.choice(["key", "key", "parent", "weight"]))
        return [Text(), Code(), Field(), Attribute(self.dice.choice(["size", "industry"]))][luck]

    def word_condition(self):
        kind = self.dice.randrange(11 if self.by_row else 10)
        if kind < 2:
            return Alike(self.dice.choice(["=", "!=", "=", "<", ">="]), self.word(),
                         Word(self.dice.choice(WORDS)) if self.dice.random() < 0.6 else self.word())
        if kind == 2:
            return Among(self.word(), self.dice.sample(LIST_ITEMS, 3))
        if kind == 3:
            return Asked(self.dice.choice(["listed", "leaf", "uscc"]), self.word())
        if kind == 4:
            return Asked("like", self.word(), self.dice.choice(PATTERNS))
        if kind == 5:
            return Asked("chosen", self.word(), self.dice.choice(["1", "99", "3911"]))
        if kind == 6:
            return Comparison(self.dice.choice(Comparison.SIGNS),
                              Measured(self.dice.choice(["number", "len", "choices"]), self.word()),
                              Number(self.dice.choice(["0", "1", "4", "12.5", "3911"])), False)
        if kind == 7:
            return FilledWords(self.dice.choice(["blank", "filled"]), self.dice.sample(["01", "02"], 2))
        if kind == 8:
            return Has([self.word() for _ in range(self.dice.choice([1, 1, 2]))], self.dice.random() < 0.4)
        return Truth() if kind == 10 else Unique(self.dice.choice("12"))

    def extreme(self, depth):
        function = self.dice.choice(["min", "max"])
        if self.dice.random() < 0.5:
            return Extreme(function, self.cell(), self.dice.choice([self.cell, self.amount])())
        parts = [self.money(depth - 1) for _ in range(2)]
        return Extreme(function, *(Absolute(part) if isinstance(part, Cell) else part for part in parts))

    def own_cell(self):
        return Cell("A", self.dice.choice(list(MONEY)), self.dice.choice("123"))

    def amount(self):
        return Number(str(self.dice.choice([0, 1, 5, 1000, 2500, 10**6, 10**9])), "CNY")

    def factor(self):
        return Number(self.dice.choice(["2", "3", "10", "0.5", "1.25", "25%", "0.01"]))

    def gathering(self):
        return Gathering(self.dice.choice(["sum", "avg", "min", "max"]), *self.places())

    def ratio(self, depth):
        if depth > 0 and self.dice.random() < 0.3:
            return Operation(self.dice.choice("+-*"), self.ratio(depth - 1), self.ratio(depth - 1))
        ratio = Operation("/", self.money(max(depth - 1, 0)), self.money(max(depth - 1, 0)))
        if self.dice.random() < 0.2:
            return Rounded(ratio, self.dice.randrange(3), self.dice.random() < 0.5)
        return ratio

    def places(self):
        if self.dice.random() < 0.5:
            column = self.dice.choice("123")
            return "[A.01..A.04,%s]" % column, [("A", row, column) for row in MONEY]
        column = self.dice.choice("12")
        return "[B.*,%s]" % column, [("B", key, column) for key in KEYS]

    def condition(self, depth, outermost):
        if self.wordy and (depth == 0 or self.dice.random() < 0.6):
            return self.word_condition()
        kind = self.dice.randrange(12) if depth > 0 and not self.linear else 0
        if kind == 8:
            return Listed(self.ratio(depth - 1))
        if kind == 9:
            return States(self.dice.choice(["blank", "filled"]), *self.places())
        if kind == 10:
            return Comparison(self.dice.choice(Comparison.SIGNS), Counted(*self.places()),
                              Number(self.dice.choice("0123")), False)
        if kind == 11:
            rows = Rows("count", self.dice.choice(list(Rows.BODIES)))
            return Comparison(self.dice.choice(Comparison.SIGNS), rows, Number(self.dice.choice("0123")), False)
        if kind == 5:
            parts = [self.condition(depth - 1, outermost) for _ in range(self.dice.choice([2, 2, 3]))]
            return Junction(self.dice.choice(["and", "or", "<=>"]), parts)
        if kind == 6:
            return Denial(self.condition(depth - 1, False))
        if kind == 7:
            return Between(self.ratio(depth - 1), Number("0.5"), Number(self.dice.choice(["2", "150%"])))
        if kind == 4:
            return Comparison(self.dice.choice(Comparison.SIGNS), self.ratio(depth - 1), self.ratio(depth - 1),
                              False)
        return Comparison(self.dice.choice(Comparison.SIGNS), self.money(depth), self.money(depth - 1), True)


def show(digits, decimals):
    sign, plain = "-" if digits < 0 else "", str(abs(digits)).rjust(decimals + 1, "0")
    return sign + (plain if decimals == 0 else plain[:-decimals] + "." + plain[-decimals:])


def random_cells(dice, magnitude):
    """Cells by place in yuan, the rows of B, and the text that fills them."""
    cells, words, rows = {}, [], [key for key in KEYS if dice.random() < 0.6]
    places = [("A", row, column) for row in MONEY for column in "123"]
    places += [("B", key, column) for key in rows for column in "12"]
    for place in places:
        if dice.random() < 0.15:
            if place[0] == "B":
                words.append("B.%s.%s=" % place[1:])
            continue
        unit, decimals = MONEY.get(place[1], (1000, 0)) if place[0] == "A" else (1000, 0)
        digits = magnitude()
        cells[place] = Fraction(digits * unit)
        words.append("%s.%s.%s=%s" % (*place, show(digits, decimals)))
    return cells, rows, " ".join(words)


class Report:
    """One report with what lies beside it, and the line that the runner reads."""

    def __init__(self, dice, magnitude):
        self.cells, self.rows, filled = random_cells(dice, magnitude)
        self.earlier, _, before = random_cells(dice, magnitude)
        self.words = {place: dice.choice(WORDS) for place in ("D.02.1", "head.note") if dice.random() < 0.8}
        if dice.random() < 0.8:
            self.words["D.01.1"] = dice.choice("12")
        self.attributes = {name: dice.choice(WORDS) for name in ("size", "industry") if dice.random() < 0.85}
        self.others, others = {}, {}
        for form, item, unit, decimals in (("Y-01", "A.1.E", Fraction(1, 100), 2), ("M-01", "A.301.1", 1000, 0)):
            digits = magnitude()
            there, blank = dice.random() < 0.8, dice.random() < 0.15
            self.others[form] = ({} if blank else {tuple(item.split(".")): Fraction(digits) * unit}) if there else None
            others[form] = ("" if blank else "%s=%s" % (item, show(digits, decimals))) if there else "-"
        if dice.random() < 0.2:
            self.earlier, before = None, "-"
        filled = " ".join([filled] + ["%s=%s" % item for item in self.words.items()])
        attributes = " ".join("%s=%s" % item for item in self.attributes.items())
        self.parts = [filled, before, others["Y-01"], others["M-01"], attributes]

    def line(self):
        return "|".join(self.parts)


def random_tolerance(dice, linear):
    kind = dice.randrange(6)
    if kind == 0:
        return "within 1500 CNY", ("amount", Fraction(1500))
    if kind == 1:
        return "within 2.5%", ("share", Fraction(25, 1000))
    if kind == 2 and linear:
        return "within rounding", ("rounding", None)
    return "", None


# A rule, its reports, what must come out of each of them (one outcome, or one of each row), and whether the engine's
# numbers may be too short for it.
Case = collections.namedtuple("Case", "rule reports expected may_overflow")


def random_magnitude(dice):
    return dice.choice([lambda: dice.randrange(-9, 10), lambda: dice.randrange(-10**6, 10**6),
                        lambda: dice.choice([MOST, -MOST, MOST - 1, 0, 1, -1])])


def make_reports(dice):
    """Alike in size or not, so that columns are narrow and wide."""
    if dice.random() < 0.7:
        magnitude = random_magnitude(dice)
        return [Report(dice, magnitude) for _ in range(REPORTS)]
    return [Report(dice, random_magnitude(dice)) for _ in range(REPORTS)]


def skips_blanks(part):
    """Rules with a quotient, or over periods, count no blank as zero."""
    return re.search("[/@]", part.text()) is not None


def make_calculation(dice):
    maker = Maker(dice, dice.random() < 0.4)
    body = maker.money(3)
    while "[" not in body.text() or NOTHING in body.text():
        body = maker.money(3)
    words, within = random_tolerance(dice, False)
    reports, expected = make_reports(dice), []
    alone = "skip" if skips_blanks(body) else "zero"
    for report in reports:
        judge = Judge(report, alone, alone, within)
        value = body.value(judge)
        cell = None
        if dice.random() < 0.85:
            # Most totals are right, or right but for a thousand.
            whole = 0 if isinstance(value, set) else round(value / 1000)
            digits = max(-MOST, min(MOST, whole + dice.choice([0, 0, 0, 1, -1])))
            cell = Fraction(digits * 1000)
            report.parts[0] += " A.08.1=%d" % digits
        expected.append([Judge(report, alone, alone, within).computed(body, cell)])
    return Case("#1 hard calc [A.08,1] := %s %s" % (body.text(), words), reports, expected, True)


def make_case(dice):
    if dice.random() < 0.1:
        return make_calculation(dice)
    linear, by_row, wordy = dice.random() < 0.3, dice.random() < 0.3, dice.random() < 0.4
    maker = Maker(dice, linear, by_row, wordy)
    body = maker.condition(3, True)
    # A rule looks at some cell, a rule of rows at its row.
    while not re.search(r"\[r,|\(r[,)]" if by_row else r"\[", body.text()) or NOTHING in body.text():
        body = maker.condition(3, True)
    guard = maker.condition(1, False) if dice.random() < 0.2 else None
    while guard is not None and NOTHING in guard.text():
        guard = maker.condition(1, False)
    words, within = "", None
    if isinstance(body, Comparison) and body.money:
        words, within = random_tolerance(dice, linear and not by_row)
    blank = dice.choice(["", "", "", "zero", "skip"] + ([] if wordy else ["fail"]))
    skips = skips_blanks(body) or (guard is not None and skips_blanks(guard))
    alone = blank or ("skip" if skips or by_row else "zero")
    in_sum = blank or ("skip" if skips else "zero")
    rule = "#1 hard %s%s%s %s%s" % ("each r in B.* : " if by_row else "",
                                    "when %s => " % guard.text() if guard else "", body.text(), words,
                                    " blank = " + blank if blank else "")
    reports = make_reports(dice)
    expected = [[Judge(report, alone, in_sum, within, key).outcome(guard, body)
                 for key in (report.rows if by_row else [None])] for report in reports]
    return Case(rule, reports, expected, not linear)


def judge_machine(case, said):
    """What is wrong with what the machine says of each report."""
    for report, expected, words in zip(case.reports, case.expected, said):
        found = [outcome.rsplit(":", 1)[1] for outcome in words.split()]
        wrong = len(found) != len(expected) or any(
            one != other and not (one == "error" and case.may_overflow) for one, other in zip(found, expected))
        if wrong:
            yield "%s | %s: %s, not %s" % (case.rule, report.line(), found, expected)


def judge_columns(case, said, columns):
    """What columns say is what the machine said: how often each outcome, and where something was found."""
    outcomes = [[word.rsplit(":", 1)[1] for word in words.split()] for words in said]
    counts = collections.Counter(outcome for report in outcomes for outcome in report)
    expected = ["%d" % counts[name] for name in ("pass", "fail", "skipped", "not-evaluable", "error")]
    by_row = "each r" in case.rule
    expected += ["%d.%d.%s" % (number, row if by_row else -1, outcome) for number, report in enumerate(outcomes)
                 for row, outcome in enumerate(report) if outcome in ("fail", "error")]
    if columns[1:] != expected:
        yield "%s | %s: columns say %s, not %s" % (case.rule, "\t".join(report.line() for report in case.reports),
                                                  columns[1:], expected)


def judge_all(cases, lines):
    wrong, counts = [], collections.Counter()
    for number, case in enumerate(cases):
        parts = lines[number].split("\t") if number < len(lines) else []
        if len(parts) != REPORTS + 1:
            wrong.append("%s: %s" % (case.rule, " ".join(parts) or "no answer"))
            continue
        counts.update(word.rsplit(":", 1)[1] for words in parts[:-1] for word in words.split())
        counts["lanes"] += int(parts[-1].split()[0])
        wrong += judge_machine(case, parts[:-1])
        wrong += judge_columns(case, parts[:-1], parts[-1].split())
    return wrong, counts


def main():
    runner, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20240630
    dice = random.Random(seed)
    cases = [make_case(dice) for _ in range(int(sys.argv[3]) if len(sys.argv) > 3 else CASES)]
    lines = ["\t".join([case.rule] + [report.line() for report in case.reports]) for case in cases]
    said = subprocess.run([runner], input="".join(line + "\n" for line in lines), text=True, capture_output=True,
                          check=False)
    wrong, counts = judge_all(cases, said.stdout.split("\n"))
    print("1..2")
    print("# seed %d, %d rules: %s" % (seed, len(cases), dict(counts)))
    for line in wrong[:10] + ([said.stderr] if said.returncode != 0 else []):
        print("# " + line)
    print("%sok 1 - machine, columns and fractions of any size agree" % ("not " if wrong else ""))
    # A test in which everything was skipped or given up would say nothing.
    total = sum(counts[name] for name in ("pass", "fail", "skipped", "not-evaluable", "error"))
    told = min(counts[outcome] for outcome in ("pass", "fail", "skipped", "not-evaluable")) * 20 > total
    few = counts["error"] * 5 < total and counts["lanes"] * 3 > len(cases)
    print("%sok 2 - each outcome is common, giving up is not, and many rules are judged in lanes" % (
        "" if told and few else "not "))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
