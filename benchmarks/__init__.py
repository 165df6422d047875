"""Timings as ratios against something run beside them: `make bench`, or one module alone."""
