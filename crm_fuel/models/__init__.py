# Areas from the ground up; each may use the ones before it.
# isort: off
from . import master, visit, volume
from . import project
