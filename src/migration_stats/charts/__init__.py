"""Charts: a query's cells, a title that was checked on them, and a drawing."""
