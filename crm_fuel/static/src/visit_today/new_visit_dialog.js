import { Component, onWillStart, useState } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { KeepLast } from "@web/core/utils/concurrency";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

import { problemOf } from "../visit_queue/queue_rules";

const SHOWN = 8;
const TYPING_MS = 250;

/**
 * Whom an unplanned visit is to, and about what. Without a network, the customers of
 * the visits kept on the device are there to choose from.
 */
export class NewVisitDialog extends Component {
    static template = "crm_fuel.NewVisitDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        onChosen: Function,
    };

    setup() {
        const { queue, today } = useService("fuel_visit_queue");
        this.queue = queue;
        this.today = today;
        this.keepLast = new KeepLast();
        this.state = useState({
            text: "",
            customers: [],
            customer: null,
            topicId: today.terms.topics[0]?.id || false,
            isKeptOnly: false,
            isSearching: false,
        });
        useAutofocus({ refName: "search" });
        this.searchSoon = useDebounced(() => this.search(), TYPING_MS);
        onWillStart(() => {
            this.search();
        });
    }

    /** Customers of the visits that the device knows. */
    get known() {
        const customers = new Map();
        for (const visit of this.today.visits) {
            if (visit.customer_id) {
                customers.set(visit.customer_id, {
                    id: visit.customer_id,
                    name: visit.customer,
                    latitude: visit.latitude,
                    longitude: visit.longitude,
                    radius: visit.radius,
                });
            }
        }
        const text = this.state.text.trim().toLowerCase();
        return [...customers.values()]
            .filter((customer) => customer.name.toLowerCase().includes(text))
            .slice(0, SHOWN);
    }

    onInput(ev) {
        this.state.text = ev.target.value;
        this.state.customer = null;
        this.searchSoon();
    }

    async search() {
        this.state.isSearching = true;
        try {
            const found = await this.keepLast.add(this.ask());
            this.state.customers = found;
            this.state.isKeptOnly = false;
        } catch (error) {
            if (problemOf(error)?.type !== "network") {
                throw error;
            }
            this.state.customers = this.known;
            this.state.isKeptOnly = true;
        } finally {
            this.state.isSearching = false;
        }
    }

    async ask() {
        const text = this.state.text.trim();
        const rows = await this.queue.ask({
            model: "res.partner",
            method: "search_read",
            args: [],
            kwargs: {
                domain: [
                    ["fuel_customer", "=", true],
                    ["parent_id", "=", false],
                    ...(text ? [["complete_name", "ilike", text]] : []),
                ],
                fields: [
                    "display_name",
                    "partner_latitude",
                    "partner_longitude",
                    "fuel_on_site_radius",
                ],
                limit: SHOWN,
                context: this.queue.user.context,
            },
        });
        return rows.map((row) => ({
            id: row.id,
            name: row.display_name,
            latitude: row.partner_latitude,
            longitude: row.partner_longitude,
            radius: row.fuel_on_site_radius,
        }));
    }

    choose() {
        const { customer, topicId } = this.state;
        const topic = this.today.terms.topics.find(({ id }) => id === topicId);
        this.props.close();
        this.props.onChosen({
            values: { customer_id: customer.id, topic_id: topicId },
            visit: {
                customer: customer.name,
                customer_id: customer.id,
                topic: topic?.name || "",
                latitude: customer.latitude,
                longitude: customer.longitude,
                radius: customer.radius,
            },
        });
    }
}
