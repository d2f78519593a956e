"""What happens: one module a subject, its acts as steps: authorise, load, decide, record."""
