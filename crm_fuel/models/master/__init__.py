from . import fuel_port
from . import fuel_grade
from . import fuel_vessel_type
