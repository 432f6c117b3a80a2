import { registry } from "@web/core/registry";

import { MapArchParser } from "./map_arch_parser";
import { MapController } from "./map_controller";
import { MapModel } from "./map_model";
import { MapRenderer } from "./map_renderer";

export const fuelMapView = {
    type: "fuel_map",
    ArchParser: MapArchParser,
    Controller: MapController,
    Model: MapModel,
    Renderer: MapRenderer,
    searchMenuTypes: ["filter", "favorite"],

    props({ arch, fields, ...others }, { ArchParser, Model, Renderer }) {
        const archInfo = new ArchParser().parse(arch, fields);
        return { ...others, arch, fields, archInfo, Model, Renderer };
    },
};

registry.category("views").add("fuel_map", fuelMapView);
