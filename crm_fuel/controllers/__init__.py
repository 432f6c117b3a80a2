from . import binary, portal, webmanifest
