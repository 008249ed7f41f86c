"""The sample history, built once and kept in a cache folder."""

import importlib.util
import sys
import tempfile
from pathlib import Path
from types import ModuleType

from analyzer.errors import LinespanError
from analyzer.git import import_history

_HERE = Path(__file__).resolve().parent
_NAME = "ai_adoption"


def build_sample(cache: Path) -> Path:
    """The bare repository of the sample history in `cache`, moved there when it is complete.

    A repository that an earlier call built with the same version of the generator is used as it stands.
    Raises LinespanError when this installation lacks the generator, GitError when git refuses the history.
    """
    generator = load_generator()
    target = cache / f"{_NAME}-{generator.VERSION}.git"
    if target.is_dir():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{_NAME}-", dir=cache) as workshop:
        built = Path(workshop) / target.name
        import_history(built, generator.write_stream)
        try:
            built.rename(target)
        except OSError:
            # Somebody else was faster: a folder cannot be renamed over one that holds something.
            if not target.is_dir():
                raise
    return target


def load_generator() -> ModuleType:
    """The package that writes the history: beside this file in a wheel, beside `dashboard` in a checkout."""
    places = [root / "sample_repos" / _NAME / "adoption" for root in (_HERE, _HERE.parent)]
    package = next((place for place in places if (place / "__init__.py").is_file()), None)
    if package is None:
        raise LinespanError(
            "the sample history is missing from this installation", "install Linespan again, from its wheel"
        )
    name = f"{__package__}._{_NAME}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            name, package / "__init__.py", submodule_search_locations=[str(package)]
        )
        if spec is None or spec.loader is None:
            raise ImportError(name)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]
