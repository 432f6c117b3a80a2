"""How content customers are with how a complaint ended: asked once, here or by a link."""

from odoo.exceptions import UserError
from odoo.http import request, route

from ..models.service.fuel_complaint import CLOSED
from ..models.service.fuel_complaint_mail import SATISFACTION
from .portal_form import FuelPortalForm

LINK = "/fuel/satisfaction/<string:token>"


class FuelPortalSatisfaction(FuelPortalForm):
    def _satisfaction_values(self, complaint):
        labels = self._satisfaction_labels()
        may_tell = complaint.state in CLOSED and complaint._may_tell_satisfaction()
        return {
            "may_tell": may_tell,
            "satisfaction": complaint.state in CLOSED
            and not may_tell
            and labels.get(complaint.satisfaction),
        }

    def _satisfaction_labels(self):
        field = request.env["fuel.complaint"]._fields["satisfaction"]
        return dict(field._description_selection(request.env))

    def _tell_satisfaction(self, complaint, post):
        score = post.get("score") or ""
        try:
            if score not in dict(SATISFACTION):
                raise UserError(
                    request.env._("Satisfaction: choose one of the five answers.")
                )
            text = complaint._portal_text(
                post.get("text"), request.env._("Remark"), required=False
            )
            complaint._tell_satisfaction(score, text)
        except UserError as error:
            return [str(error)]
        return []

    # ------------------------------------------------------------
    # By the link in the letter at the end
    # ------------------------------------------------------------

    @route(
        LINK,
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
    )
    def fuel_satisfaction(self, token, sent="", **_kwargs):
        """Ask how content they are: opening the link answers nothing yet."""
        return self._satisfaction_page(token, sent=sent)

    @route(
        LINK,
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def fuel_satisfaction_tell(self, token, **post):
        """Take the answer, once."""
        complaint = self._satisfaction_complaint(token)
        if not complaint:
            return self._fuel_dead_link()
        if request.env.user._is_internal():
            # What the company's own people hear they note in the complaint.
            errors = [request.env._("Only the customer answers here.")]
        else:
            errors = self._tell_satisfaction(complaint, post)
        if errors:
            return self._satisfaction_page(
                token, error=" ".join(errors), text=post.get("text") or ""
            )
        return request.redirect(f"/fuel/satisfaction/{token}?sent=1", code=303)

    def _satisfaction_complaint(self, raw):
        """Return the complaint of a link while it is the customer's, as superuser."""
        token, complaint = self._fuel_token(raw, "fuel.complaint")
        theirs = complaint and complaint.customer_id == token.customer_id
        return complaint if theirs else complaint.browse()

    def _satisfaction_page(self, token, sent="", error="", text=""):
        complaint = self._satisfaction_complaint(token)
        if not complaint:
            return self._fuel_dead_link()
        offered = complaint.state == "settled"
        return self._fuel_page(
            "crm_fuel.portal_fuel_satisfaction",
            {
                "no_breadcrumbs": True,
                "number": complaint.number,
                "name": complaint.name,
                "outcome": complaint.proposal if offered else complaint.reject_reason,
                "is_closed": complaint.state in CLOSED,
                **self._satisfaction_values(complaint),
                "scores": list(self._satisfaction_labels().items()),
                "post_url": f"/fuel/satisfaction/{token}",
                "sent": sent,
                "error": error,
                "text": text,
            },
            status=422 if error else 200,
        )
