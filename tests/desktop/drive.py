# SPDX-License-Identifier: Apache-2.0
"""What a person does before the program, step by step: played in order and told as TAP. After a step that fails
the rest would say nothing, so it ends there, with a picture of the screen as it was."""

import time
import traceback

from keyboard import teach
from screen import Missing, wait_for_display

# ./check plays what said this once more, and tells so.
WAITED = "# waited in vain before a living program"


def drive(make, steps, group, prepare=None, typed=""):
    """@make gives who plays: methods named like @steps, .screen, .pictured (begins the pictures' names), .close().
    @typed: what it types that a usual keyboard has no keys for. Gives the exit status."""
    print(f"1..{len(steps)}", flush=True)
    wait_for_display()
    teach(typed)
    player = make()
    failed = False
    try:
        if prepare:
            prepare(player)
        for number, step in enumerate(steps, 1):
            began = time.monotonic()
            name = f"{number} - /desktop/{group}/{step.replace('_', '-')}"
            try:
                getattr(player, step)()
                print(f"# {time.monotonic() - began:.1f} s\nok {name}", flush=True)
            except Exception as error:  # each failure is reported with the screen as it was
                failed = True
                print(f"not ok {name}", flush=True)
                traceback.print_exc()
                if isinstance(error, Missing) and player.screen and player.screen.is_alive():
                    print(WAITED, flush=True)
                if player.screen:
                    print("# on the screen:", *player.screen.list_words(), sep="\n#   ", flush=True)
                    player.screen.shoot(f"{player.pictured}-failed-{step}")
                break
    finally:
        player.close()
    return 1 if failed else 0
