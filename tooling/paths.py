"""Where things are. Everything the tool makes is below .local/, which git ignores."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDON = "crm_fuel"
ADDON_DIR = ROOT / ADDON
MANIFEST = ADDON_DIR / "__manifest__.py"

LOCAL = ROOT / ".local"
DOWNLOADS = LOCAL / "downloads"
ODOO = LOCAL / "odoo"
VENV = LOCAL / "venv"
VENV_PYTHON = VENV / "bin" / "python"
NODE = LOCAL / "node"
POSTGRES = LOCAL / "pg"
RUN = LOCAL / "run"
LOG = LOCAL / "log"
DATA = LOCAL / "data"
FILESTORE = DATA / "filestore"
BENCH = LOCAL / "bench"
PYCACHE = LOCAL / "pycache"
STAMPS = LOCAL / "stamps"
SETUP_LOCK = LOCAL / "setup.lock"

REQUIREMENTS = ROOT / "requirements.lock"
KNOWN_LOG_LINES = ROOT / "tooling" / "known_log_lines.toml"
