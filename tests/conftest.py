"""Tests are run by ./fuel test, which says where Odoo and the database are.

The fixtures of the black-box and browser tests are in harness/fixtures.py and
harness/pages.py; ./fuel test loads them as plugins (-p).
"""
