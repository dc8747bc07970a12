"""Funnel limits: how far units of different size lie apart by chance alone.

Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24
(2005), and Handling over-dispersion of performance indicators, Quality and Safety in Health Care
14 (2005).
"""

from typing import Any, Literal

import numpy as np
import pandas as pd

Kind = Literal["share", "mean", "per_customer"]

WINSORISED = 0.10
"""Part of the z on each side that is pulled in to the quantile before the spread is estimated."""

WIDTHS = {"95": 1.959964, "998": 3.090232}
"""Standard normal quantiles of limits that leave out 5 % and 0.2 % in all."""


def funnel(units: pd.DataFrame, *, kind: Kind) -> pd.DataFrame:
    """The units with centre, low95, high95, low998, high998, z, phi and tau2; NaN without cases.

    `units`: value, numerator, denominator, n. A share is numerator ÷ denominator, and its limits
    are in percent; another kind keeps the unit of `value`. The centre is the value of all units
    together. Limits and z allow for over-dispersion; phi is the mean square of the winsorised z
    before that.
    """
    return _of_shares(units) if kind == "share" else _of_amounts(units, kind)


def winsorised(z: np.ndarray) -> np.ndarray:
    """The lowest and the highest tenth pulled in to the 10 % and 90 % quantiles (2005)."""
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    return np.asarray(np.clip(z, low, high))


def tau_squared(phi: float, variance: np.ndarray) -> float:
    """Variance between units by the method of moments, (I φ − (I − 1)) ÷ (Σw − Σw² ÷ Σw), w = 1 ÷ s².

    DerSimonian and Laird (1986) as in Spiegelhalter (2005); 0 where chance explains the spread.
    """
    count, weight = len(variance), 1 / variance
    if count < 2:
        return 0.0
    spare = weight.sum() - (weight**2).sum() / weight.sum()
    return float(max(0.0, (count * phi - (count - 1)) / spare))


def _of_shares(units: pd.DataFrame) -> pd.DataFrame:
    """arcsin √p has the variance 1 ÷ 4n whatever p is; τ² adds to it."""
    hits, cases = units["numerator"].to_numpy(float), units["denominator"].to_numpy(float)
    known = (cases > 0) & ~np.isnan(hits)
    if not known.any():
        return _with(units, known, {})
    hits, cases = hits[known], cases[known]
    centre = np.arcsin(np.sqrt(hits.sum() / cases.sum()))
    gap, variance = np.arcsin(np.sqrt(hits / cases)) - centre, 1 / (4 * cases)
    phi = float((winsorised(gap / np.sqrt(variance)) ** 2).mean())
    tau2 = tau_squared(phi, variance)
    sigma = np.sqrt(variance + tau2)
    found: dict[str, Any] = {
        "centre": 100 * np.sin(centre) ** 2,
        "z": gap / sigma,
        "phi": phi,
        "tau2": tau2,
    }
    for name, width in WIDTHS.items():
        low, high = (np.clip(centre + sign * width * sigma, 0, np.pi / 2) for sign in (-1, 1))
        found |= {f"low{name}": 100 * np.sin(low) ** 2, f"high{name}": 100 * np.sin(high) ** 2}
    return _with(units, known, found)


def _of_amounts(units: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """Multiplicative model φ ÷ size: the spread of single amounts is not known, so φ stands for it
    and for what units differ by; there is no τ² beside it."""
    value = units["value"].to_numpy(float)
    size = units["n" if kind == "mean" else "denominator"].to_numpy(float)
    known = (size > 0) & ~np.isnan(value)
    if not known.any():
        return _with(units, known, {})
    value, size = value[known], size[known]
    centre = (value * size).sum() / size.sum()
    scaled = (value - centre) * np.sqrt(size)
    phi = float((winsorised(scaled) ** 2).mean())
    sigma = np.sqrt(phi / size)
    z = np.divide(value - centre, sigma, out=np.zeros_like(value), where=sigma > 0)
    found: dict[str, Any] = {"centre": centre, "z": z, "phi": phi, "tau2": 0.0}
    for name, width in WIDTHS.items():
        found |= {f"low{name}": centre - width * sigma, f"high{name}": centre + width * sigma}
    return _with(units, known, found)


def _with(units: pd.DataFrame, known: np.ndarray, found: dict[str, Any]) -> pd.DataFrame:
    names = ["centre", "low95", "high95", "low998", "high998", "z", "phi", "tau2"]
    columns = {name: np.full(len(units), np.nan) for name in names}
    for name, told in found.items():
        columns[name][known] = told
    return units.assign(**columns)
