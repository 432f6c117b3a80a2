from . import models
from . import wizard


def _fill_volumes(env):
    """Fill ``fuel.volume`` from the orders the ERP already has: set-based SQL."""
    env["fuel.volume"]._rebuild()
