from markupsafe import Markup

from odoo.http import request

from ..models.work.fuel_announcement import ADDRESS, PICTURE
from .portal import PAGE_SIZE, FuelPortal, customer_route

PICTURE_TYPES = {"image/jpeg", "image/png", "image/gif", "image/webp"}


class FuelPortalAnnouncement(FuelPortal):
    """Announcements meant for the customer, with their files and pictures."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "fuel_announcement_count" in counters:
            # sudo: within the fence of the domain.
            announcements = request.env["fuel.announcement"].sudo()
            values["fuel_announcement_count"] = announcements.search_count(
                self._fuel_announcement_domain()
            )
        return values

    def _fuel_announcement_domain(self):
        announcements = request.env["fuel.announcement"]
        return announcements._customer_domain(
            self._fuel_customer(), request.env.companies
        )

    @customer_route(
        ["/my/fuel/announcements", "/my/fuel/announcements/page/<int:page>"],
        readonly=True,
    )
    def fuel_portal_announcements(self, page=1, **_ignored):
        """The list of announcements, pinned ones first."""
        self._fuel_require_customer()
        domain = self._fuel_announcement_domain()
        # sudo: within the fence of the domain.
        announcements = request.env["fuel.announcement"].sudo()
        pager = self._fuel_pager(
            "/my/fuel/announcements", announcements.search_count(domain), page
        )
        announcements = announcements.search(
            domain, limit=PAGE_SIZE, offset=pager["offset"]
        )
        return self._fuel_page(
            "crm_fuel.portal_fuel_announcements",
            {
                "announcements": [
                    self._fuel_announcement_values(it) for it in announcements
                ],
                "pager": pager,
            },
            [(request.env._("Announcements"), None)],
        )

    @customer_route("/my/fuel/announcements/<string:ref>", readonly=True)
    def fuel_portal_announcement(self, ref, **_ignored):
        """An announcement."""
        announcement = self._fuel_announcement(ref)
        values = self._fuel_announcement_values(announcement)
        return self._fuel_page(
            "crm_fuel.portal_fuel_announcement",
            {
                "announcement": {
                    **values,
                    "body": self._fuel_announcement_body(announcement, values["url"]),
                    "files": [
                        {"name": file.name, "url": f"{values['url']}/files/{number}"}
                        for number, file in enumerate(
                            announcement.attachment_ids.sorted("id"), 1
                        )
                    ],
                }
            },
            [
                (request.env._("Announcements"), "/my/fuel/announcements"),
                (announcement.name, None),
            ],
        )

    @customer_route(
        "/my/fuel/announcements/<string:ref>/files/<int:number>", readonly=True
    )
    def fuel_portal_announcement_file(self, ref, number, **_ignored):
        """A file of an announcement, the first one has number 1."""
        announcement = self._fuel_announcement(ref)
        return self._fuel_nth_file(announcement.attachment_ids.sorted("id"), number)

    @customer_route(
        "/my/fuel/announcements/<string:ref>/pictures/<int:number>", readonly=True
    )
    def fuel_portal_announcement_picture(self, ref, number, **_ignored):
        """A picture of the text, the first one has number 1."""
        announcement = self._fuel_announcement(ref)
        pictures = self._fuel_pictures(announcement)
        if not 0 < number <= len(pictures):
            raise self._fuel_not_found()
        # sudo: of an announcement that is theirs; the files of that record alone.
        picture = request.env["ir.attachment"].sudo().browse(pictures[number - 1])
        picture = picture.exists()
        if (
            (picture.res_model, picture.res_id) != (announcement._name, announcement.id)
            or picture.type != "binary"
            or picture.mimetype not in PICTURE_TYPES
        ):
            raise self._fuel_not_found()
        return self._fuel_file(picture, as_attachment=False)

    def _fuel_announcement(self, ref):
        return self._fuel_record(
            "fuel.announcement", ref, self._fuel_announcement_domain()
        )

    def _fuel_pictures(self, announcement):
        """Return the ids of the pictures of the text, in their order, each once."""
        found = PICTURE.findall(announcement.body or "")
        return list(dict.fromkeys(int(it) for it in found if len(it) < 10))

    def _fuel_announcement_values(self, announcement):
        return {
            "name": announcement.name,
            "url": f"/my/fuel/announcements/{self._fuel_ref(announcement)}",
            "date": self._fuel_date(announcement.published_at),
            "until": self._fuel_date(announcement.date_to),
            "pinned": announcement.pinned,
            "corrected": self._fuel_date(announcement.corrected_at),
        }

    def _fuel_announcement_body(self, announcement, url):
        """Return the text with its pictures where the visitor may open them."""
        numbers = {it: no for no, it in enumerate(self._fuel_pictures(announcement), 1)}

        def address(match):
            found = PICTURE.match(match[0])
            number = found and len(found[1]) < 10 and numbers.get(int(found[1]))
            return f"{url}/pictures/{number}" if number else "#"

        # The field made the text safe when it was written.
        return Markup(ADDRESS.sub(address, announcement.body or ""))  # noqa: S704
