"""What black-box and browser tests stand on: see fixtures.py, pages.py and docs.py."""
