"""So that `python -m comity.wiring.cli` is the `comity` command."""

from comity.wiring.cli.main import main

main()
