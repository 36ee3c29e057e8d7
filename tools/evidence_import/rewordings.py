"""Statements of the evidence file that lean on the sentence before them, worded so that they stand alone."""

from __future__ import annotations

# Paper and outcome as the file words it -> the statement; the facts are those of the file's own statement and row.
REWORDED: dict[tuple[str, str], str] = {
    ("agosti2024", "AIS unchanged, umbilical-cord MSC intralesional (Dai 2013)"): (
        "In the same umbilical-cord series (Dai 2013) eight people kept their AIS grade."
    ),
    ("dai2021", "WOMAC function versus placebo"): "WOMAC function did not separate from placebo (-0.67).",
    ("dai2021", "WOMAC stiffness versus placebo"): "WOMAC stiffness did not separate from placebo (0.64).",
    ("kasagga2025", "pain ranking at 6 months, high-dose autologous"): (
        "High-dose own cells also topped the pain ranking at six months, SUCRA 82.27%."
    ),
    ("kasagga2025", "pain ranking at 3 months, high-dose autologous"): (
        "High-dose own cells also topped the pain ranking at three months, SUCRA 75.99%."
    ),
    ("kasagga2025", "function ranking at 6 months, high-dose allogeneic"): (
        "High-dose donor cells topped the function ranking at six months as well, SUCRA 74.6%."
    ),
    ("kasagga2025", "safety ranking, high-dose allogeneic"): (
        "High-dose donor cells carried the next greatest adverse-effect risk, SUCRA 26.52%."
    ),
    ("muthu2023", "VAS pain at 6 months, bone marrow"): "Marrow cells eased pain by six months.",
    ("muthu2023", "adverse events, adipose"): (
        "Procedures with cells from fat did not carry significantly more adverse events."
    ),
    ("prodromos2020", "VAS beyond 2 years"): "Past two years the pain gain still held.",
    ("ranjbar2022", "partial renal response within 3 months"): (
        "A partial renal response was seen in 44.4% in the first three months."
    ),
    ("song2020", "ICRS grade II cartilage, medial femoral condyle"): (
        "The second-best cartilage grade was reached in 37 of the patients (29.6%)."
    ),
    ("threemsc2024", "adverse reactions, allogeneic MSC versus traditional therapy"): (
        "Adverse reactions were more frequent with donor cells than with usual care (0.13 as printed)."
    ),
    ("wang2014", "partial clinical response"): "Eleven of forty reached a partial clinical response.",
    ("wang2014b", "ASDAS-CRP at week 20"): "ASDAS-CRP had climbed back to 3.2 by week 20, from 3.6 before treatment.",
    ("wang2018", "partial clinical remission at 5 years"): "Six patients were in partial remission at five years.",
}
