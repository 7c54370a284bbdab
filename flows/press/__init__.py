"""Door to the site: pages become Markdown (write), Markdown becomes a site (bind)."""
