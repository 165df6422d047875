"""Shards and ledgers name the version that is installed, without asking the package's metadata."""

from importlib.metadata import version

import demarche


def test_the_version_is_that_of_the_package() -> None:
    assert demarche.__version__ == version("demarche")
