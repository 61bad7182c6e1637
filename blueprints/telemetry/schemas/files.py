"""Forms with files."""

from core.api import Body
from core.fields import FormFile


class CsvForm(Body):
    """A CSV file."""

    file: FormFile
