# Areas from the ground up; each may use the ones before it.
# isort: off
from . import master, volume, visit
from . import pipeline, project, work, service, home
