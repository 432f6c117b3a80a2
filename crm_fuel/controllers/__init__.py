from . import binary, survey, webmanifest
from . import (
    binary,
    portal,
    portal_announcement,
    portal_delivery,
    portal_link,
    portal_order,
    portal_vessel,
    portal_volume,
    webmanifest,
)
