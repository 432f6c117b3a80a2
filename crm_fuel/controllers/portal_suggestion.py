"""Suggestions on the customer's own pages: make them, follow them, reply."""

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from .portal import PAGE_SIZE, customer_route
from .portal_form import FuelPortalForm

LIST = "/my/fuel/suggestions"
NEW = f"{LIST}/new"


class FuelPortalSuggestion(FuelPortalForm):
    # ------------------------------------------------------------
    # Values
    # ------------------------------------------------------------

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "fuel_suggestion_count" in counters:
            # sudo: within the fence of the domain.
            values["fuel_suggestion_count"] = (
                request.env["fuel.suggestion"]
                .sudo()
                .search_count(self._suggestion_domain())
            )
        return values

    def _suggestion_domain(self):
        return self._fuel_portal_domain("customer_id")

    def _suggestion_row(self, suggestion):
        env = request.env
        state, colour = {
            "new": (env._("Received"), "info"),
            "answered": (env._("Answered"), "success"),
            "closed": (env._("Closed"), "secondary"),
        }[suggestion.state]
        return {
            "number": suggestion.number or "",
            "name": suggestion.name or "",
            "url": f"{LIST}/{self._fuel_ref(suggestion)}",
            "state": state,
            "colour": colour,
            "date": self._fuel_date(suggestion.create_date),
        }

    def _suggestion_vessels(self):
        """Return the vessels of the customer's orders, by reference."""
        # sudo: within the fence of the domain.
        orders = request.env["sale.order"].sudo()
        groups = orders._read_group(
            self._fuel_portal_domain("partner_id")
            & Domain("fuel_vessel_id", "!=", False),
            ["fuel_vessel_id"],
        )
        vessels = [vessel for (vessel,) in groups]
        return sorted(vessels, key=lambda vessel: vessel.name)

    # ------------------------------------------------------------
    # List
    # ------------------------------------------------------------

    @customer_route([LIST, f"{LIST}/page/<int:page>"])
    def fuel_suggestions(self, page=1, **_kwargs):
        """List the customer's suggestions, the latest first."""
        self._fuel_require_customer()
        # sudo: within the fence of the domain.
        suggestions = request.env["fuel.suggestion"].sudo()
        domain = self._suggestion_domain()
        pager = self._fuel_pager(LIST, suggestions.search_count(domain), page)
        found = suggestions.search(domain, limit=PAGE_SIZE, offset=pager["offset"])
        return self._fuel_page(
            "crm_fuel.portal_fuel_suggestions",
            {
                "rows": [self._suggestion_row(suggestion) for suggestion in found],
                "pager": pager,
                "new_url": NEW,
            },
            crumbs=[(request.env._("Suggestions"), None)],
        )

    # ------------------------------------------------------------
    # Make
    # ------------------------------------------------------------

    @customer_route(NEW)
    def fuel_suggestion_form(self, **_kwargs):
        """Show the form."""
        self._fuel_require_customer()
        return self._suggestion_form_page({})

    @customer_route(NEW, methods=["POST"])
    def fuel_suggestion_make(self, **post):
        """Make a suggestion once, or show the form again with what is wrong."""
        self._fuel_require_customer()
        env = request.env
        # sudo: customers have no right to suggestions; what they pass on is checked.
        suggestions = env["fuel.suggestion"].sudo()
        errors, text, vessel = {}, "", ""
        try:
            text = suggestions._portal_text(post.get("text"), env._("Your suggestion"))
        except UserError as error:
            errors["text"] = str(error)
        vessels = {self._fuel_ref(it): it.id for it in self._suggestion_vessels()}
        vessel = post.get("vessel") or ""
        if vessel and vessel not in vessels:
            errors["vessel"] = env._(
                "Vessel: there is no such one among yours. Choose another one, or none."
            )
        files, refused = self._fuel_uploads()
        if refused:
            errors["files"] = " ".join(refused)
        if not errors:
            try:
                suggestion = self._make_suggestion(
                    post, text, vessels.get(vessel), files
                )
            except UserError as error:
                errors["form"] = str(error)
            else:
                url = f"{LIST}/{self._fuel_ref(suggestion)}?sent=suggestion"
                return request.redirect(url, code=303)
        return self._suggestion_form_page(post, errors, lost_files=bool(files))

    def _make_suggestion(self, post, text, vessel_id, files):
        env = request.env
        customer, partner = self._fuel_customer(), self._fuel_partner()
        # sudo: as above.
        suggestions = env["fuel.suggestion"].sudo()
        key = self._fuel_form_key(post, text, vessel_id)
        sent = suggestions._portal_sent(partner, key)
        if sent:
            return sent
        # All of it or nothing: where it is refused, the page says nothing was sent.
        with env.cr.savepoint():
            suggestion = suggestions.create(
                {
                    "text": text,
                    "vessel_id": vessel_id,
                    "customer_id": customer.id,
                    "contact_id": partner.id,
                    "company_id": (customer.company_id or env.company).id,
                    "source": "portal",
                }
            )
            suggestion._portal_say(partner, text, self._fuel_named(files), key)
        return suggestion

    def _suggestion_form_page(self, post, errors=None, lost_files=False):
        env = request.env
        errors = errors or {}
        return self._fuel_page(
            "crm_fuel.portal_fuel_suggestion_new",
            {
                **self._fuel_form(),
                "form": {
                    name: str(post.get(name) or "") for name in ("text", "vessel")
                },
                "errors": errors,
                "lost_files": lost_files,
                "vessels": [
                    {"value": self._fuel_ref(vessel), "label": vessel.name}
                    for vessel in self._suggestion_vessels()
                ],
                "post_url": NEW,
                "list_url": LIST,
            },
            crumbs=[
                (env._("Suggestions"), LIST),
                (env._("Make a suggestion"), None),
            ],
            status=422 if errors else 200,
        )

    # ------------------------------------------------------------
    # Follow
    # ------------------------------------------------------------

    def _suggestion(self, ref):
        return self._fuel_record("fuel.suggestion", ref, self._suggestion_domain())

    def _suggestion_page(self, ref, suggestion, status=200, **values):
        env = request.env
        url = f"{LIST}/{ref}"
        by_hand = suggestion.source != "portal"
        return self._fuel_page(
            "crm_fuel.portal_fuel_suggestion",
            {
                **self._fuel_form(),
                "suggestion": {
                    **self._suggestion_row(suggestion),
                    # What a customer wrote themselves is the first message.
                    "text": by_hand and suggestion.text,
                    "vessel": suggestion.vessel_id.name or "",
                    "contact": suggestion.contact_id.name or "",
                    "owner": suggestion.user_id
                    and self._fuel_answerer(suggestion.user_id),
                },
                "messages": self._fuel_talk(suggestion, url),
                "sent": "",
                "url": url,
                "errors": {},
                "text": "",
                **values,
            },
            crumbs=[(env._("Suggestions"), LIST), (suggestion.number, None)],
            status=status,
        )

    @customer_route(f"{LIST}/<string:ref>")
    def fuel_suggestion(self, ref, sent="", **_kwargs):
        """Show a suggestion as its customer sees it."""
        return self._suggestion_page(ref, self._suggestion(ref), sent=sent)

    @customer_route(f"{LIST}/<string:ref>/file/<string:file_ref>")
    def fuel_suggestion_file(self, ref, file_ref, **_kwargs):
        """Give a file of the conversation."""
        return self._fuel_talk_file(self._suggestion(ref), file_ref)

    @customer_route(f"{LIST}/<string:ref>/reply", methods=["POST"])
    def fuel_suggestion_reply(self, ref, **post):
        """Write on; whatever the state, somebody is asked to answer again."""
        suggestion = self._suggestion(ref)
        errors = self._fuel_reply(suggestion, post)
        if not errors:
            return request.redirect(f"{LIST}/{ref}?sent=reply", code=303)
        return self._suggestion_page(
            ref,
            suggestion,
            errors={"reply": " ".join(errors)},
            text=post.get("text") or "",
            status=422,
        )
