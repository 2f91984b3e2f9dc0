from comity.compliance.models import Screening
from tests.compliance.conftest import stage, screened, screen
def test_probe(stage):
    notice = screened(stage)
    s = Screening.objects.filter(subject=notice.pk).first()
    print(notice.state, s and s.outcome)
    for f in (s.findings if s else []):
        if f["outcome"]!="pass": print(f["rule"],f["outcome"],f["says"],f["field"],f["evidence"])
    assert 0
