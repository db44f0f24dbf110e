"""Processors that are kept from sleeping, since to wake one, above all a virtual one, costs more than most measurements."""

import contextlib
import os
import subprocess
import sys


@contextlib.contextmanager
def awake_processors():
    """Keeps every processor busy with what gives way to everything else."""
    busy = "import os; os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))\nwhile os.getppid() == {}: pass"
    burners = [subprocess.Popen([sys.executable, "-c", busy.format(os.getpid())]) for _ in os.sched_getaffinity(0)]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()
