import inspect
from ast import literal_eval

from lxml import etree

from odoo.tests import new_test_user, tagged

from .common import FuelCommon

# Models without a menu, and why.
NO_MENU = {
    "fuel.announcement.correct": "opened from its announcement",
    "fuel.announcement.receipt": "opened from its announcement, and by to-dos",
    "fuel.announcement.version": "opened from its announcement",
    "fuel.bdn.correct": "opened from its bunker delivery note",
    "fuel.complaint.evidence": "edited inside its complaint",
    "fuel.complaint.pause": "read inside its complaint",
    "fuel.complaint.satisfaction": "opened from its complaint",
    "fuel.complaint.wait": "opened from its complaint",
    "fuel.lead.line": "edited inside its opportunity",
    "fuel.lead.share": "read inside its opportunity",
    "fuel.port.alias": "edited inside its port",
    "fuel.project.question.answer": "written inside its question",
    "fuel.task.assignment.customer": "read inside its assignment",
    "fuel.task.change": "opened from tasks and assignments",
    "fuel.vessel.merge": "opened from the list of vessels",
    "fuel.vessel.name": "edited inside its vessel",
    "fuel.vessel.party": "edited inside its vessel and its partner",
    "fuel.visit.need": "edited inside its visit",
    "fuel.visit.plan.line": "edited inside its dialogue",
    "fuel.visit.reason": "opened from visits",
    "fuel.work.reminder": "read in the list of what is missing",
    "fuel.work.review": "opened from plans and summaries",
}
# Models with a company whose rule is another one, and why: none so far.
NO_COMPANY_RULE = {}


