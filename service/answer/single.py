"""The words of an answer to one question that asks one thing."""

from __future__ import annotations

from service.answer.changes import change_of, difference_answer
from service.answer.compose import Citations, fact_answer, list_answer, statement_answer
from service.answer.evidence import Evidence
from service.answer.gather import Gathered, Snapshot
from service.answer.lists import whole_list
from service.answer.others import COMPARED_MEASURE, SAME_MEASURE, linked, others, precise
from service.answer.ranges import range_of
from service.answer.records import OtherFact


def compose_one(
    snapshot: Snapshot, found: Gathered, best: Evidence, citations: Citations
) -> tuple[str, Evidence, list[OtherFact]]:
    """(the answer's words, the evidence that answers, the same measure elsewhere)"""
    asked, language = found.understood, found.understood.language
    if best.fact is not None:
        share = COMPARED_MEASURE if asked.compares or asked.changes else SAME_MEASURE
        first = precise(best, found.candidates)
        elsewhere = others(first, linked(first, found.candidates, snapshot.matcher, share), found.documents)
        change = (
            change_of(first, found.facts.get(first.paragraph.id, ())) if asked.changes or asked.difference else None
        )
        if change and asked.difference and (told := difference_answer(change, language, citations)):
            return told, change, elsewhere
        first = change or first
        ends = None if asked.bound else range_of(first, found.facts.get(first.paragraph.id, ()))
        return fact_answer(first, elsewhere, language, citations, snapshot.terms(), ends), first, elsewhere
    if asked.wants_list:
        stem, items = whole_list(best.paragraph, snapshot.paragraphs(best.paragraph.document_id))
        if items:
            return list_answer(stem, items, language, citations), best, []
    return statement_answer(best, language, citations), best, []
