"""`manage.py demo remove` takes the demo away; `demo create` restores it."""

import secrets

from django.core.management.base import BaseCommand, CommandError

from portfolios.models import User
from portfolios.services.demo import DEMO_EMAIL, create_demo, remove_demo


class Command(BaseCommand):
    help = "Remove or create the demo user with the demo portfolio."

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["remove", "create"])

    def handle(self, *, action, **options):
        if action == "remove":
            self.stdout.write("The demo is gone." if remove_demo() else "There is no demo.")
            return
        if User.objects.filter(email=DEMO_EMAIL).exists():
            raise CommandError("There is a demo already: remove it first.")
        password = secrets.token_urlsafe(9)
        create_demo(password=password)
        self.stdout.write(f"{DEMO_EMAIL}  password: {password}")
