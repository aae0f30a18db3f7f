"""Run a command with a private database and broker: python -m mase.embedded COMMAND [ARGUMENTS].

Starts whatever of DATABASE_URL and CELERY_BROKER_URL is not set, with its data under MASE_DATA (default: var), stops it
with the command, and ends with the command's exit status. MASE_EMBEDDED_FSYNC=off trades safety for speed, for tests.
"""

import signal
import sys
from functools import partial

from mase.embedded import binaries, hold, postgres, privileges, servers
from mase.running import processes

REFUSALS = (
    binaries.NoServerPrograms,
    hold.AlreadyRunning,
    privileges.CannotLeaveRoot,
    servers.NoPrivateFolder,
    postgres.ServerDidNotStart,
)


def main(command: list[str]) -> int:
    """Run the command between starting and stopping the servers; return its exit status."""
    if not command or command[0] in {"-h", "--help"}:
        print(__doc__)  # noqa: T201
        return 0 if command else 2
    try:
        with servers.reserved() as plan:
            return processes.guard(partial(_run, command, plan))
    except REFUSALS as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201
        return 1


def _run(command: list[str], plan: servers.Plan) -> int:
    with servers.running(plan) as (environment, pids):
        child = processes.start(command, last=signal.SIGTERM, env=environment)
        status = processes.wait(child)
        processes.end(partial(processes.descendants, besides=pids))
    return status


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
