from . import binary, survey, webmanifest
