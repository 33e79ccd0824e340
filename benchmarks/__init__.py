"""What the plugin costs, beside others that do as much: ``python -m benchmarks``.

Everything is measured in one run on one machine, so that ratios mean something.
"""
