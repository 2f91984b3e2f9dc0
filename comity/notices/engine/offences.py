"""Families of offences: one code for each, so that what is charged can be counted, compared and tested.

`EXCLUDED` are families that a red notice is never for unless an exception is shown (Rules on the Processing of Data,
art. 83(1)(a)(i); the General Secretariat keeps the list and shares it). `POLITICAL` are offences of a political,
military, religious or racial character by their nature (Constitution, art. 3). Both are for whoever reviews.
"""

from typing import Final

from comity.core.languages import mark

FAMILIES: Final = {
    "murder": mark("Murder or manslaughter"),
    "attempted_murder": mark("Attempted murder"),
    "bodily_harm": mark("Grievous bodily harm"),
    "rape": mark("Rape or sexual assault"),
    "child_sexual_abuse": mark("Sexual abuse or exploitation of children"),
    "kidnapping": mark("Kidnapping or hostage-taking"),
    "trafficking_in_persons": mark("Trafficking in persons"),
    "migrant_smuggling": mark("Smuggling of migrants"),
    "torture": mark("Torture"),
    "genocide": mark("Genocide"),
    "crimes_against_humanity": mark("Crimes against humanity"),
    "war_crimes": mark("War crimes"),
    "terrorism": mark("Acts of terrorism"),
    "terrorist_financing": mark("Financing of terrorism"),
    "membership_of_group": mark("Membership of a terrorist or criminal group"),
    "organised_crime": mark("Participation in an organised criminal group"),
    "drug_trafficking": mark("Trafficking in drugs"),
    "firearms": mark("Trafficking in firearms or explosives"),
    "arson": mark("Arson or criminal damage"),
    "robbery": mark("Robbery"),
    "burglary": mark("Burglary"),
    "theft": mark("Theft"),
    "vehicle_theft": mark("Theft of motor vehicles"),
    "cultural_property": mark("Theft of or traffic in cultural property"),
    "extortion": mark("Extortion or blackmail"),
    "fraud": mark("Fraud"),
    "embezzlement": mark("Embezzlement or breach of trust"),
    "money_laundering": mark("Money laundering"),
    "corruption": mark("Corruption or bribery"),
    "tax": mark("Tax or customs fraud"),
    "counterfeiting": mark("Counterfeiting of currency"),
    "forgery": mark("Forgery of documents"),
    "cybercrime": mark("Computer crime"),
    "environment": mark("Environmental or wildlife crime"),
    "piracy": mark("Piracy or hijacking"),
    "escape": mark("Escape from custody"),
    "obstruction_of_justice": mark("Obstruction of justice"),
    "parental_abduction": mark("Abduction of a child by a parent"),
    "cheque": mark("Cheque without funds"),
    "debt": mark("Debt or breach of contract"),
    "child_support": mark("Non-payment of maintenance"),
    "adultery": mark("Adultery"),
    "bigamy": mark("Bigamy"),
    "prostitution": mark("Prostitution"),
    "surrogacy": mark("Surrogacy"),
    "pornography": mark("Pornography"),
    "honour": mark("Damage to honour"),
    "drug_possession": mark("Possession of drugs for personal use"),
    "defamation": mark("Defamation or insult"),
    "administrative": mark("Breach of administrative rules"),
    "treason": mark("Treason"),
    "espionage": mark("Espionage"),
    "desertion": mark("Desertion or another military offence"),
    "insult_of_state": mark("Insult of the state, its head or its symbols"),
    "religious_offence": mark("Offence against a religion, or forbidden religious practice"),
    "unlawful_assembly": mark("Unlawful assembly or protest"),
    "extremism": mark("Extremism"),
    "false_information": mark("Spreading of false information"),
    "other": mark("Other offence"),
}

BEHAVIOURAL: Final = frozenset(
    {"prostitution", "surrogacy", "pornography", "honour", "drug_possession", "religious_offence"}
)
PRIVATE: Final = frozenset({"adultery", "bigamy", "child_support", "parental_abduction"})
ADMINISTRATIVE: Final = frozenset({"administrative", "debt", "cheque", "defamation"})
EXCLUDED: Final = BEHAVIOURAL | PRIVATE | ADMINISTRATIVE
POLITICAL: Final = frozenset(
    {"treason", "espionage", "desertion", "insult_of_state", "religious_offence", "unlawful_assembly"}
)

ROLES: Final = {
    "sole": mark("Acted alone"),
    "principal": mark("Principal"),
    "organiser": mark("Organised or directed it"),
    "co_perpetrator": mark("Acted together with others"),
    "accomplice": mark("Helped or gave the means"),
    "instigator": mark("Incited it"),
    "attempt": mark("Attempted it"),
}
