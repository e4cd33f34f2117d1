"""What Alembic runs: the migrations, on the connection that `app.approvals.migrate` holds."""

from alembic import context

from app.approvals.models import metadata

# SQLite takes DDL inside a transaction; Alembic assumes that its driver does not.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
