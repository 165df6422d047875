"""Where a user's own knowledge lies: `DEMARCHE_KNOWLEDGE`, set by the option `--knowledge DIR`.

One folder, or several joined by `os.pathsep`, the later ones winning. Each has a part for each
stage, named as in the package: `events/`, `actors/`. An environment variable reaches worker
processes too, so that any number of workers reads the same knowledge.
"""

import os
from pathlib import Path

from demarche.errors import KnowledgeError

VARIABLE = "DEMARCHE_KNOWLEDGE"


def use(folder: Path | None) -> None:
    """Read this folder's knowledge too, from here on; None changes nothing.

    Raises KnowledgeError where it is no folder.
    """
    if folder is None:
        return
    if not folder.is_dir():
        raise KnowledgeError(
            f"{folder} is no folder", "give a folder with events/ or actors/ in it"
        )
    os.environ[VARIABLE] = str(folder.resolve())


def folders(part: str) -> tuple[Path, ...]:
    """The folders of the user that hold this part of the knowledge, in order.

    Raises KnowledgeError where the variable names a folder that is not there.
    """
    found = []
    for name in os.environ.get(VARIABLE, "").split(os.pathsep):
        if not name:
            continue
        folder = Path(name)
        if not folder.is_dir():
            raise KnowledgeError(
                f"{VARIABLE}: {name} is no folder", "set it to a folder or unset it"
            )
        if (folder / part).is_dir():
            found.append(folder / part)
    return tuple(found)
