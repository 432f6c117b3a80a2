"""What is behind ./fuel.

Everything that ./fuel itself imports is standard library: it has to run before the
virtual environment exists.
"""
