import { visitXML } from "@web/core/utils/xml";
import { evaluateExpr } from "@web/core/py_js/py";

const LIMIT = 2000;

/** What a `<fuel_map>` says; models/visit/ir_ui_view.py describes and checks it. */
export class MapArchParser {
    /**
     * @param {Element} arch
     * @param {Object} fields of the model
     */
    parse(arch, fields) {
        const latitude = arch.getAttribute("latitude");
        const longitude = arch.getAttribute("longitude");
        const located = arch.getAttribute("located");
        const columns = [];
        visitXML(arch, (node) => {
            if (node.tagName === "field") {
                const name = node.getAttribute("name");
                const label = node.getAttribute("string") || fields[name].string;
                columns.push({ name, label });
            }
        });
        return {
            latitude,
            longitude,
            columns,
            caption: arch.getAttribute("caption") || "display_name",
            color: arch.getAttribute("color") || false,
            tones: evaluateExpr(arch.getAttribute("tones") || "{}"),
            weight: arch.getAttribute("weight") || false,
            limit: Number(arch.getAttribute("limit")) || LIMIT,
            help: arch.getAttribute("help") || "",
            located: located
                ? evaluateExpr(located)
                : ["|", [latitude, "!=", 0], [longitude, "!=", 0]],
        };
    }
}
