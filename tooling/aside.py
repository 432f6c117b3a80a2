"""Suites that run beside others, in a process of their own."""

import contextlib
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence

from . import odoo
from .pytest_run import Counts
from .steps import say

DIED = "its process ended before its time"


@contextlib.contextmanager
def running(
    suites: Sequence[str], run: Callable[[str], Counts]
) -> Iterator[Callable[[], dict[str, Counts]]]:
    """Run suites aside for the time of a `with`; the function given awaits how they went.

    What they say is shown when they have ended: two suites in one stream nobody can read.
    A suite whose process died has failed.
    """
    if not suites:
        yield dict
        return
    odoo.setup()  # once, where the user sees it
    say(f"=== {', '.join(suites)}: meanwhile, shown afterwards")
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    with tempfile.TemporaryFile() as shown:

        def work() -> None:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
                os.dup2(shown.fileno(), stream.fileno())
            for name in suites:
                sender.send((name, run(name)))

        process = context.Process(target=work)
        process.start()
        sender.close()  # else nobody would notice that the process has died

        def finish() -> dict[str, Counts]:
            results: dict[str, Counts] = {}
            with contextlib.suppress(EOFError):
                while len(results) < len(suites):
                    results |= [receiver.recv()]
            process.join()
            shown.seek(0)
            sys.stdout.write(shown.read().decode(errors="replace"))
            sys.stdout.flush()
            for name in suites:
                if name not in results:
                    results[name] = Counts()
                    results[name].fail(DIED)
                    say(f"{name}: {DIED}")
            return results

        try:
            yield finish
        finally:
            process.terminate()
            process.join()
