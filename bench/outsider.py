"""Scores a CSV of name pairs with nomenklatura's logic-v2: run by the Python of var/bench-venv, it knows no Comity.

`python outsider.py PAIRS.csv SCORES.txt`; a row is name, born, name, born.
"""

import csv
import sys
from pathlib import Path

from followthemoney import model
from nomenklatura.matching import get_algorithm


def main() -> None:
    algorithm = get_algorithm("logic-v2")
    if algorithm is None:
        sys.exit("this version of nomenklatura has no logic-v2")
    config = algorithm.default_config()
    with Path(sys.argv[1]).open(newline="") as file:
        rows = list(csv.reader(file))
    scores = []
    for number, (name, born, other, other_born) in enumerate(rows):
        asked, held = _person(f"q{number}", name, born), _person(f"t{number}", other, other_born)
        scores.append(algorithm.compare(asked, held, config).score)
    Path(sys.argv[2]).write_text("\n".join(f"{score:.6f}" for score in scores))


def _person(key: str, name: str, born: str) -> object:
    data = {"id": key, "schema": "Person", "properties": {"name": [name], "birthDate": [born] if born else []}}
    try:
        from followthemoney import EntityProxy

        return EntityProxy.from_dict(data)
    except (ImportError, TypeError):
        return model.get_proxy(data)


# A script and nothing else; without the usual guard, by which `comity bench` knows its parts.
main()
