"""What a publication offers to programs that read no DuckDB: CSV with a data package, SDMX, a workbook. Fed from the published file alone."""
