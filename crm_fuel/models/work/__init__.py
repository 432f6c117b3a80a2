from . import (
    fuel_announcement,
    fuel_announcement_notice,
    fuel_announcement_receipt,
    fuel_announcement_receipt_delivery,
    fuel_announcement_state,
    fuel_announcement_version,
    mail_activity,
)
