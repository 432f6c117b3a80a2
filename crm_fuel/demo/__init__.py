from . import fuel_demo
