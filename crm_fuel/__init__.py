from . import demo
from . import models
from . import wizard
from .hooks import fill_volumes, release_records
