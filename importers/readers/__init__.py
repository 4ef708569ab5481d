"""Files of rows read safely: CSV, XLSX and ODS become (line, row) one at a time."""
