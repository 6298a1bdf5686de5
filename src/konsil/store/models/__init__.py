"""The tables, by topic; no logic. Bigint keys inside, random public ids outside. Only the store touches them."""

from konsil.store.models.accounts import Account, Membership
from konsil.store.models.audit import Instance, ReadAudit, RegisterAudit
from konsil.store.models.calendars import CalendarRevision
from konsil.store.models.cases import Case, CaseLink, Fact, FactBody
from konsil.store.models.centres import Centre, Ranking
from konsil.store.models.clinics import Absence, Agreement, Location, Resource, Schedule
from konsil.store.models.codes import CodedReason, Diagnosis
from konsil.store.models.documents import Document
from konsil.store.models.imports import ImportRow, ImportRun
from konsil.store.models.parties import Organisation, Party
from konsil.store.models.people import (
    ContactPoint,
    Household,
    Person,
    PersonAlias,
    PersonToken,
    Population,
    PopulationReader,
)
from konsil.store.models.policies import Authority, Cover, Policy
from konsil.store.models.practitioners import Practitioner
from konsil.store.models.programmes import ProgrammeVersion
from konsil.store.models.projections import CaseParty, PromiseCycle, PromiseMark, WorkRow
from konsil.store.models.services import Coverage, Offer, Service, Tariff
from konsil.store.models.traffic import Answered, Arrival, Attempt, Draft, Notice, Proposal, ReadMark

__all__ = [
    "Absence",
    "Account",
    "Agreement",
    "Answered",
    "Arrival",
    "Attempt",
    "Authority",
    "CalendarRevision",
    "Case",
    "CaseLink",
    "CaseParty",
    "Centre",
    "CodedReason",
    "ContactPoint",
    "Cover",
    "Coverage",
    "Diagnosis",
    "Document",
    "Draft",
    "Fact",
    "FactBody",
    "Household",
    "ImportRow",
    "ImportRun",
    "Instance",
    "Location",
    "Membership",
    "Notice",
    "Offer",
    "Organisation",
    "Party",
    "Person",
    "PersonAlias",
    "PersonToken",
    "Policy",
    "Population",
    "PopulationReader",
    "Practitioner",
    "ProgrammeVersion",
    "PromiseCycle",
    "PromiseMark",
    "Proposal",
    "Ranking",
    "ReadAudit",
    "ReadMark",
    "RegisterAudit",
    "Resource",
    "Schedule",
    "Service",
    "Tariff",
    "WorkRow",
]
