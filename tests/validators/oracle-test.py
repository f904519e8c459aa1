#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Judges random rules over random cells twice: by the engine, and here with fractions of any size.

The two share nothing but the notation. Figures are small, ordinary, and at the very ends of what a cell
holds; where the engine's 128 bits cannot hold a rule it may say so ("error"), never pass or fail it wrongly.
"""

import random
import subprocess
import sys
from fractions import Fraction

CASES = 2500
MOST = 10**18 - 1
# Row → yuan of its last digit and its decimals, as the stage has them.
MONEY = {"01": (1000, 0), "02": (1000, 0), "03": (1000, 0), "04": (100, 2)}
KEYS = ["3911", "3913", "3974"]
BLANK, REFUSED, MISSING = "blank", "refused", "missing"


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
        if judge.earlier is None:
            return {MISSING}
        return judge.cell(self.place, judge.in_sum if self.terms else judge.alone, judge.earlier)

    def look(self, judge):
        return {MISSING} if judge.earlier is None else judge.cell(self.place, "skip", judge.earlier)

    def slack(self, judge):
        unit = MONEY[self.place[1]][0]
        return Fraction(unit, 2) if self.place in (judge.earlier or {}) else Fraction(0)


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
        if isinstance(self.left, Cell) or isinstance(self.right, Cell):
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
    """A sum or count over the rows of B, one value or condition a row: alone a blank cell leaves its row out,
    within a sum it is zero."""

    BODIES = {
        "[r,1]": lambda a, b: a,
        "[r,1] - [r,2]": lambda a, b: (a or 0) - (b or 0),
        "[r,2] * 3": lambda a, b: None if b is None else b * 3,
        "if([r,1] > [r,2], [r,1], [r,2])": lambda a, b: None if a is None or b is None else max(a, b),
    }

    def __init__(self, counts, body):
        self.counts, self.body = counts, body

    def text(self):
        return "count(r in B.* : %s > 0)" % self.body if self.counts else "sum(r in B.* : %s)" % self.body

    def mark(self):
        pass

    def value(self, judge):
        total = Fraction(0)
        for key in judge.rows:
            cells = [judge.cells.get(("B", key, column)) for column in "12" if "[r,%s]" % column in self.body]
            judge.seen_cell = True
            judge.seen_value |= any(cell is not None for cell in cells)
            value = self.BODIES[self.body](judge.cells.get(("B", key, "1")), judge.cells.get(("B", key, "2")))
            if value is not None:
                total += (value > 0) if self.counts else value
        return total


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
    def __init__(self, cells, earlier, rows, alone, in_sum, within):
        self.cells, self.rows, self.alone, self.in_sum, self.within = cells, rows, alone, in_sum, within
        self.earlier = earlier
        self.seen_cell = self.seen_value = False

    def cell(self, place, policy, cells=None):
        cells = self.cells if cells is None else cells
        self.seen_cell = True
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


class Maker:
    """Random rules of one kind: linear ones, which always fit, or any."""

    def __init__(self, dice, linear):
        self.dice, self.linear, self.quotient = dice, linear, False

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
            self.quotient = True
            return Operation("/", self.money(depth - 1), self.factor())
        if kind == 9:
            return Operation("*", self.ratio(depth - 1), self.money(depth - 1))
        if kind == 10:
            return self.extreme(depth)
        if kind == 11:
            return Filled(self.own_cell())
        if kind == 12:
            return Rows(False, self.dice.choice(list(Rows.BODIES)))
        return self.cell() if self.dice.random() < 0.9 else self.amount()

    def cell(self):
        if self.dice.random() < 0.15:
            self.quotient = True
            return Earlier("A", self.dice.choice(list(MONEY)), self.dice.choice("123"))
        return self.own_cell()

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
        self.quotient = True
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
        kind = self.dice.randrange(12) if depth > 0 and not self.linear else 0
        if kind == 8:
            return Listed(self.ratio(depth - 1))
        if kind == 9:
            return States(self.dice.choice(["blank", "filled"]), *self.places())
        if kind == 10:
            return Comparison(self.dice.choice(Comparison.SIGNS), Counted(*self.places()),
                              Number(self.dice.choice("0123")), False)
        if kind == 11:
            rows = Rows(True, self.dice.choice(list(Rows.BODIES)))
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
        sign, plain = "-" if digits < 0 else "", str(abs(digits)).rjust(decimals + 1, "0")
        shown = plain if decimals == 0 else plain[:-decimals] + "." + plain[-decimals:]
        words.append("%s.%s.%s=%s%s" % (*place, sign, shown))
    return cells, rows, " ".join(words)


def random_tolerance(dice, linear):
    kind = dice.randrange(6)
    if kind == 0:
        return "within 1500 CNY", ("amount", Fraction(1500))
    if kind == 1:
        return "within 2.5%", ("share", Fraction(25, 1000))
    if kind == 2 and linear:
        return "within rounding", ("rounding", None)
    return "", None


def make_case(dice):
    linear = dice.random() < 0.4
    magnitude = dice.choice([lambda: dice.randrange(-9, 10), lambda: dice.randrange(-10**6, 10**6),
                             lambda: dice.choice([MOST, -MOST, MOST - 1, 0, 1, -1])])
    large = magnitude() is None or any(abs(magnitude()) > 10**9 for _ in range(40))
    maker = Maker(dice, linear)
    body = maker.condition(3, True)
    while "[" not in body.text():
        body = maker.condition(3, True)
    guard = maker.condition(1, False) if dice.random() < 0.2 else None
    words, within = "", None
    if isinstance(body, Comparison) and body.money:
        words, within = random_tolerance(dice, linear)
    blank = dice.choice(["", "", "", "zero", "skip", "fail"])
    alone = blank or ("skip" if maker.quotient else "zero")
    rule = "#1 hard %s%s %s%s" % ("when %s => " % guard.text() if guard else "", body.text(), words,
                                  " blank = " + blank if blank else "")
    cells, rows, filled = random_cells(dice, magnitude)
    earlier, _, before = random_cells(dice, magnitude)
    if dice.random() < 0.2:
        earlier = None
    judge = Judge(cells, earlier, rows, alone, alone, within)
    return rule, filled + ("\t" + before if earlier is not None else ""), judge.outcome(guard, body), large and not linear


def main():
    runner, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20240630
    dice = random.Random(seed)
    cases = [make_case(dice) for _ in range(CASES)]
    said = subprocess.run([runner], input="".join("%s\t%s\n" % case[:2] for case in cases), text=True,
                          capture_output=True, check=False)
    outcomes = said.stdout.split("\n")
    wrong, counts = [], {}
    for number, (rule, cells, expected, may_overflow) in enumerate(cases):
        outcome = outcomes[number].split(":")[-1] if number < len(outcomes) else "no answer"
        counts[outcome] = counts.get(outcome, 0) + 1
        if outcome != expected and not (outcome == "error" and may_overflow):
            wrong.append("%s | %s: %s, not %s" % (rule, cells, outcome, expected))
    print("1..2")
    print("# %s" % counts)
    for line in wrong[:10] + ([said.stderr] if said.returncode != 0 else []):
        print("# " + line)
    print("%sok 1 - the engine agrees with fractions of any size" % ("not " if wrong else ""))
    # A test in which everything was skipped or given up would say nothing.
    told = min(counts.get(outcome, 0) for outcome in ("pass", "fail", "skipped")) * 20 > CASES
    few = counts.get("error", 0) * 5 < CASES
    print("%sok 2 - each outcome is common, and giving up is not" % ("" if told and few else "not "))
    return 0


if __name__ == "__main__":
    sys.exit(main())
