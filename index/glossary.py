"""The user's glossary: a CSV of names in English and both Chinese scripts, with their abbreviations.

Columns ``en``, ``zh-Hant``, ``zh-Hans``, ``abbreviations`` (any order, further columns ignored); several forms in one cell
are parted by ``;`` or ``|``. A row needs two forms to say anything. The file that ships can be replaced as a whole.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from corpus.errors import BadInput

PATH = Path(__file__).parent / "glossary.csv"
COLUMNS = ("en", "zh-Hant", "zh-Hans", "abbreviations")
Row = dict[str, tuple[str, ...]]


def read_glossary(path: Path = PATH) -> list[Row]:
    """The rows of a glossary file, column -> forms; empty cells left out.

    Raises BadInput with the line where the file is missing, is no UTF-8, lacks its head or has a row of a single form.
    """
    hint = f"a CSV file in UTF-8 with the columns {', '.join(COLUMNS)}"
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"the glossary {path.name} cannot be read: {error}", hint) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if not set(COLUMNS) <= set(reader.fieldnames or ()):
        raise BadInput(f"the glossary {path.name} has the columns {', '.join(reader.fieldnames or ()) or 'none'}", hint)
    rows = []
    for record in reader:
        row = {column: _forms(record.get(column) or "") for column in COLUMNS}
        forms = [form for forms in row.values() for form in forms]
        if len(forms) == 1:
            raise BadInput(
                f"the glossary {path.name} has only one form, “{forms[0]}”, in line {reader.line_num}",
                "give the name in a second language, or its abbreviation",
            )
        if forms:
            rows.append({column: forms for column, forms in row.items() if forms})
    return rows


def _forms(cell: str) -> tuple[str, ...]:
    return tuple(form for part in re.split(r"[;|；]", cell) if (form := part.strip()))
