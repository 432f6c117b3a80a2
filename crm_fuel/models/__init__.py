# Areas from the ground up; each may use the ones before it.
from . import master, visit, volume

# isort: split
from . import pipeline
