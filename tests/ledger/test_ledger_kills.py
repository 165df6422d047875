"""Killed at any instant and started again, a run ends with the ledger of one never killed."""

import subprocess
import sys
from pathlib import Path


def test_killed_at_random_points_and_started_again() -> None:
    script = Path(__file__).with_name("kill_loop.py")
    ended = subprocess.run([sys.executable, script, "40"], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert "each the same" in ended.stdout
