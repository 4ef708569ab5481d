"""The pages: each route asks the register, fills a view value, and renders its template."""
