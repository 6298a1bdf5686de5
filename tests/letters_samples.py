"""One full letter of each kind, of invented people, in the two languages of the programme."""

from datetime import UTC, date, datetime
from typing import Any

from konsil.letters import models

SENDER = models.Sender(
    programme="Opinioni i dytë",
    tagline="për anëtarët e Jetë Shembull",
    payer="Jetë Shembull",
    operator="Udhëzues Shembull",
    city="Tiranë",
    phone="+355 4 000 0000",
    mail="ndihme@example.al",
    web="www.example.al",
    address="Rruga e Shembullit 1, 1001 Tiranë",
    hours="e hënë – e premte, 08:00–16:00",
    emergency="127",
    timezone="Europe/Tirane",
    instance="demo",
)
ELIRA = models.Recipient(name="Elira Kodra", called="Elira", lines=("Rruga e Lisave 12, kati 3", "1017 Tiranë"))
LEKA = models.Recipient(
    name="Dr. Skënder Leka", called="Dr. Leka", lines=("Spitali Shembull, Onkologjia", "1005 Tiranë")
)
DESK = models.Recipient(name="Nordhaven University Hospital", lines=("International desk", "2100 Copenhagen"))
ARTA = models.Coordinator(name="Arta Dervishi", phone="+355 4 000 0001")
URL = "https://konsil.example.al/m/7GK4-2MQX"

HEAD: dict[str, Any] = {
    "sender": SENDER,
    "coordinator": ARTA,
    "reference": "7GK4-2MQX-9",
    "written_on": date(2026, 11, 25),
}
MEMBER: dict[str, Any] = HEAD | {"recipient": ELIRA}
DOCTOR: dict[str, Any] = HEAD | {"recipient": LEKA}

LINK = models.Link(**MEMBER, url=URL, valid_until=datetime(2026, 12, 9, 15, 0, tzinfo=UTC), code_by="sms")


def centre(**over: Any) -> models.Centre:
    return models.Centre(
        **{
            "name": "Nordhaven University Hospital",
            "place": "Kopenhagë, Danimarkë",
            "strength": "Gjashtë mjekë të kancerit të gjirit e shqyrtojnë bashkë rastin tuaj.",
            "rank": 1,
            "rank_source": "World Hospital Survey, breast cancer",
            "rank_date": date(2026, 3, 1),
            "confirmed_on": date(2026, 11, 24),
            "confirmed_until": date(2026, 12, 4),
            "usual_days": 7,
            "languages": "anglisht, edhe i përkthyer në shqip",
        }
        | over
    )


OFFER = models.Offer(
    **MEMBER,
    centres=(
        centre(),
        centre(
            name="Institut Clairval",
            place="Lion, Francë",
            strength="I shikojnë edhe një herë vetë xhamat e biopsisë suaj.",
            rank=2,
            usual_days=8,
        ),
        centre(
            name="St. Brigid’s Cancer Centre",
            place="Dublin, Irlandë",
            strength="Specialistë për trajtimin që e ruan gjirin.",
            rank=4,
            usual_days=9,
        ),
    ),
    choose_by=date(2026, 11, 27),
    expected_on=date(2026, 12, 16),
    operation_on=date(2026, 12, 15),
    url=URL,
)

