"""`python -m comity.client`: see `comity.client.command`."""

import sys

from comity.client.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
