"""What /metrics counts, for one app."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

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
        self.stages = Histogram(
            "pincite_answer_stage_seconds",
            "Seconds of an answer by stage.",
            ("stage",),
            buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1),
            registry=self.registry,
        )
        self.busy = Gauge("pincite_requests_inside", "Requests being computed or waiting.", registry=self.registry)
        self.ready = Gauge("pincite_ready", "1 when the documents are indexed.", registry=self.registry)
        self.documents = Gauge("pincite_documents", "Documents served.", registry=self.registry)

    def text(self) -> bytes:
        """The Prometheus text format."""
        return generate_latest(self.registry)
