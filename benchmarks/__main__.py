"""Run the suite: `python -m benchmarks` (`make bench`)."""

import runpy
import sys

SUITE = ("benchmarks.parse_speed", "benchmarks.pipeline")

for module in SUITE:
    print(f"== {module}")
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__")
