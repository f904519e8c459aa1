# SPDX-License-Identifier: Apache-2.0
"""What a person does before the program, step by step: played in order and told as TAP. After a step that fails
the rest would say nothing, so it ends there, with a picture of the screen as it was."""

import time
import traceback

from screen import wait_for_display


def drive(make, steps, group, prepare=None):
    """@make gives who plays: methods named like @steps, .screen, .pictured (begins the pictures' names), .close().
    Gives the exit status."""
    print(f"1..{len(steps)}", flush=True)
    wait_for_display()
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
            except Exception:  # each failure is reported with the screen as it was
                failed = True
                print(f"not ok {name}", flush=True)
                traceback.print_exc()
                if player.screen:
                    player.screen.shoot(f"{player.pictured}-failed-{step}")
                break
    finally:
        player.close()
    return 1 if failed else 0
