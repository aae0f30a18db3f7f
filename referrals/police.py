"""What follows from each police category, as the procedures say it (SO-32). Pure; no words that blame the child."""

GOES_TO = {
    1: "The local CSE team. Without direct evidence: MERLIN to MASH and a non-crime report.",
    2: "The central exploitation team or the sexual offences unit.",
    3: "The sexual offences unit.",
}
"""Which team the police pass a case to, by the number of its category."""
