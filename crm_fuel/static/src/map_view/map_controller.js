import { Component, useRef } from "@odoo/owl";

import { useModelWithSampleData } from "@web/model/model";
import { useSetupAction } from "@web/search/action_hook";
import { CogMenu } from "@web/search/cog_menu/cog_menu";
import { Layout } from "@web/search/layout";
import { SearchBar } from "@web/search/search_bar/search_bar";
import { useSearchBarToggler } from "@web/search/search_bar/search_bar_toggler";
import { standardViewProps } from "@web/views/standard_view_props";

/** The view: control panel and search of the web client, and the map below. */
export class MapController extends Component {
    static template = "crm_fuel.MapController";
    static components = { CogMenu, Layout, SearchBar };
    static props = {
        ...standardViewProps,
        archInfo: Object,
        Model: Function,
        Renderer: Function,
    };

    setup() {
        const { archInfo, fields, Model, resModel } = this.props;
        this.model = useModelWithSampleData(
            Model,
            { archInfo, fields, resModel },
            {
                lazy:
                    !this.env.config.isReloadingController &&
                    !this.env.inDialog &&
                    Boolean(this.props.display.controlPanel),
            }
        );
        this.viewport = { ...this.props.state?.viewport };
        this.searchBarToggler = useSearchBarToggler();
        this.openRecord = this.openRecord.bind(this);
        useSetupAction({
            rootRef: useRef("root"),
            getLocalState: () => ({ viewport: this.viewport }),
        });
    }

    openRecord(id) {
        const activeIds = this.model.data.points.map((point) => point.id);
        return this.props.selectRecord(id, { activeIds });
    }
}
