"""The floor: the least that a program of this stack costs. It imports Typer, a rich table and pydantic,
defines one model and prints one table.
"""

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table


class Row(BaseModel):
    name: str
    value: int


app = typer.Typer()


@app.command()
def main() -> None:
    """Print one table."""
    row = Row(name="one", value=1)
    table = Table("name", "value")
    table.add_row(row.name, str(row.value))
    Console().print(table)


if __name__ == "__main__":
    app()
