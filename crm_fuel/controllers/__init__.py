from . import (
    binary,
    portal,
    portal_complaint,
    portal_complaint_new,
    portal_form,
    portal_satisfaction,
    portal_suggestion,
    portal_survey,
    webmanifest,
)