@tagged("-at_install", "post_install")
class TestConventions(FuelCommon):
    """Walk over everything the addon brings, whatever it will be.

    Nothing here names a model to be tested: a model, view, menu or action that is added
    is tested from that moment on.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Settings are the administrator's.
        cls.administrator = new_test_user(
            cls.env,
            login="fuel_administrator",
            groups="crm_fuel.group_fuel_manager,base.group_system",
        )

    def models_of_the_addon(self, transient=True):
        for name in sorted(self.env.registry):
            model = self.env[name]
            if (
                name.startswith("fuel.")
                and not model._abstract
                and (transient or not model._transient)
            ):
                yield model

    def records_of_the_addon(self, model_name):
        """Return the records that the addon's files define."""
        ids = (
            self.env["ir.model.data"]
            .search([("module", "=", "crm_fuel"), ("model", "=", model_name)])
            .mapped("res_id")
        )
        return self.env[model_name].browse(ids)

    # ------------------------------------------------------------
    # Models
    # ------------------------------------------------------------

    def test_there_is_something_to_walk_over(self):
        self.assertIn("fuel.vessel", [m._name for m in self.models_of_the_addon()])

    def test_models_have_a_description(self):
        for model in self.models_of_the_addon():
            with self.subTest(model=model._name):
                self.assertTrue(model._description)
                self.assertNotEqual(model._description, model._name)

    def test_models_have_access_rows(self):
        for model in self.models_of_the_addon():
            rows = self.env["ir.model.access"].search(
                [("model_id.model", "=", model._name)]
            )
            with self.subTest(model=model._name):
                self.assertTrue(rows)
                self.assertTrue(all(rows.mapped("group_id")), "No row for everybody")

    def test_models_with_a_company_have_a_company_rule(self):
        for model in self.models_of_the_addon(transient=False):
            field = model._fields.get("company_id")
            if not field or not field.store or model._name in NO_COMPANY_RULE:
                continue
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", model._name), ("groups", "=", False)]
            )
            with self.subTest(model=model._name):
                self.assertTrue(
                    any("company_ids" in rule.domain_force for rule in rules),
                    "A rule for everyone must keep companies apart",
                )

    def test_one2many_inverses_are_indexed(self):
        for model in self.env.values():
            for field in model._fields.values():
                if (
                    field.type != "one2many"
                    or not field.comodel_name.startswith("fuel.")
                    or not field.inverse_name  # computed
                ):
                    continue
                inverse = self.env[field.comodel_name]._fields[field.inverse_name]
                if inverse.store and not self.env[field.comodel_name]._transient:
                    with self.subTest(field=str(field)):
                        self.assertIn(inverse.index, (True, "btree", "btree_not_null"))

    def test_public_methods_say_what_they_do(self):
        """Whatever has no underscore can be called from outside."""
        for model in self.env.values():
            for parent in type(model).mro():
                if not parent.__module__.startswith("odoo.addons.crm_fuel."):
                    continue
                for name, method in vars(parent).items():
                    if name.startswith("_") or not inspect.isfunction(method):
                        continue
                    # What Odoo documents need not be documented again.
                    native = any(
                        hasattr(other, name)
                        for other in parent.mro()
                        if not other.__module__.startswith("odoo.addons.crm_fuel.")
                    ) or any(
                        name in vars(other)
                        for other in type(model).mro()
                        if not other.__module__.startswith("odoo.addons.crm_fuel.")
                    )
                    with self.subTest(method=f"{model._name}.{name}"):
                        self.assertTrue(native or method.__doc__)

    def test_public_methods_have_no_reserved_parameters(self):
        for model in self.models_of_the_addon():
            for parent in type(model).mro():
                if not parent.__module__.startswith("odoo.addons.crm_fuel."):
                    continue
                for name, method in vars(parent).items():
                    if inspect.isfunction(method) and not name.startswith("_"):
                        with self.subTest(method=f"{model._name}.{name}"):
                            parameters = inspect.signature(method).parameters
                            self.assertFalse({"ids", "context"} & set(parameters))

    # ------------------------------------------------------------
    # Views, menus, actions
    # ------------------------------------------------------------

    def test_models_have_their_own_views(self):
        for model in self.models_of_the_addon():
            wanted = ("form",) if model._transient else ("list", "form", "search")
            for view_type in wanted:
                with self.subTest(model=model._name, view_type=view_type):
                    view = self.env["ir.ui.view"].search(
                        [("model", "=", model._name), ("type", "=", view_type)], limit=1
                    )
                    self.assertTrue(view, "Odoo's automatic view is not enough")

    def test_views_load_for_those_who_use_them(self):
        for view in self.records_of_the_addon("ir.ui.view"):
            if view.type == "qweb":
                continue
            model = self.env[view.model].with_user(self.administrator)
            base = view
            while base.mode != "primary":
                base = base.inherit_id
            with self.subTest(view=view.name):
                arch = etree.fromstring(model.get_view(base.id, view.type)["arch"])
                self.assertNotEqual(arch.tag, "tree")

    def test_menus_lead_somewhere(self):
        menus = self.records_of_the_addon("ir.ui.menu")
        self.assertTrue(menus)
        for menu in menus:
            with self.subTest(menu=menu.complete_name):
                self.assertTrue(menu.action or menu.child_id, "Leads nowhere")
                if menu.action and menu.action._name == "ir.actions.act_window":
                    self.assertIn(menu.action.res_model, self.env)

    def test_users_see_menus_they_may_open(self):
        menus = self.records_of_the_addon("ir.ui.menu")
        for user in (self.am_anna, self.supervisor, self.manager):
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            for menu in menus:
                if menu.id not in visible or not menu.action:
                    continue
                # Client actions may have no model.
                if "res_model" in menu.action._fields and menu.action.res_model:
                    model = self.env[menu.action.res_model].with_user(user)
                    with self.subTest(menu=menu.complete_name, user=user.name):
                        self.assertTrue(model.has_access("read"))
        root = self.env.ref("crm_fuel.menu_fuel_root")
        self.assertIn(
            root.id, self.env["ir.ui.menu"].with_user(self.am_anna)._visible_menu_ids()
        )
        self.assertNotIn(
            root.id, self.env["ir.ui.menu"].with_user(self.plain)._visible_menu_ids()
        )

    def test_models_have_a_menu_or_a_reason(self):
        with_menu = {
            menu.action.res_model
            for menu in self.records_of_the_addon("ir.ui.menu")
            if menu.action and "res_model" in menu.action._fields
        }
        models = {model._name for model in self.models_of_the_addon()}
        self.assertEqual(models - with_menu, set(NO_MENU))

    def test_actions_open(self):
        for action in self.records_of_the_addon("ir.actions.act_window"):
            with self.subTest(action=action.name):
                model = self.env[action.res_model].with_user(self.administrator)
                context = {"uid": self.manager.id, "active_id": 1, "active_ids": [1]}
                for view_type in action.view_mode.split(","):
                    view = action.view_ids.filtered(
                        lambda it, view_type=view_type: it.view_mode == view_type
                    ).view_id
                    model.get_view(view.id or None, view_type)
                if action.domain and "context_today" not in action.domain:
                    model.search(eval_domain(action.domain, context), limit=1)
                if action.target == "current" and not model._transient:
                    self.assertTrue(action.path, "A path gives the page its URL")
                    self.assertTrue(action.help, "What to do where nothing is there")

    def test_filters_of_search_views_are_valid(self):
        for view in self.records_of_the_addon("ir.ui.view"):
            if view.type != "search" or view.mode != "primary":
                continue
            model = self.env[view.model].with_user(self.am_anna)
            if not model.has_access("read"):
                continue
            arch = etree.fromstring(model.get_view(view.id, "search")["arch"])
            for domain in arch.xpath("//filter/@domain"):
                if "context_today" in domain or "relativedelta" in domain:
                    continue  # computed in the browser
                with self.subTest(view=view.name, domain=domain):
                    try:
                        value = eval_domain(domain, {"uid": self.am_anna.id})
                    except ValueError as error:
                        self.fail(str(error))
                    model.search_count(value)


def eval_domain(text, names):
    """Evaluate a domain of a view, which may use a few names."""
    for name, value in names.items():
        text = text.replace(f" {name})", f" {value!r})").replace(
            f"({name},", f"({value!r},"
        )
    return literal_eval(text)
