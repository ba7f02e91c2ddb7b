"""Runs the migrations on the engine that ``server.store.db.migrate`` hands over."""

from alembic import context

from server.store.tables import metadata

with context.config.attributes["engine"].connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        transaction_per_migration=True,
        transactional_ddl=True,  # SQLite can, too: a cut between two statements must not leave half a version
    )
    with context.begin_transaction():
        context.run_migrations()
