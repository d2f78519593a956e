"""Pages for people: one module a subject, each page named by its act."""
