"""What was measured: medians with their spread, as a table and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

import typer

IMPORTING = "importing"
SEARCHING = "searching"
JUDGED = "full"


@dataclass(frozen=True)
class Ratio:
    """One rate beside another of the same round; ``aim`` is the least that we want."""

    of: str
    to: str
    question: str
    values: Sequence[float]
    aim: float | None = None

    @property
    def middle(self) -> float:
        """The median over the rounds."""
        return median(self.values)

    @property
    def is_met(self) -> bool:
        """Whether it is as good as we want, or nothing is asked of it."""
        return self.aim is None or self.middle >= self.aim

    def line(self, *, is_judged: bool) -> str:
        """As it is printed; a short run measures too little to judge by."""
        spread = f"{min(self.values):.2f} to {max(self.values):.2f}"
        said = f"{self.of} / {self.to}: {self.middle:.2f} ({spread})"
        if self.aim is None:
            return said
        verdict = ": met" if self.is_met else ": NOT MET"
        return f"{said}, aim {self.aim:g}{verdict if is_judged else ''}"


@dataclass
class Results:
    """Everything that one run found out."""

    size: str
    rates: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    client_cores: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    ratios: list[Ratio] = field(default_factory=list)
    importing: dict[str, list[float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add_rate(self, question: str, contender: str, rate: float, cores: float | None) -> None:
        """Note one measurement of one round."""
        self.rates.setdefault(question, {}).setdefault(contender, []).append(rate)
        if cores is not None:
            found = self.client_cores.setdefault(question, {})
            found.setdefault(contender, []).append(cores)

    def compare(self, question: str, of: str, to: str, aim: float | None = None) -> None:
        """Note a ratio of rates, round by round, where both were measured."""
        ours, theirs = (self.rates[question].get(name) for name in (of, to))
        if ours and theirs:
            pairs = zip(ours, theirs, strict=True)
            self.ratios.append(Ratio(of, to, question, [a / b for a, b in pairs], aim))

    @property
    def missed(self) -> list[Ratio]:
        """The ratios below their aims, of a run that is judged by them."""
        return [ratio for ratio in self.ratios if self.size == JUDGED and not ratio.is_met]

    def write(self, path: Path) -> None:
        """As JSON, for whoever draws the line over time."""
        found = asdict(self)
        found["ratios"] = [asdict(r) | {"median": r.middle} for r in self.ratios]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(found, indent=2) + "\n")

    def show(self) -> None:
        """As tables on standard output."""
        for question, rates in self.rates.items():
            typer.echo(f"\n{question}: requests per second, median (spread)")
            for contender, values in rates.items():
                self._show_rate(question, contender, values)
            self._show_ratios(question)
        if self.importing:
            typer.echo("\nimporting and searching: median (spread)")
        for what, values in self.importing.items():
            spread = f"({min(values):,.1f} to {max(values):,.1f})"
            typer.echo(f"  {what:<36}{median(values):>9,.1f}  {spread}")
        self._show_ratios(IMPORTING)
        self._show_ratios(SEARCHING)
        for note in self.notes:
            typer.echo(f"Note: {note}")

    def _show_rate(self, question: str, contender: str, values: Sequence[float]) -> None:
        cores = self.client_cores.get(question, {}).get(contender)
        busy = f"client {median(cores):.0%} of a core" if cores else ""
        spread = f"({min(values):,.0f} to {max(values):,.0f})"
        typer.echo(f"  {contender:<22}{median(values):>9,.0f}  {spread:<20}{busy}")

    def _show_ratios(self, question: str) -> None:
        for ratio in self.ratios:
            if ratio.question == question:
                typer.echo(f"  {ratio.line(is_judged=self.size == JUDGED)}")
