"""What /metrics counts, for one app."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from service.doors.http.recall import HIT, MISS, Outcome

PROVEN, FAILED = "proven", "failed"
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counters of one app; a registry of its own, so that two apps in a process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "pincite_requests_total", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "pincite_request_seconds",
            "Seconds to the end of the answer.",
            ("route",),
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            registry=self.registry,
        )
        self.answers = Counter(
            "pincite_answers_total", "Questions by outcome.", ("outcome", "language"), registry=self.registry
        )
        self.refusals = Counter("pincite_refusals_total", "Refusals by reason.", ("reason",), registry=self.registry)
        self.citations = Counter(
            "pincite_citations_total",
            "Citations of answers, each compared with its paragraph on the way out.",
            ("result",),
            registry=self.registry,
        )
        for result in (PROVEN, FAILED):  # a rate needs both from the start
            self.citations.labels(result)
        self.stages = Histogram(
            "pincite_answer_stage_seconds",
            "Seconds of an answer by stage.",
            ("stage",),
            buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1),
            registry=self.registry,
        )
        self.recall = Counter(
            "pincite_recall_total",
            "Answers and searches by whether they were in memory (hit) or made (miss).",
            ("result",),
            registry=self.registry,
        )
        for result in (HIT, MISS):
            self.recall.labels(result)
        self.waiting = Gauge("pincite_requests_waiting", "Requests waiting for a worker.", registry=self.registry)
        self.jobs = Gauge("pincite_jobs", "Jobs remembered, by status.", ("status",), registry=self.registry)
        self.index_age = Gauge(
            "pincite_index_age_seconds", "Seconds since the index in use was taken into use.", registry=self.registry
        )
        self.busy = Gauge("pincite_requests_inside", "Requests being computed or waiting.", registry=self.registry)
        self.ready = Gauge("pincite_ready", "1 when the documents are indexed.", registry=self.registry)
        self.documents = Gauge("pincite_documents", "Documents served.", registry=self.registry)

    def answered(self, outcome: Outcome) -> None:
        """Count an answer, made or recalled."""
        self.answers.labels("answered" if outcome.answered else "refused", outcome.language).inc()
        if not outcome.answered:
            self.refusals.labels(outcome.reason or "none").inc()
        self.citations.labels(PROVEN).inc(outcome.citations - outcome.failed)
        self.citations.labels(FAILED).inc(outcome.failed)
        for stage, spent in outcome.timings_ms.items():
            self.stages.labels(stage).observe(spent / 1000)

    def recalled(self, was: bool) -> None:
        """Count an answer or a search by whether it was in memory."""
        self.recall.labels(HIT if was else MISS).inc()

    def text(self) -> bytes:
        """The Prometheus text format."""
        return generate_latest(self.registry)
