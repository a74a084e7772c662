"""The servers and processes of `manage.py up`: PostgreSQL, Valkey, web, worker and beat."""
