from . import controllers, demo, models, wizard
from .hooks import fill_volumes, release_records
