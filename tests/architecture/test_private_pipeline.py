"""What leaves the database besides pages holds references: log lines, task arguments, e-mails, addresses."""

import ast
import importlib
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery.app.task import Task
from django.conf import settings
from django.forms import Form
from django.template import engines
from jinja2 import meta

from mase.celery import app
from mase.web.fields import ChoiceField, DayField, MomentField

OURS = ("mase", "referrals", "riskscreening", "meetings", "reporting")
FILES = sorted(path for folder in OURS for path in (settings.BASE_DIR / folder).rglob("*.py"))
WAYS_TO_ASK = {"delay", "apply_async", "send_task", "signature", "s", "si", "subtask", "chunks", "starmap"}
REFERENCES = {"ref", "pk"}
WAYS_TO_LOG = {"debug", "info", "warning", "error", "exception", "critical", "log"}
LOGGERS = {"log", "_log", "logger", "_logger", "logging"}
WAYS_TO_MAIL = {"EmailMessage", "EmailMultiAlternatives", "send_mail", "send_mass_mail", "mail_admins", "mail_managers"}
MAY_STAND_IN_AN_EMAIL = {"reference", "link", "lines", "password_reset_url", "timestamp", "ip"} | {"enclosed"}  # or not
TO_PEOPLE_WITHOUT_AN_ACCOUNT = {"authority", "outside", "sent_at", "ends_at"}  # who asks whom, and until when

# Prints what is written where, once everything is set up as in production.
HANDLERS = """
import json, logging, django
django.setup()
loggers = {"root": logging.getLogger(), **logging.root.manager.loggerDict}
print(json.dumps([
    [name, type(handler).__qualname__, type(handler.formatter).__module__, type(handler.formatter).__qualname__]
    for name, logger in loggers.items() for handler in getattr(logger, "handlers", [])
    if not isinstance(handler, logging.NullHandler)
] + [name for name, logger in loggers.items() if not getattr(logger, "propagate", True)] + [logging.raiseExceptions]))
"""


