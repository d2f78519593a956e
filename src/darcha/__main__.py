"""``python -m darcha`` is the command ``darcha``."""

from darcha.site.cli import main

main()
