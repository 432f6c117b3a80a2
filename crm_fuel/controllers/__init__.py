from . import binary, webmanifest
