"""The one map of the site: Folium's, with its script in a file of our own."""
