"""What people see: pages, the map, styles and scripts."""
