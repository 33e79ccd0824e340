"""The cost of the plugin, compared with similar tools: ``python -m benchmarks``.

Everything is measured in one run on one machine, because only ratios are comparable.
"""
