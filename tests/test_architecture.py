"""The map of the README holds: imports point downwards, heavy packages stay where they belong."""

import ast
import subprocess
import sys
from pathlib import Path

import agentopia_env

ROOT = Path(agentopia_env.__file__).parent
LAYERS = (
    ("language",),
    ("errors", "chance", "steps", "virtual", "spending", "prefix_cache"),
    ("clock",),
    ("flow",),
    ("reward",),
    ("world",),
    ("questions",),
    ("prompts",),
    ("policies", "envmodel"),
    ("life", "fakeserver"),
    ("store",),
    ("config",),
    ("simulation",),
    ("envs", "analysis", "tables", "progress"),
    ("viewer", "forge"),
    ("bench", "bench_http", "estimate"),
    ("bench_serving", "bench_prompts", "spent", "cli_analysis"),
    ("cli_worlds", "cli_config"),
    ("cli_bench", "cli_models"),
    ("cli",),
    ("__main__", "__init__"),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
ONLY_IN = {
    "pettingzoo": {"envs"},
    "gymnasium": {"envs"},
    "torch": set(),
    "trl": set(),
    "vllm": set(),
    "transformers": set(),
    "tokenizers": {"policies"},
    "matplotlib": {"analysis"},
}
NOT_IN_LIFE = {"asyncio", "pathlib", "os", "io", "socket", "subprocess", "time", "random"}


def imports():
    for file in sorted(ROOT.rglob("*.py")):
        part = file.relative_to(ROOT).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield file, part, alias.name
            elif isinstance(node, ast.ImportFrom):
                yield file, part, node.module or ""


def test_every_part_of_the_package_has_its_layer():
    parts = {file.relative_to(ROOT).parts[0].removesuffix(".py") for file, _, _ in imports()}
    assert parts <= set(RANK)


def test_imports_point_downwards_only():
    for file, part, module in imports():
        target = module.split(".")[1] if module.startswith("agentopia_env.") else None
        if target in RANK and target != part:
            assert RANK[target] < RANK[part], f"{file} imports {module}"


def test_heavy_packages_are_imported_only_where_the_map_says():
    for file, part, module in imports():
        allowed = ONLY_IN.get(module.split(".")[0])
        assert allowed is None or part in allowed, f"{file} imports {module}"


def test_life_does_no_input_or_output_and_knows_no_policy():
    for file, part, module in imports():
        if part == "life":
            assert module.split(".")[0] not in NOT_IN_LIFE, f"{file} imports {module}"
            assert not module.startswith(("agentopia_env.policies", "agentopia_env.store")), file


def test_importing_the_package_loads_no_heavy_library():
    code = (
        "import sys, agentopia_env, agentopia_env.simulation\n"
        "print([m for m in ('torch', 'pettingzoo', 'gymnasium', 'vllm') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