CONSENT = models.Consent(
    **MEMBER,
    country="AL",
    version=1,
    member="Elira Kodra",
    born=date(1974, 5, 14),
    doctor="Dr. Skënder Leka, Spitali Shembull",
    covers=("request-to-doctor", "records-to-centre", "opinion-to-doctor"),
)
WAVE = tuple((i / 40, 0.5 + 0.4 * ((i * 7) % 11 - 5) / 5) for i in range(41))
SIGNED = CONSENT.model_copy(
    update={
        "centre": "Nordhaven University Hospital",
        "signed": models.Signed(
            by="Elira Kodra",
            at=datetime(2026, 11, 25, 10, 4, tzinfo=UTC),
            how="drawn",
            strokes=models.Strokes(lines=(WAVE,)),
        ),
    }
)
RECORDS = models.RecordRequest(
    **DOCTOR,
    patient="Elira Kodra",
    born=date(1974, 5, 14),
    consent_signed_on=date(2026, 11, 25),
    items=(
        models.RecordItem(what="Epikriza dhe ecuria", period="që nga shtatori 2026"),
        models.RecordItem(what="Përgjigjja e histologjisë, me imunohistokimi"),
        models.RecordItem(what="Xhamat e biopsisë"),
        models.RecordItem(what="Mamografia dhe rezonanca, si imazhe", period="dy vitet e fundit"),
        models.RecordItem(what="Plani i trajtimit të propozuar"),
    ),
    wanted_by=date(2026, 12, 2),
    paid_within_days=7,
    url=URL,
)
PANEL = (
    models.Reviewer(name="Prof. Ingrid Lund", speciality="kirurgji e gjirit", role="lead"),
    models.Reviewer(name="Dr. Mads Holm", speciality="onkologji"),
    models.Reviewer(name="Dr. Freja Skov", speciality="patologji"),
)
DIAGNOSES = (
    models.Judged(
        what="Karcinomë duktale invazive, gjiri i djathtë (C50.4)",
        verdict="refined",
        why="HER2 është i dobët, jo negativ: kjo hap një mundësi trajtimi që dosja nuk e kishte parë.",
    ),
)
PLAN = (
    models.Judged(
        what="Mastektomi më 15 dhjetor",
        verdict="changed",
        why="Tumori është 18 mm dhe larg thithit; heqja e pjesshme me rrezatim jep të njëjtin rezultat.",
    ),
    models.Judged(what="Biopsi e nyjës rojë", verdict="agreed"),
    models.Judged(what="Kimioterapi pas operacionit", verdict="agreed", why="Sipas përgjigjes së testit gjenomik."),
)
OPINION = models.Opinion(
    **MEMBER,
    centre="Nordhaven University Hospital",
    place="Kopenhagë, Danimarkë",
    signed_on=date(2026, 12, 11),
    diagnosis="refined",
    plan="changed",
    in_plain_words=(
        "Tumori juaj është zbuluar herët dhe është i vogël. Qendra mendon se gjiri mund të ruhet: hiqet "
        "vetëm tumori, dhe më pas bëhet rrezatim. Para kimioterapisë duhet edhe një analizë e "
        "indit që është marrë tashmë; për të nuk duhet ndërhyrje e re."
    ),
    recommendations=(
        "Operacion që e ruan gjirin, në vend të heqjes së plotë.",
        "Një test gjenomik mbi indin e biopsisë, para kimioterapisë.",
        "Rrezatim pas operacionit.",
        "Kontroll çdo gjashtë muaj në dy vitet e para.",
    ),
    diagnoses=DIAGNOSES,
    plan_items=PLAN,
    questions=(
        models.Question(
            asked="A mund të më ruhet gjiri?",
            answer="Po. Për tumorin tuaj, heqja e pjesshme me rrezatim jep të njëjtën siguri.",
        ),
        models.Question(
            asked="A duhet të nxitohem?",
            answer="Jo brenda ditësh. Disa javë për të vendosur mirë nuk e ndryshojnë rezultatin.",
        ),
        models.Question(
            asked="A mund ta ketë edhe vajza ime?",
            why="duhet një test i gjeneve BRCA, që nuk është bërë ende.",
        ),
    ),
    reviewers=PANEL,
    original_pages=9,
    original_language="anglisht, me përkthim në shqip",
    guideline="ESMO, kanceri i hershëm i gjirit, 2024",
)
SUMMARY = models.Summary(
    **DOCTOR,
    patient="Elira Kodra",
    born=date(1974, 5, 14),
    centre="Nordhaven University Hospital",
    place="Kopenhagë",
    signed_on=date(2026, 12, 11),
    asked="A është i nevojshëm operacioni i plotë, dhe a duhet kimioterapi pas tij?",
    diagnoses=DIAGNOSES,
    plan_items=PLAN,
    reasons=(
        "Tumor 18 mm, kuadranti i sipërm i jashtëm, pa nyja të dyshimta në rezonancë.",
        "Rileximi i xhamave: HER2 1+, ER 90 %, Ki-67 18 %.",
        "Dy prova të mëdha: mbijetesë e njëjtë me heqje të pjesshme dhe rrezatim.",
    ),
    recommendations=(
        "Heqje e pjesshme me biopsi të nyjës rojë.",
        "Test gjenomik mbi indin e biopsisë.",
        "Rrezatim i të gjithë gjirit.",
    ),
    guideline="ESMO, kanceri i hershëm i gjirit, 2024",
    reviewers=PANEL,
    original_pages=9,
)
DECLINE = models.Decline(
    **MEMBER,
    asked_on=date(2026, 11, 24),
    findings=("not-seen-lately",),
    last_seen=date(2025, 10, 20),
)
ACUTE = DECLINE.model_copy(update={"findings": ("acute", "no-diagnosis"), "last_seen": None})
STRIP = tuple(
    models.Month(month=date(2025 + (9 + i) // 12, (9 + i) % 12 + 1, 1), percent=None if i == 2 else p)
    for i, p in enumerate((92, 95, 0, 97, 100, 94, 96, 97, 93, 100, 98, 96, 95))
)
PROMISES = models.PromisePage(
    **HEAD | {"reference": ""},
    recipient=models.Recipient(name="Jetë Shembull"),
    month=date(2026, 10, 1),
    asked=38,
    all_kept=36,
    late_cases=None,
    late_causes=("një mjek i dërgoi vonë dokumentet", "një formular u nis vonë nga ne"),
    promises=(
        models.Kept(
            clause="a)",
            sentence="Formulari i pëlqimit niset brenda 12 orëve pune.",
            kept=37,
            of=38,
            definition="nga kërkesa e parë deri kur posta e pranoi letrën",
            late=(models.Share(who="operator", hours=3),),
        ),
        models.Kept(
            clause="b)",
            sentence="Tri qendra ofrohen brenda 3 ditëve pune.",
            kept=36,
            of=36,
            definition="nga kërkesa e parë deri kur oferta u dorëzua",
        ),
        models.Kept(
            clause="c)",
            sentence="Mjeku paguhet brenda 7 ditëve pune nga marrja.",
            kept=29,
            of=29,
            definition="nga marrja prej korrierit deri te pagesa",
        ),
        models.Kept(
            clause="d)",
            sentence="Qendra përgjigjet brenda 10 ditëve pune.",
            kept=24,
            of=25,
            definition="nga dosja e plotë deri te opinioni i nënshkruar",
            late=(models.Share(who="doctor", hours=26), models.Share(who="centre", hours=10)),
        ),
        models.Kept(
            clause="e)",
            sentence="Opinioni dorëzohet brenda 12 orëve pune.",
            kept=25,
            of=25,
            definition="nga ardhja te ne deri te anëtari dhe mjeku",
        ),
    ),
    months=STRIP,
    at_risk=(models.AtRisk(clause="d)", count=6, first_due=datetime(2026, 11, 26, 15, 0, tzinfo=UTC)),),
    complaints=None,
    complaints_answered=None,
    outcomes=models.Outcomes(confirmed=19, refined=7, changed=12),
    recompute="konsil report albsig-mso 2026-10",
)
RECALL = models.Recall(
    **HEAD,
    recipient=DESK,
    withdrawn_at=datetime(2026, 11, 25, 9, 41, tzinfo=UTC),
    documents=tuple(
        models.Sent(title=title, sent_at=datetime(2026, 11, 20, 13, 5, tzinfo=UTC), digest=digest * 8)
        for title, digest in (
            ("Discharge letter", "3fa91c02"),
            ("Histology", "b7d2e418"),
            ("MRI, 412 images", "0c55aa9e"),
        )
    ),
    confirm_by=date(2026, 12, 9),
)
NOTE = models.Note(
    **MEMBER,
    subject="E kemi marrë zarfin tuaj",
    paragraphs=(
        "Zarfi erdhi i plotë. Mjeku ynë e lexon nesër.",
        "Nuk keni çfarë të bëni. Ju shkruajmë të premten.",
    ),
)
SLIP = models.Slip(
    **MEMBER | {"recipient": models.Recipient(name="Clinica Exemplu", lines=("Cluj-Napoca",))},
    number="AUT-7K2QF-M9XPA-4T",
    code="K1:7K2QFM9XPA4T:EXAMPLE",
    day=date(2026, 11, 27),
    starts=datetime(2026, 11, 27, 8, 0, tzinfo=UTC),
    clinic="Clinica Exemplu",
    place="Strada Științei 1, Cluj-Napoca",
    insured="Ștefăniță Țîrlea-Exemplu",
    born=date(1986, 5, 2),
    phone="+40 700 000 001",
    national="1860502120011",
    lines=(models.SlipLine(service="OFT-CONS", name="Consult oftalmologic", quantity=1),),
    if_needed=(models.SlipLine(service="OFT-TONO", name="Tonometrie", quantity=2),),
    cap="80,00 RON",
    replaces="AUT-0Q4DR-61WGB-ZN",
)
PACK = models.Pack(
    **MEMBER | {"recipient": models.Recipient(name="Clinica Exemplu")},
    day=date(2026, 11, 27),
    made_at=datetime(2026, 11, 26, 17, 5, tzinfo=UTC),
    rows=(
        models.PackRow(
            number="AV-7K2QF-M9XPA-4T", initials="Ș. Ț.-E.", starts=datetime(2026, 11, 27, 8, 0, tzinfo=UTC),
            services="OFT-CONS, OFT-OCT", place="Cluj-Napoca",
        ),
        models.PackRow(
            number="AV-0Q4DR-61WGB-ZN", initials="Î. Ă.", starts=datetime(2026, 11, 27, 8, 30, tzinfo=UTC),
            services="OFT-LASER", extends="AV-7K2QF-M9XPA-4T",
        ),
    ),
)  # fmt: skip
SHEET = models.Sheet(
    **MEMBER | {"recipient": models.Recipient(name="Asigurătorul Exemplu")},
    day=date(2026, 11, 27),
    numbers=("AV-7K2QF-M9XPA-4T", "AV-0Q4DR-61WGB-ZN"),
)

STATEMENT = models.Statement(
    **MEMBER | {"recipient": models.Recipient(name="Clinica Exemplu")},
    clinic="Clinica Exemplu",
    month=date(2026, 11, 1),
    visits=2,
    total="430,00 RON",
    waiting="180,00 RON",
    lines=(
        models.StatementLine(
            day=date(2026, 11, 24), paper="AV-7K2QF-M9XPA-4T", service="OFT-CONS", name="Consult", quantity=1,
            amount="250,00",
        ),
        models.StatementLine(
            day=date(2026, 11, 25), paper="AV-0Q4DR-61WGB-ZN", service="OFT-OCT", name="Tomografie", quantity=1,
            amount="0,00", why="încă nesemnat",
        ),
    ),
)  # fmt: skip

LETTERS = (
    NOTE,
    LINK,
    CONSENT,
    SIGNED,
    OFFER,
    RECORDS,
    OPINION,
    SUMMARY,
    DECLINE,
    ACUTE,
    PROMISES,
    RECALL,
    SLIP,
    PACK,
    SHEET,
    STATEMENT,
)
