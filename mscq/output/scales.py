"""Abbreviations that no name of the vocabulary spells: scales of trials, measurements, and words beside them."""

from __future__ import annotations

from typing import NamedTuple


class Scale(NamedTuple):
    """What an abbreviation stands for, and what it means in a sentence."""

    name: str
    sentence: str


SCALES = {
    "ADAS-Cog": Scale(
        "Alzheimer's Disease Assessment Scale, cognitive part",
        "Tests of memory, language and doing things; more is worse.",
    ),
    "ADCS": Scale(
        "Alzheimer's Disease Cooperative Study", "Its scale (ADCS-ADL) tells how much of daily life people can do."
    ),
    "ALSFRS-R": Scale(
        "revised ALS Functional Rating Scale",
        "What people with ALS can do by themselves, from 0 to 48; more is better.",
    ),
    "anti-CCP": Scale(
        "antibodies to cyclic citrullinated peptide",
        "Antibodies in the blood of many people with rheumatoid arthritis.",
    ),
    "ASAS20": Scale(
        "ASAS response of 20 %",
        "Ankylosing spondylitis that is better by a fifth or more in three of four domains, and worse in none.",
    ),
    "ASIA": Scale(
        "American Spinal Injury Association",
        "Its scores tell how much people with a spinal cord injury move and feel; its grades go from A (none) to E.",
    ),
    "BILAG": Scale("British Isles Lupus Assessment Group", "Its index tells how active lupus is, organ by organ."),
    "CAFS": Scale(
        "combined assessment of function and survival", "A rank of people with ALS by who lived, then by function."
    ),
    "CPK": Scale(
        "creatine phosphokinase",
        "An enzyme, also called creatine kinase, that leaks into the blood from damaged muscle.",
    ),
    "DLCO": Scale(
        "diffusing capacity of the lung for carbon monoxide",
        "How well gas passes from the lung into the blood, often in percent of what is expected; more is better.",
    ),
    "DMARDs": Scale("disease-modifying antirheumatic drugs", "Drugs that slow arthritis, such as methotrexate."),
    "DVT": Scale("deep vein thrombosis", "A clot of blood in a deep vein, mostly of the leg."),
    "eGFR": Scale(
        "estimated glomerular filtration rate",
        "How much blood the kidneys filter, reckoned from a blood test; more is better.",
    ),
    "EMG": Scale("electromyography", "A measurement of the electric activity of muscles."),
    "ESSDAI": Scale(
        "EULAR Sjögren's syndrome disease activity index",
        "Activity of Sjögren's syndrome in twelve domains, scored by a doctor; more is worse.",
    ),
    "ESSPRI": Scale(
        "EULAR Sjögren's syndrome patient reported index",
        "Dryness, fatigue and pain of Sjögren's syndrome, from 0 to 10, scored by the patient; more is worse.",
    ),
    "EULAR": Scale("European Alliance of Associations for Rheumatology", "It sets scores of rheumatic diseases."),
    "FVC": Scale(
        "forced vital capacity",
        "How much air can be breathed out after a deep breath, often in percent of what is expected; more is better.",
    ),
    "GvHD": Scale("graft-versus-host disease", "An attack of transplanted immune cells on the body."),
    "HAQ-DI": Scale(
        "Health Assessment Questionnaire disability index", "How hard daily life is, from 0 to 3; more is worse."
    ),
    "HRQoL": Scale("health-related quality of life", "How people rate their life as far as health bears on it."),
    "ICOAP": Scale(
        "intermittent and constant osteoarthritis pain", "A questionnaire on pain in the knee or hip; more is worse."
    ),
    "ICRS": Scale(
        "International Cartilage Repair Society",
        "Its grades and scores tell how worn or how well repaired cartilage is.",
    ),
    "ISNCSCI": Scale(
        "International Standards for Neurological Classification of Spinal Cord Injury",
        "The examination by which movement and feeling after a spinal cord injury are scored.",
    ),
    "JADAS": Scale("juvenile arthritis disease activity score", "Activity of arthritis in children; more is worse."),
    "KOOS4": Scale(
        "mean of four KOOS subscales", "Pain, symptoms, function in sport, and quality of life; more is better."
    ),
    "MCID": Scale("minimal clinically important difference", "The smallest change that people notice as one."),
    "MDS-UPDRS": Scale(
        "revision of the Unified Parkinson's Disease Rating Scale by the Movement Disorder Society",
        "How severe Parkinson's disease is, in four parts; more is worse.",
    ),
    "MOCART": Scale(
        "magnetic resonance observation of cartilage repair tissue",
        "A score of how a repair of cartilage looks on MRI; more is better.",
    ),
    "MSQOL": Scale("Multiple Sclerosis Quality of Life", "A questionnaire on quality of life; more is better."),
    "NIHSS": Scale(
        "National Institutes of Health Stroke Scale", "How severe a stroke is, from 0 to 42; more is worse."
    ),
    "NTF": Scale("neurotrophic factors", "MSC-NTF are MSC that were made to secrete factors which nerve cells need."),
    "OARSI": Scale(
        "Osteoarthritis Research Society International",
        "Its criteria say who answers to a treatment, by pain, function and how people rate themselves.",
    ),
    "OFF": Scale("without the usual drugs", "Measured when the drugs for Parkinson's disease do not act."),
    "PASS": Scale(
        "patient acceptable symptom state",
        "The degree of pain or trouble up to which people call their state satisfactory; to be within it is better.",
    ),
    "PDQ": Scale(
        "Parkinson's Disease Questionnaire", "Quality of life in Parkinson's disease (PDQ-39); more is worse."
    ),
    "PRGF": Scale("plasma rich in growth factors", "A kind of platelet-rich plasma."),
    "SCIM": Scale(
        "Spinal Cord Independence Measure", "What people with a spinal cord injury can do by themselves, from 0 to 100."
    ),
    "SDAI": Scale(
        "Simplified Disease Activity Index", "Activity of rheumatoid arthritis, with a blood test; more is worse."
    ),
    "SF-12": Scale("12-item Short Form Health Survey", "A questionnaire on quality of life; more is better."),
    "SF-36": Scale("36-item Short Form Health Survey", "A questionnaire on quality of life; more is better."),
    "sGAG": Scale("sulphated glycosaminoglycan", "A building block of cartilage."),
    "SHED": Scale("stem cells from human exfoliated deciduous teeth", "Cells of the pulp of milk teeth."),
    "TJC": Scale("tender joint count", "How many joints hurt when they are pressed."),
    "URTI": Scale("upper respiratory tract infection", "A cold or another infection of nose, throat or airways."),
    "VTE": Scale("venous thromboembolism", "A clot of blood in a vein, or one carried from there into the lung."),
    "WISCI": Scale(
        "Walking Index for Spinal Cord Injury", "How much help people need to walk ten metres; more is better."
    ),
    "WORMS": Scale(
        "whole-organ magnetic resonance imaging score",
        "How a whole joint with osteoarthritis looks on MRI; more is worse.",
    ),
}
