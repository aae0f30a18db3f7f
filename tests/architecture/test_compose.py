"""The containers, held against the settings and the programs they name: no Docker engine is needed to notice a slip."""

import ast
import importlib.util
import re
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from celery.bin import beat, control, worker
from gunicorn.config import Config

from mase.cases import locks
from mase.running import site

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ["prepare", "web", "worker", "beat"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SCRIPT: str = COMPOSE["configs"]["application"]["content"]
ROLES = ["mase_owner", "mase_app", "mase_worker", "mase_report", "mase_audit"]
WITHOUT_DEFAULT = re.compile(r"\$\{(\w+):\?\}")
INTERPOLATED = re.compile(r"\$\{(\w+)[:}]")


def _read_by_settings() -> set[str]:
    """Return the names that mase/settings.py looks up in the environment; DATABASE_URL through its library."""
    tree = ast.parse((ROOT / "mase/settings.py").read_text())
    names = {"DATABASE_URL"} if "dj_database_url.config(" in ast.unparse(tree) else set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"os.environ.get", "os.getenv"}:
            names.add(ast.literal_eval(node.args[0]))
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            names.add(ast.literal_eval(node.slice))
    return names


def _after_python(command: list[str]) -> list[str]:
    assert command[:2] == ["python", "-m"]
    return command[2:]


def _celery_options(arguments: list[str], command: click.Command) -> dict[str, Any]:
    """Parse the arguments as Celery would; an unknown option raises."""
    with click.Context(command) as context:
        return command.make_parser(context).parse_args(list(arguments))[0]


@pytest.mark.parametrize("service", OURS)
def test_every_variable_of_our_containers_is_one_the_settings_read(service: str) -> None:
    assert set(SERVICES[service]["environment"]) <= _read_by_settings()


@pytest.mark.parametrize("service", OURS)
def test_every_variable_the_settings_read_is_given_but_the_one_for_development(service: str) -> None:
    assert _read_by_settings() - set(SERVICES[service]["environment"]) == {"MASE_DEBUG"}


@pytest.mark.parametrize("path", ["docker-compose.yml", "Dockerfile"])
def test_development_mode_is_never_switched_on_in_a_container(path: str) -> None:
    assert "MASE_DEBUG" not in (ROOT / path).read_text()


@pytest.mark.parametrize(
    "name",
    [
        "MASE_SECRET_KEY",
        "MASE_DOCUMENT_KEY",
        "MASE_DATABASE_ADMIN_PASSWORD",
        *(f"{role.upper()}_PASSWORD" for role in ROLES),
    ],
)
def test_a_secret_has_no_default(name: str) -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    used = INTERPOLATED.findall(text).count(name)
    assert used
    assert WITHOUT_DEFAULT.findall(text).count(name) == used


def test_every_variable_to_be_set_is_named_at_the_head_of_the_file() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    head = text.partition("x-app:")[0]
    assert {name for name in WITHOUT_DEFAULT.findall(text) if name not in head} == set()


def test_what_is_passed_on_keeps_its_name() -> None:
    environment = {name: str(value) for name, value in SERVICES["web"]["environment"].items()}
    passed = {name: INTERPOLATED.findall(value) for name, value in environment.items()}
    assert {name: names for name, names in passed.items() if names and names != [name]} == {
        "DATABASE_URL": ["MASE_APP_PASSWORD"]
    }


def test_the_addresses_name_services_of_this_file() -> None:
    environment = SERVICES["web"]["environment"]
    hosts = {re.split(r"[@/]+", environment[name])[-2] for name in ("DATABASE_URL", "CELERY_BROKER_URL")}
    assert {host.partition(":")[0] for host in hosts} == {"database", "broker"}


@pytest.mark.parametrize(
    ("service", "role"),
    [("prepare", "mase_owner"), ("web", "mase_app"), ("worker", "mase_worker"), ("beat", "mase_worker")],
)
def test_each_service_signs_in_to_the_database_in_its_own_role(service: str, role: str) -> None:
    address = SERVICES[service]["environment"]["DATABASE_URL"]
    assert address == f"postgresql://{role}:${{{role.upper()}_PASSWORD:?}}@database/mase"


def test_only_the_role_that_prepares_owns_anything_and_none_is_more_than_a_sign_in() -> None:
    made = re.findall(r"CREATE ROLE (\w+) (.+) PASSWORD '\$\{(\w+):\?\}';", SCRIPT)
    assert made == [(role, "LOGIN NOINHERIT", f"{role.upper()}_PASSWORD") for role in ROLES]
    assert "SUPERUSER" not in SCRIPT
    assert "BYPASSRLS" not in SCRIPT
    assert re.findall(r"OWNER (\w+)", SCRIPT) == ["mase_owner"]
    assert set(locks.ROLES) == set(ROLES) - {"mase_owner"}


