"""The pages, one module each: a request in, a page out."""
