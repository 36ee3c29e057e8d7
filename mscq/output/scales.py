"""Abbreviations that only results name, no concept of the vocabulary: scales of trials, and words beside them."""

from __future__ import annotations

from typing import NamedTuple


class Scale(NamedTuple):
    """What an abbreviation stands for, and what it means in a sentence."""

    name: str
    sentence: str


SCALES = {
    "ADCS": Scale(
        "Alzheimer's Disease Cooperative Study", "Its scale (ADCS-ADL) tells how much of daily life people can do."
    ),
    "ASAS20": Scale(
        "ASAS response of 20 %",
        "Ankylosing spondylitis that is better by a fifth or more in three of four domains, and worse in none.",
    ),
    "ASIA": Scale(
        "American Spinal Injury Association",
        "Its scores tell how much people with a spinal cord injury move and feel; its grades go from A (none) to E.",
    ),
    "CAFS": Scale(
        "combined assessment of function and survival", "A rank of people with ALS by who lived, then by function."
    ),
    "DMARDs": Scale("disease-modifying antirheumatic drugs", "Drugs that slow arthritis, such as methotrexate."),
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
    "GvHD": Scale("graft-versus-host disease", "An attack of transplanted immune cells on the body."),
    "ICOAP": Scale(
        "intermittent and constant osteoarthritis pain", "A questionnaire on pain in the knee or hip; more is worse."
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
    "MSQOL": Scale("Multiple Sclerosis Quality of Life", "A questionnaire on quality of life; more is better."),
    "NIHSS": Scale(
        "National Institutes of Health Stroke Scale", "How severe a stroke is, from 0 to 42; more is worse."
    ),
    "NTF": Scale("neurotrophic factors", "MSC-NTF are MSC that were made to secrete factors which nerve cells need."),
    "OFF": Scale("without the usual drugs", "Measured when the drugs for Parkinson's disease do not act."),
    "PDQ": Scale(
        "Parkinson's Disease Questionnaire", "Quality of life in Parkinson's disease (PDQ-39); more is worse."
    ),
    "PRGF": Scale("plasma rich in growth factors", "A kind of platelet-rich plasma."),
    "SCIM": Scale(
        "Spinal Cord Independence Measure", "What people with a spinal cord injury can do by themselves, from 0 to 100."
    ),
    "WISCI": Scale(
        "Walking Index for Spinal Cord Injury", "How much help people need to walk ten metres; more is better."
    ),
}
