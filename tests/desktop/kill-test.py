#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The accountant's program ended by kill -9 while figures are typed, at moments drawn by lot. What the window called saved is
there afterwards; of what was typed since, a first part in the order in which it was typed; and nothing else.

    kill-test.py DESKTOP WORKSPACE LOCALE_DIR PICTURES ROUNDS [SEED]"""

import os
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from drive import drive  # noqa: E402
from screen import Missing, wait  # noqa: E402
from visit import Visit  # noqa: E402

WORDS = {"en": {"june": "June 2024", "saved": "Draft saved"}}
# The cells that are typed: the first column's first rows, one below the other, in whole thousands.
N_CELLS = 4
FIRST_FIGURE = 2_000_001
LONGEST = 0.7  # seconds from the first key to the kill


class Kill(Visit):
    def __init__(self, desktop, maker, locale_dir, pictures, rounds, seed=None):
        super().__init__(desktop, maker, locale_dir, pictures, "en", WORDS, "kill")
        self.rounds, self.seed = int(rounds), int(seed) if seed else random.randrange(1 << 32)
        self.lot = random.Random(self.seed)
        self.figure = FIRST_FIGURE
        # Cell by cell the figures that it may hold: the one that was saved, then what was typed after it.
        self.saved = [None] * N_CELLS
        self.hurried = []  # (cell, figure) in the order of typing since the last save that was seen
        self.n_kept = self.n_saved = 0

    def open(self):
        self.open_report("B204-1")
        self.screen.focus()

    def draw_figures(self):
        """Each figure is typed once and never again."""
        figures = []
        for cell in range(self.lot.randint(1, N_CELLS)):
            self.figure += self.lot.randint(1, 40)
            figures.append((cell, self.figure))
        return figures

    @staticmethod
    def keys(figures):
        return [key for _, figure in figures for key in (*str(figure), "Return")]

    def type_and_wait(self):
        figures = self.draw_figures()
        self.screen.press("ctrl+Home")
        self.screen.press(*self.keys(figures))
        wait(lambda: f"{figures[-1][1]:,}" in self.screen.names("table cell"), "the last figure in its cell")
        self.see("saved")
        for cell, figure in figures:
            self.saved[cell] = figure
        self.n_saved += len(figures)

    def type_and_kill(self):
        self.hurried = self.draw_figures()
        self.screen.press("ctrl+Home")
        with subprocess.Popen(["xdotool", "key", "--delay", "8", *self.keys(self.hurried)]) as typing:
            time.sleep(self.lot.uniform(0, LONGEST))
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(timeout=120)
            typing.wait(timeout=120)

    def is_settled(self):
        """Whether what the table shows can be: the saved figures, overtaken by the first so many of the hurried."""
        shown = {name.replace(",", "") for name in self.screen.names("table cell")}
        for n_kept in range(len(self.hurried), -1, -1):
            held = list(self.saved)
            for cell, figure in self.hurried[:n_kept]:
                held[cell] = figure
            typed = {int(name) for name in shown if name.isdigit() and FIRST_FIGURE <= int(name) <= self.figure}
            if typed == {figure for figure in held if figure}:
                self.saved, self.hurried = held, []
                self.n_kept += n_kept
                return True
        return False

    def settle(self, what):
        """Figures that are not there are lost, which no second play excuses."""
        try:
            wait(self.is_settled, what)
        except Missing as error:
            raise AssertionError(f"figures are lost: {error}") from error

    def typing(self):
        print(f"# seed {self.seed}, {self.rounds} rounds", flush=True)
        for number in range(self.rounds):
            if number > 0:
                self.start()
            self.open()
            self.settle(f"round {number}: {self.saved} and a first part of {self.hurried}")
            self.type_and_wait()
            self.type_and_kill()
        self.start()
        self.open()
        self.settle(f"at the end: {self.saved} and a first part of {self.hurried}")
        print(f"# {self.rounds} kills; {self.n_saved} figures saved, none lost; {self.n_kept} that were not yet called saved were "
              "there too", flush=True)


if __name__ == "__main__":
    sys.exit(drive(lambda: Kill(*sys.argv[1:]), ["typing"], "kill"))
