import functools

from odoo import api, models


class FuelGroupLabels(models.AbstractModel):
    """Labels of the groups of an analysis, where ``customer_id`` is a whole customer."""

    _name = "fuel.group.labels"
    _description = "Labels of groups"

    @api.model
    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        """Label a month, grade or customer once, not once in each group it is part of.

        Clients ask for months by customers, and thousands of customers at a time:
        without this, making the labels takes longer than summing a million rows.
        """
        formatter = super()._web_read_group_groupby_formatter(groupby_spec, values)
        if groupby_spec == "customer_id":
            formatter = self._customer_formatter(formatter, values)
        return functools.cache(formatter)

    @api.model
    def _customer_formatter(self, formatter, customers):
        """Name customers by their stored name, which for a commercial entity is its
        display name: one narrow query instead of whole partners."""
        ids = {customer.id for customer in customers if customer}
        # sudo: names alone, of customers whose rows the caller has just been given.
        # Odoo's own label of a many2one, which this replaces, is taken as superuser too:
        # without it a group fails whose customer is another company's record.
        partners = self.env["res.partner"].sudo().browse(ids)
        partners.fetch(["complete_name"])
        names = {partner.id: partner.complete_name for partner in partners}

        def label(customer):
            if customer.id not in names:
                return formatter(customer)
            value = (customer.id, names[customer.id])
            return value, [("customer_id", "=", customer.id)]

        return label
