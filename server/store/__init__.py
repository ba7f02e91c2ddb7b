"""The only place for SQL: SQLAlchemy Core and Alembic."""
