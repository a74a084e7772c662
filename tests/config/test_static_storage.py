"""Our modules name what they import by its hash: a browser never mixes two versions."""

import re

import pytest
from django.core.files.storage import FileSystemStorage

from config.static_storage import ModuleStorage


@pytest.mark.parametrize(
    "statement",
    ['import { draw } from "./part.js";', 'import "./part.js";',
     'import * as part from "./part.js";', 'import {\n  draw,\n} from "./part.js";'],
)  # fmt: skip
def test_an_import_is_rewritten_to_the_hashed_name(tmp_path, statement):
    (tmp_path / "js").mkdir()
    (tmp_path / "js/part.js").write_text("export const draw = 1;\n")
    (tmp_path / "js/whole.js").write_text(f"{statement}\n")
    storage = ModuleStorage(location=tmp_path, base_url="/static/")
    own = FileSystemStorage(location=tmp_path)
    paths = {name: (own, name) for name in ("js/part.js", "js/whole.js")}
    for _, _, processed in storage.post_process(paths):
        assert not isinstance(processed, Exception)
    stored = (tmp_path / storage.stored_name("js/whole.js")).read_text()
    assert re.search(r'"\./part\.[0-9a-f]{12}\.js";', stored), stored