def _calls(source: str) -> Iterator[tuple[ast.expr | None, str, ast.Call]]:
    """Return every call with what it is called on and by which name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.value, node.func.attr, node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield None, node.func.id, node


def _private_arguments(source: str) -> list[str]:
    """Return what tasks are asked for with, where it is more than a reference."""
    asked = (call for on, name, call in _calls(source) if name in WAYS_TO_ASK and on is not None)
    handed = (value for call in asked for value in (*call.args, *(keyword.value for keyword in call.keywords)))
    return [ast.unparse(value) for value in handed if not _is_a_reference(value)]


def _is_a_reference(value: ast.expr) -> bool:
    if isinstance(value, ast.List | ast.Tuple):
        return all(map(_is_a_reference, value.elts))
    return isinstance(value, ast.Constant) or (isinstance(value, ast.Attribute) and value.attr in REFERENCES)


def _texts_put_together(source: str) -> list[str]:
    """Return the messages of log calls that do not stand in the source as they are."""
    logged = (
        call
        for on, name, call in _calls(source)
        if name in WAYS_TO_LOG and isinstance(on, ast.Name) and on.id in LOGGERS
    )
    texts = (call.args[0] for call in logged)
    return [ast.unparse(text) for text in texts if not (isinstance(text, ast.Constant) and isinstance(text.value, str))]


def _asked_in_addresses() -> dict[str, type[Form]]:
    """Return the forms that read what stands in an address."""
    found = {}
    for path in FILES:
        if "views" not in str(path) or "request.GET" not in path.read_text():
            continue
        views = importlib.import_module(str(path.relative_to(settings.BASE_DIR).with_suffix("")).replace("/", "."))
        posted = {name for _, name, call in _calls(path.read_text()) if _reads_what_was_posted(call)}
        for node in ast.walk(ast.parse(path.read_text())):
            if _is_of_forms(node) and node.attr not in posted:
                found[node.attr] = getattr(getattr(views, node.value.id), node.attr)
    return {name: form for name, form in found.items() if isinstance(form, type) and issubclass(form, Form)}


def _is_of_forms(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id.endswith("forms")


def _reads_what_was_posted(call: ast.Call) -> bool:
    return any("request.POST" in ast.unparse(argument) for argument in call.args)


def _our_tasks() -> list[Task]:
    app.loader.import_default_modules()
    return [task for name, task in sorted(app.tasks.items()) if name.partition(".")[0] in OURS]


# Tasks


def test_there_are_tasks_to_look_at() -> None:
    names = {task.name for task in _our_tasks()}
    assert names >= {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert len(names) >= 3


@pytest.mark.parametrize("task", _our_tasks(), ids=lambda task: task.name)
def test_a_task_takes_a_reference_or_nothing(task: Task) -> None:
    assert set(inspect.signature(task.run).parameters) <= REFERENCES


@pytest.mark.parametrize("name", settings.CELERY_BEAT_SCHEDULE)
def test_the_clock_hands_a_task_nothing(name: str) -> None:
    assert settings.CELERY_BEAT_SCHEDULE[name].keys() == {"task", "schedule", "options"}
    assert settings.CELERY_BEAT_SCHEDULE[name]["options"].keys() == {"expires"}


def test_nobody_asks_for_a_task_with_more_than_references() -> None:
    assert {path: found for path in FILES if (found := _private_arguments(path.read_text()))} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("tasks.tell.delay()", []),
        ("tasks.tell.delay(case.ref, 3)", []),
        ("tasks.tell.apply_async(args=[case.ref], countdown=3)", []),
        ("tasks.tell.delay(case.child.name)", ["case.child.name"]),
        ("tasks.tell.delay(case)", ["case"]),
        ("tasks.tell.apply_async(args=(case.ref, f'{child}'))", ["(case.ref, f'{child}')"]),
        ("app.send_task('x', kwargs={'name': child.name})", ["{'name': child.name}"]),
        ("chain(tasks.tell.s(form.cleaned_data['concern']))", ["form.cleaned_data['concern']"]),
        ("delay(case.child.name)", []),
    ],
)
def test_more_than_a_reference_would_be_noticed(source: str, found: list[str]) -> None:
    assert _private_arguments(source) == found


# Log lines


def test_what_we_log_stands_in_the_source_as_it_is() -> None:
    assert {path: found for path in FILES if (found := _texts_put_together(path.read_text()))} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("log.error('deadlines: %d', 3)", []),
        ("math.log(x)", []),
        ("log.error(f'{child.name} is late')", ["f'{child.name} is late'"]),
        ("_log.info('late: ' + child.name)", ["'late: ' + child.name"]),
        ("logger.exception('late: %s' % child)", ["'late: %s' % child"]),
        ("logging.warning(error)", ["error"]),
    ],
)
def test_a_message_put_together_would_be_noticed(source: str, found: list[str]) -> None:
    assert _texts_put_together(source) == found


def test_loggers_have_the_names_that_are_looked_for() -> None:
    named = [
        target.id
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign) and "getLogger" in ast.unparse(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    assert named
    assert set(named) <= LOGGERS


def test_in_production_one_handler_writes_and_every_line_comes_to_it() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "MASE_DEBUG"}
    environment |= {"MASE_SECRET_KEY": "p" * 60, "DATABASE_URL": "postgresql:///x"}
    environment |= {"DJANGO_SETTINGS_MODULE": "mase.settings"}
    printed = subprocess.run(  # noqa: S603
        [sys.executable, "-c", HANDLERS],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(printed.stdout) == [["root", "StreamHandler", "mase.web.logs", "Lines"], False]


# E-mails


def test_e_mails_are_written_in_one_place() -> None:
    writing = {
        str(path.relative_to(settings.BASE_DIR))
        for path in FILES
        for _, name, _ in _calls(path.read_text())
        if name in WAYS_TO_MAIL
    }
    assert writing == {"mase/notifications/operations.py"}


def _emails() -> list[Path]:
    templates = settings.BASE_DIR / "templates"
    return sorted([*(templates / "emails").iterdir(), *(templates / "account/email").iterdir()])


@pytest.mark.parametrize("path", _emails(), ids=lambda path: path.name)
def test_an_e_mail_is_given_references_and_links_alone(path: Path) -> None:
    source = engines["jinja2"].env.parse(path.read_text())
    assert meta.find_undeclared_variables(source) <= MAY_STAND_IN_AN_EMAIL | TO_PEOPLE_WITHOUT_AN_ACCOUNT


# Addresses


def test_forms_that_write_into_addresses_have_no_room_for_words() -> None:
    found = _asked_in_addresses()
    assert found.keys() >= {"Filter", "Board", "Timeliness"}
    fields = {(name, type(field)) for name, form in found.items() for field in form.base_fields.values()}
    free = {(name, kind.__name__) for name, kind in fields if kind not in {ChoiceField, DayField, MomentField}}
    assert free == {("TrailOfCase", "TextField")}, "a case's reference, no longer than one"
    assert found["TrailOfCase"].base_fields["case"].max_length == 12


def test_every_form_that_writes_into_addresses_is_looked_at() -> None:
    pages = [path for path in (settings.BASE_DIR / "templates").rglob("*.html") if 'method="get"' in path.read_text()]
    assert 0 < len(pages) <= len(_asked_in_addresses())
