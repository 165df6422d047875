"""Opening what a source names: a local path, a pattern, a folder, a file of an object store.

`s3://`, `gs://`, `memory://` and the like are fsspec's; their drivers (s3fs, gcsfs ...) are
installed by who needs them. Compression (gzip, bzip2, xz, zip of one file) is taken off on the way.
"""

import glob
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from demarche.errors import InputError

_PACKED = {".gz": "gzip", ".bz2": "bz2", ".xz": "xz", ".zip": "zip"}


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read: its full name, and its suffix without that of a compression."""

    name: str
    suffix: str
    packed: str | None = None

    @property
    def remote(self) -> bool:
        """Whether fsspec has to open it."""
        return "://" in self.name

    def open(self, *, unpack: bool = True) -> IO[bytes]:
        """The file as a binary stream.

        Raises InputError where it is not there, may not be read, or its driver is missing.
        """
        packed = self.packed if unpack else None
        try:
            if not self.remote and packed is None:
                return Path(self.name).open("rb")
            import fsspec

            return cast(IO[bytes], fsspec.open(self.name, "rb", compression=packed).open())
        except ImportError as error:
            raise InputError(f"no driver for this address: {error}", "pip install it") from None
        except OSError as error:
            raise InputError(
                f"cannot read it: {error.strerror or error}", "check the path"
            ) from None


def input_of(name: str) -> Input:
    """The input that a file's name stands for, told by its suffixes."""
    suffixes = [suffix.lower() for suffix in PurePosixPath(name).suffixes]
    packed = _PACKED.get(suffixes[-1]) if suffixes else None
    if packed:
        suffixes.pop()
    return Input(name, suffixes[-1] if suffixes else "", packed)


def expand(source: str) -> Iterator[Input]:
    """The files that a source names, in the order of their names; hidden files are left out.

    Raises InputError for a pattern or folder without files.
    """
    if "://" in source:
        yield from _expand_remote(source)
        return
    if Path(source).is_dir():
        found = _walk(source)
    elif glob.has_magic(source) and not Path(source).exists():
        names = glob.glob(source, recursive=True)  # noqa: PTH207 - a pattern may be absolute
        found = iter(sorted(name for name in names if Path(name).is_file()))
    else:
        yield input_of(source)
        return
    empty = True
    for name in found:
        empty = False
        yield input_of(name)
    if empty:
        raise InputError("no files here", "nothing to read")


def _walk(folder: str) -> Iterator[str]:
    """Files under a folder, one folder at a time: a tree of millions is never listed whole."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                yield from _walk(entry.path)
            elif entry.is_file():
                yield entry.path


def _expand_remote(source: str) -> Iterator[Input]:
    import fsspec

    try:
        system, path = fsspec.core.url_to_fs(source)
        if glob.has_magic(path):
            names = sorted(system.glob(path))
        elif system.isdir(path):
            names = sorted(system.find(path))
        else:
            yield input_of(source)
            return
    except ImportError as error:
        raise InputError(f"no driver for this address: {error}", "pip install it") from None
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read it: {error}", "check the address") from None
    if not names:
        raise InputError("no files here", "nothing to read")
    unstrip: Any = system.unstrip_protocol
    for name in names:
        yield input_of(unstrip(name))
