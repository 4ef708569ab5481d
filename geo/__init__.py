"""Places without a database: points, boxes, projections, postcodes, and the files they come in."""
