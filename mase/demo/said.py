"""What stands beside the answers of every invented screening."""

from datetime import datetime

from mase.demo.cast import Cast
from riskscreening.models import Assessment
from riskscreening.operations import answering
from riskscreening.tools.tool import Kind


def say(cast: Cast, assessment: Assessment, *, at: datetime) -> None:
    """The social worker writes down what the child says, what protects them and how they may be exploited."""
    texts = {
        "in_their_words": "“He is the only one who listens. I do not want my mum to know.” (on the way to school)",
        "protective": "Her grandmother, whom she rings every evening. She has not missed a dance class.",
    }
    if assessment.tool.kind == Kind.ASSESSMENT:
        texts |= {
            "danger": "She has been driven about by an adult nobody knows, and may be harmed by him.",
            "goal": "For three months an adult who cares for her knows where she is and with whom.",
        }
    mine = {name: {"words": words} for name, words in texts.items()}
    mine["exploited"] = {"exploitation": "boyfriend", "main_model": "boyfriend", "group_or_gang": "not_known"}
    answering.save_child(assessment, mine, by=cast["worker"], at=at)
    if assessment.tool.kind == Kind.ASSESSMENT:
        for section in assessment.tool.sections:
            words = {answering.NARRATIVE: {"words": "What school and carers saw is written beside each sign."}}
            answering.save_section(assessment, section, words, by=cast["worker"], at=at)
