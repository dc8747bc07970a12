"""The probability: exact, monotone, honest about labels; the registry opens only what it signed."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from audit_models.errors import Refused
from audit_models.models import metrics
from audit_models.models.findings import FindingClassifier, refuse_few_labels
from audit_models.models.linear import MonotoneLogistic
from audit_models.models.registry import Registry

NOW = datetime(2026, 3, 31, tzinfo=UTC)


@pytest.fixture(scope="module")
def data() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    values = rng.normal(size=(300, 3))
    values[:60, 1] = np.nan
    label = (values[:, 0] + rng.normal(size=300) > 0.5).astype(float)
    return np.column_stack([values, np.full(300, np.nan)]), label


@pytest.fixture(scope="module")
def model(data: tuple[np.ndarray, np.ndarray]) -> FindingClassifier:
    values, label = data
    groups, weight = np.arange(300) % 40, np.ones(300)
    return FindingClassifier((1, 0, -1, 0)).fit(values, label, groups=groups, weight=weight)


def test_contributions_sum_to_the_log_odds(
    model: FindingClassifier, data: tuple[np.ndarray, np.ndarray]
) -> None:
    total = model.contributions(data[0]).sum(axis=1) + model.intercept
    assert total == pytest.approx(model.log_odds(data[0]), abs=1e-9)


def test_contributions_can_be_told_from_any_row(
    model: FindingClassifier, data: tuple[np.ndarray, np.ndarray]
) -> None:
    """From the typical contract of a kind, say: what it comes to and the differences make the log-odds."""
    typical = np.array([[0.5, np.nan, -0.2, np.nan]])
    parts = model.contributions(data[0]) - model.contributions(typical)
    assert parts.sum(axis=1) + model.log_odds(typical) == pytest.approx(model.log_odds(data[0]))


def test_the_probability_never_falls_towards_the_risky_side(model: FindingClassifier) -> None:
    rows = np.zeros((50, 4))
    rows[:, 0] = np.linspace(-3, 3, 50)
    assert (np.diff(model.predict_proba(rows)[:, 1]) >= 0).all()
    rows = np.zeros((50, 4))
    rows[:, 2] = np.linspace(-3, 3, 50)
    assert (np.diff(model.predict_proba(rows)[:, 1]) <= 0).all()


def test_the_form_is_the_one_that_orders_the_newest_part_better() -> None:
    """Log-odds linear in ten features are found by the regression, a step in the middle by the trees."""
    rng = np.random.default_rng(5)
    values, groups = rng.normal(size=(240, 10)), np.arange(240)
    straight = (values.sum(axis=1) + rng.normal(size=240) > 0).astype(float)
    middle = (np.abs(values[:, 0]) < 0.7).astype(float)
    forms = [
        FindingClassifier([0] * 10).fit(values, label, groups=groups, weight=np.ones(240)).form_
        for label in (straight, middle)
    ]
    assert forms == ["linear", "trees"]


def test_the_regression_gives_no_weight_against_a_known_side() -> None:
    """Both columns follow the label; the second may only fall, so nothing is left for it."""
    label = np.repeat([0.0, 1.0], 50)
    values = np.column_stack([label, label]) + np.random.default_rng(1).normal(size=(100, 2))
    model = MonotoneLogistic((1, -1)).fit(values, label, np.ones(100))
    assert model.coefficients_[0] > 0
    assert model.coefficients_[1] == 0


def test_an_unexpected_shape_or_an_infinite_value_is_an_error(model: FindingClassifier) -> None:
    for rows in (np.zeros((1, 3)), np.full((1, 4), np.inf)):
        with pytest.raises(ValueError, match="expected 4 features"):
            model.predict_proba(rows)


@pytest.mark.parametrize(
    ("confirmed", "cleared", "why"),
    [(0, 50, "one outcome"), (50, 0, "one outcome"), (19, 50, "Too few"), (50, 19, "Too few")],
)
def test_labels_that_teach_nothing_are_refused(confirmed: int, cleared: int, why: str) -> None:
    with pytest.raises(Refused, match=why):
        refuse_few_labels(np.repeat([1.0, 0.0], [confirmed, cleared]))
    refuse_few_labels(np.repeat([1.0, 0.0], [20, 20]))


def test_a_planted_leak_is_suspected_by_value_and_by_absence() -> None:
    rng = np.random.default_rng(0)
    label = np.repeat([0.0, 1.0], 50)
    honest = rng.normal(size=100) + label
    copied = label + 0.01 * rng.normal(size=100)
    filled_in_later = np.where(label == 1, 1.0, np.nan)
    values = np.column_stack([honest, copied, filled_in_later])
    assert metrics.suspected_leaks(values, label, ["honest", "copied", "later"]) == [
        "copied",
        "later",
    ]


def test_precision_and_recall_at_a_budget_by_hand() -> None:
    label = np.array([1, 0, 1, 0, 0, 0, 0, 0, 0, 1.0])
    score = np.arange(10, 0, -1.0)
    assert metrics.precision_at(label, score, 4) == 0.5
    assert metrics.recall_at(label, score, 4) == pytest.approx(2 / 3)
    assert metrics.precision_at(label, score, 11) is None


def test_amounts_ten_times_as_large_are_drift_and_chance_is_not() -> None:
    rng = np.random.default_rng(0)
    then, later = rng.lognormal(size=1000), rng.lognormal(size=1000)
    spread = metrics.Spread.of(then)
    assert spread.psi(then) == 0
    assert spread.drift(later) is None
    assert (spread.drift(10 * then) or 0) > 0.25
    # A code list that came later: what was missing is known.
    assert metrics.Spread.of(np.full(1000, np.nan)).drift(then) is not None
    # Twelve rows in three of ten bins: PSI is large, and with so few it may be by chance.
    few, later = metrics.Spread.of(np.arange(20.0)), np.repeat([1.0, 9.0, 19.0], 4)
    assert few.psi(later) > 0.25
    assert few.drift(later) is None


def facts(day: str) -> dict[str, object]:
    return {"features": {}, "as_of": day}


def test_a_saved_model_scores_the_same_to_the_last_digit(
    tmp_path: Path, model: FindingClassifier, data: tuple[np.ndarray, np.ndarray]
) -> None:
    registry = Registry(tmp_path)
    again = registry.load(registry.save(model, facts("2026-03-31")))
    assert np.array_equal(again.log_odds(data[0]), model.log_odds(data[0]))
    assert (tmp_path / "keys" / "models.ed25519").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("attack", ["model byte", "manifest", "signature gone", "other key"])
def test_an_altered_or_unsigned_model_is_refused_and_the_earlier_one_serves(
    tmp_path: Path, model: FindingClassifier, attack: str
) -> None:
    registry = Registry(tmp_path)
    first = registry.save(model, facts("2026-01-31"))
    model.seed = 1
    second = registry.save(model, facts("2026-02-28"))
    model.seed = 0
    registry.promote(first, by="王审计", reason="first", at=NOW)
    registry.promote(second, by="王审计", reason="newer labels", at=NOW)
    found = registry.in_use()
    assert found is not None
    assert found[0] == second
    manifest, content = (tmp_path / "models" / f"{second}{end}" for end in (".json", ".skops"))
    if attack == "model byte":
        raw = bytearray(content.read_bytes())
        raw[len(raw) // 2] ^= 1
        content.write_bytes(raw)
    elif attack == "manifest":
        manifest.write_text(manifest.read_text("utf-8").replace("02-28", "02-27"), "utf-8")
    elif attack == "signature gone":
        manifest.write_text(manifest.read_text("utf-8").partition("\n")[2], "utf-8")
    else:
        Registry(tmp_path / "other").save(model, facts("x"))
        [stranger] = (tmp_path / "other" / "models").glob("*.json")
        manifest.write_bytes(stranger.read_bytes())
    with pytest.raises(Refused, match="unsigned or altered"):
        registry.load(second)
    found = registry.in_use()
    assert found is not None
    assert (found[0], found[2]) == (first, [second])


def test_promotion_takes_a_name_and_a_reason_and_can_be_undone(
    tmp_path: Path, model: FindingClassifier
) -> None:
    registry = Registry(tmp_path)
    first = registry.save(model, facts("2026-01-31"))
    for by, reason in (("", "why"), ("who", " ")):
        with pytest.raises(Refused, match="named person"):
            registry.promote(first, by=by, reason=reason, at=NOW)
    assert registry.promotions() == []
    registry.promote(first, by="王审计", reason="first", at=NOW)
    with pytest.raises(Refused, match="no earlier model"):
        registry.roll_back(by="王审计", reason="oops", at=NOW)
