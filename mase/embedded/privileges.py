"""As whom PostgreSQL runs. It refuses to be root, so root hands it to `nobody` or to a namespace of its own."""

import os
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NOBODY = 65534


@dataclass(frozen=True)
class Privileges:
    """What setpriv is told, what stands before the command, and who owns the files."""

    setpriv: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    owner: int | None = None

    def own(self, folder: Path) -> None:
        """Hand the folder and all in it to whom the server runs as."""
        if self.owner is None or folder.stat().st_uid == self.owner:
            return
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.owner, self.owner, follow_symlinks=False)


ORDINARY = Privileges()
# The one capability lets `nobody` pass through a 0700 home to the programs and the data.
AS_NOBODY = Privileges(
    setpriv=(
        f"--reuid={NOBODY}",
        f"--regid={NOBODY}",
        "--clear-groups",
        "--inh-caps=-all,+dac_override",
        "--ambient-caps=+dac_override",
    ),
    owner=NOBODY,
)
IN_NAMESPACE = Privileges(before=("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"), owner=0)


class CannotLeaveRoot(Exception):
    """PostgreSQL refuses to run as root, and this machine allows no way out of it."""


@cache
def for_postgres() -> Privileges:
    """Return the first way that works here: some containers allow only one of them."""
    if os.geteuid():
        return ORDINARY
    for way in (AS_NOBODY, IN_NAMESPACE):
        trial = ["setpriv", *way.setpriv, "--", *way.before, "true"]
        if subprocess.run(trial, capture_output=True, check=False).returncode == 0:  # noqa: S603
            return way
    raise CannotLeaveRoot("PostgreSQL refuses to run as root. Start this as an ordinary user, or set DATABASE_URL.")
