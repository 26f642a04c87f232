"""`python -m cloison`: the same commands as the `cloison` script."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cloison.config.settings")

if __name__ == "__main__":
    django.setup()
    from cloison.config.commandline import main

    sys.exit(main(sys.argv[1:]))