def test_nobody_else_enters_the_database() -> None:
    assert "REVOKE ALL ON DATABASE mase FROM PUBLIC" in SCRIPT
    assert f"GRANT CONNECT ON DATABASE mase TO {', '.join(ROLES[1:])};" in SCRIPT


@pytest.mark.parametrize("service", [name for name in SERVICES if name != "prepare"])
def test_every_lasting_service_says_whether_it_is_well(service: str) -> None:
    check = SERVICES[service]["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout"} <= set(check)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_waits_for_others_in_a_state_they_can_reach(service: str) -> None:
    for name, wanted in SERVICES[service].get("depends_on", {}).items():
        well = wanted["condition"] == "service_healthy" and "healthcheck" in SERVICES[name]
        done = wanted["condition"] == "service_completed_successfully" and name == "prepare"
        assert well or done


@pytest.mark.parametrize("service", SERVICES)
def test_every_volume_is_declared(service: str) -> None:
    named = {volume.partition(":")[0] for volume in SERVICES[service].get("volumes", [])}
    assert named <= set(COMPOSE["volumes"])


def test_the_database_and_our_own_data_outlive_their_containers() -> None:
    assert SERVICES["database"]["volumes"] == ["database:/var/lib/postgresql"]
    assert SERVICES["web"]["volumes"] == [f"data:{SERVICES['web']['environment']['MASE_DATA']}"]


def test_the_database_does_not_write_down_what_it_refuses() -> None:
    command = SERVICES["database"]["command"]
    assert command[0] == "postgres"
    assert {"log_min_messages=log", "log_min_error_statement=panic"} <= set(command)


def test_nothing_but_the_site_is_reachable_from_outside_and_that_only_for_the_proxy() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:8000:8000"]}


@pytest.mark.parametrize("service", OURS)
def test_the_command_is_a_module_that_exists(service: str) -> None:
    assert importlib.util.find_spec(_after_python(SERVICES[service]["command"])[0])


def test_the_web_server_understands_every_option() -> None:
    module, *arguments = _after_python(SERVICES["web"]["command"])
    options = Config().parser().parse_args(arguments)
    assert (module, options.args, options.bind) == ("gunicorn", ["mase.wsgi"], ["0.0.0.0:8000"])


def test_the_web_server_is_the_one_that_runs_outside_containers() -> None:
    inside = Config().parser().parse_args(_after_python(SERVICES["web"]["command"])[1:])
    outside = Config().parser().parse_args(list(site.WEB[2:]))
    same = ("args", "worker_class", "workers", "threads", "preload_app", "control_socket_disable")
    assert [getattr(inside, name) for name in same] == [getattr(outside, name) for name in same]


@pytest.mark.parametrize(("service", "command"), [("worker", worker.worker), ("beat", beat.beat)])
def test_celery_understands_every_option(service: str, command: click.Command) -> None:
    arguments = _after_python(SERVICES[service]["command"])
    assert arguments[:5] == ["celery", "--quiet", "-A", "mase", service]
    assert _celery_options(arguments[5:], command)["loglevel"] == "WARNING"


def test_the_worker_is_the_one_that_runs_outside_containers_but_for_the_clock() -> None:
    outside = list(site.WORKER[site.WORKER.index("worker") + 1 :])
    inside = SERVICES["worker"]["command"][7:]
    assert sorted([*inside, "--beat"]) == sorted(outside)


def test_the_clock_ticks_in_one_place() -> None:
    ticking = [name for name in OURS if {"beat", "--beat", "-B"} & set(SERVICES[name]["command"])]
    assert ticking == ["beat"]


def test_the_check_of_the_worker_is_one_that_celery_knows() -> None:
    arguments = SERVICES["worker"]["healthcheck"]["test"]
    assert arguments[:8] == ["CMD", "python", "-m", "celery", "--quiet", "-A", "mase", "inspect"]
    options = _celery_options(arguments[8:], control.inspect)
    assert (options["command"], options["timeout"]) == ("ping", "5")


def test_the_check_of_the_clock_looks_for_the_file_of_the_settings(settings: Any) -> None:
    pattern = re.search(r"-name '([^']+)\*'", SERVICES["beat"]["healthcheck"]["test"][1])
    assert pattern
    assert Path(settings.CELERY_BEAT_SCHEDULE_FILENAME).name == pattern[1]


def test_the_image_copies_only_what_is_there_and_sent_to_the_engine() -> None:
    sent = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    copied = {name for line in re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()}
    assert copied == sent
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_the_image_holds_every_package_of_the_site() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages == {name for name in packages if f"COPY {name} {name}\n" in DOCKERFILE}


def test_the_image_installs_nothing_whose_hash_is_not_pinned() -> None:
    installs = re.findall(r"pip install.*", DOCKERFILE)
    assert installs == ["pip install --no-cache-dir --require-hashes -r requirements/site.txt"]
    assert "npm ci " in DOCKERFILE


def test_the_image_does_not_run_as_root() -> None:
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE) == ["mase"]
