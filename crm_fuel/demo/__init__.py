from . import fuel_demo, fuel_demo_announcement, fuel_visit_demo
