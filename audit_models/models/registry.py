"""Trained models on disk: a skops file, a manifest signed with Ed25519, and who put which in use.

Nothing is opened before its signature and its bytes are checked; what fails is refused, and the model
in use before it serves. Pickle is never read.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import skops.io

from audit_models import durable
from audit_models.errors import Refused
from audit_models.signed import Signer

TRUSTED = [
    "audit_models.models.findings.FindingClassifier",
    "audit_models.models.linear.MonotoneLogistic",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
]
"""The only types beyond skops' own list that a model file may hold."""


@dataclass(frozen=True)
class Promotion:
    """Who put which model in use, when and why."""

    model_hash: str
    by: str
    reason: str
    at: str


class Registry:
    """The models of one home folder."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "models"
        self.key_path = home / "keys" / "models.ed25519"
        self._signer = Signer(self.key_path)

    def save(self, model: Any, facts: dict[str, Any]) -> str:
        """Store a trained model with what is known of it; returns its hash. It is not in use yet."""
        self.folder.mkdir(parents=True, exist_ok=True)
        content = skops.io.dumps(model)
        model_hash = hashlib.sha256(content).hexdigest()[:16]
        manifest = {
            **facts,
            "model_hash": model_hash,
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        path = self.folder / f"{model_hash}.skops"
        path.write_bytes(content)
        durable.flush(path)
        self._write_signed(self.folder / f"{model_hash}.json", manifest)
        return model_hash

    def manifest(self, model_hash: str) -> dict[str, Any]:
        """What is known of a model.

        Raises:
            Refused: there is none of this name, or it is unsigned or altered.
        """
        if not model_hash.isalnum():
            raise _refused(model_hash)
        found: dict[str, Any] = self._read_signed(self.folder / f"{model_hash}.json")
        if found.get("model_hash") != model_hash:
            raise _refused(model_hash)
        return found

    def load(self, model_hash: str) -> Any:
        """The model, after its manifest's signature and its own bytes were checked.

        Raises:
            Refused: unsigned, altered, or with a type that no model of ours has.
        """
        manifest = self.manifest(model_hash)
        try:
            content = (self.folder / f"{model_hash}.skops").read_bytes()
        except OSError as error:
            raise _refused(model_hash) from error
        if hashlib.sha256(content).hexdigest() != manifest["sha256"]:
            raise _refused(model_hash)
        if set(skops.io.get_untrusted_types(data=content)) - set(TRUSTED):
            raise _refused(model_hash)
        return skops.io.loads(content, trusted=TRUSTED)

    def hashes(self) -> list[str]:
        """Every stored model, by name."""
        return sorted(path.stem for path in self.folder.glob("*.skops"))

    def promotions(self) -> list[Promotion]:
        """Every promotion, the last one in use; empty where nothing was ever promoted."""
        path = self.folder / "IN_USE"
        return [Promotion(**one) for one in self._read_signed(path)] if path.exists() else []

    def promote(self, model_hash: str, *, by: str, reason: str, at: datetime) -> None:
        """Put a model in use, by a named person for a reason.

        Raises:
            Refused: no name or no reason, or the model does not pass its checks.
        """
        if not by.strip() or not reason.strip():
            raise Refused(
                "启用模型须写明负责人和理由；请用 --by 和 --reason。",
                "Putting a model in use takes a named person and a reason; give --by and --reason.",
            )
        self.load(model_hash)
        new = Promotion(model_hash, by.strip(), reason.strip(), at.isoformat(timespec="seconds"))
        self._write_promotions([*self.promotions(), new])

    def roll_back(self, *, by: str, reason: str, at: datetime) -> str:
        """Put the model before the current one in use again; returns its hash.

        Raises:
            Refused: there is no other one before.
        """
        past = self.promotions()
        earlier = [one for one in past if past and one.model_hash != past[-1].model_hash]
        if not earlier:
            raise Refused("没有可退回的模型。", "There is no earlier model to go back to.")
        self.promote(earlier[-1].model_hash, by=by, reason=reason, at=at)
        return earlier[-1].model_hash

    def in_use(self) -> tuple[str, Any, list[str]] | None:
        """Hash and model of the last promotion that passes its checks, with the hashes that did not."""
        refused: list[str] = []
        for promotion in reversed(self.promotions()):
            try:
                return promotion.model_hash, self.load(promotion.model_hash), refused
            except Refused:
                refused.append(promotion.model_hash)
        return None

    def _write_promotions(self, promotions: list[Promotion]) -> None:
        self._write_signed(self.folder / "IN_USE", [vars(one) for one in promotions])

    def _write_signed(self, path: Path, content: Any) -> None:
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)
        signature = self._signer.sign(path.name, text)
        durable.write(path, f"{signature}\n{text}")

    def _read_signed(self, path: Path) -> Any:
        try:
            signature, _, text = path.read_text(encoding="utf-8").partition("\n")
            if not self._signer.holds(path.name, text, signature):
                raise _refused(path.stem)
            return json.loads(text)
        except (OSError, ValueError) as error:
            raise _refused(path.stem) from error


def _refused(name: str) -> Refused:
    return Refused(
        f"模型文件 {name} 不存在、未签名或已被改动，未予加载；请重新训练，或退回此前的模型。",
        f"The model file {name} is missing, unsigned or altered and was not opened; train again or"
        " roll back.",
    )
