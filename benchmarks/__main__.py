"""Run the suite: `python -m benchmarks` (`make bench`)."""

import runpy
import sys

SUITE = ("benchmarks.parse_speed", "benchmarks.stages", "benchmarks.scale")

for module in SUITE:
    print(f"== {module}", flush=True)
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__")
