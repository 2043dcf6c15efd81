"""Tables for people who live in Excel: one workbook, or a folder of CSV files."""

from stancepipe.export.csv_files import write_csv
from stancepipe.export.workbook import write_workbook

__all__ = ["write_csv", "write_workbook"]
