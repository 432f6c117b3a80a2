import globals from "globals";

// Odoo's JavaScript: native modules in the browser, and a few names that Odoo's own
// loader defines.
export default [
    {
        ignores: ["**/static/lib/**"],
    },
    {
        files: ["**/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {
                ...globals.browser,
                odoo: "readonly",
                luxon: "readonly",
                Chart: "readonly",
                L: "readonly",
                idb: "readonly",
            },
        },
        linterOptions: {
            reportUnusedDisableDirectives: "error",
        },
        rules: {
            "array-callback-return": "error",
            curly: "error",
            eqeqeq: "error",
            "no-console": "error",
            "no-const-assign": "error",
            "no-debugger": "error",
            "no-dupe-class-members": "error",
            "no-dupe-keys": "error",
            "no-eval": "error",
            "no-implicit-globals": "error",
            "no-implied-eval": "error",
            "no-redeclare": "error",
            "no-restricted-globals": ["error", "event", "self"],
            "no-self-assign": "error",
            "no-shadow": "error",
            "no-undef": "error",
            "no-unreachable": "error",
            "no-unused-expressions": "error",
            "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
            "no-var": "error",
            "object-shorthand": "error",
            "prefer-const": "error",
            "valid-typeof": "error",
        },
    },
];
