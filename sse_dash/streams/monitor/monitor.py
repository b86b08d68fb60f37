"""One running stream: the only door to it. It starts, stops and reconnects, and says how it stands.

Nothing here knows that a screen exists; whoever draws reads a `Snapshot` and the history when it likes.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from sse_dash.requests.resolved import as_it_stands
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.diagnosis import Diagnosis, diagnose
from sse_dash.streams.log.history import History
from sse_dash.streams.log.shared_bound import SharedBound
from sse_dash.streams.monitor.connection import Connection
from sse_dash.streams.monitor.diary import Diary
from sse_dash.streams.monitor.event_source import CurrentRequest, Resolve
from sse_dash.streams.monitor.governor import Governor
from sse_dash.streams.monitor.label import Label, label
from sse_dash.streams.monitor.snapshot import Snapshot
from sse_dash.streams.monitor.state import CONNECTED, RUNNING, State
from sse_dash.streams.monitor.tally import Tally


class Monitor:
    """Follows one stream, for as long as `run()` runs.

    All methods are called from the loop that runs it, and none blocks.
    """

    def __init__(
        self,
        spec: StreamSpec,
        *,
        resolve: Resolve = as_it_stands,
        governor: Governor | None = None,
        bound: SharedBound | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """`resolve` gives the request of the spec, asked before each attempt, for values that aren't in the
        spec itself; what it raises, a ValueError, is shown as the stream's failure. `governor` is shared by
        all monitors of a loop, `bound` is that of all their histories together, None for none. `clock` must
        be that of the loop; both are in seconds.
        """
        self.spec = spec
        self.history = History(spec.history, spec.history_size, spec.name, bound)
        request = CurrentRequest(spec, resolve)
        self._clock = clock
        self._clearings = 0
        self._diagnosed: tuple[bytes, Diagnosis | None] = b"", None
        self._request = request
        self.tally = Tally()
        self.diary = Diary(self.history, self.hide, clock, wall)
        self.connection = Connection(
            request, self.history, self.tally, self.diary, governor or Governor(), clock, wall
        )

    @property
    def version(self) -> int:
        """Grows with each batch of events and each change of state: equal means that nothing changed."""
        return self.connection.version + self.diary.version + self._clearings

    @property
    def is_running(self) -> bool:
        """Whether the stream is connected, or will be by itself."""
        return self.connection.is_running

    async def run(self) -> None:
        """Follow the stream whenever it is started, until cancelled or retired; then it is disconnected."""
        await self.connection.run()

    def start(self) -> None:
        """Connect, unless it is running."""
        self.connection.start()

    def stop(self) -> None:
        """Disconnect, or don't try again."""
        self.connection.stop()

    def reconnect(self) -> None:
        """Connect anew now, whatever it is doing; it resumes after the last event id."""
        self.connection.reconnect()

    def retire(self) -> None:
        """Disconnect and let `run()` return; the stream is not wanted any more."""
        self.history.leave_bound()
        self.connection.retire()

    def clear(self) -> None:
        """Clear the history; the counts stay. A `reconnect` then begins afresh."""
        self.history.clear()
        self.connection.is_cleared = True
        self._clearings += 1

    def restore(self) -> None:
        """Have again what was cleared of the history."""
        self.history.restore()
        self.connection.is_cleared = False
        self._clearings += 1

    def broke(self, words: str) -> None:
        """What no one expected has ended `run()`: that is the stream's failure, and `run()` may be called
        again. The words are free of secrets."""
        self.connection.broke(words)

    def hide(self, words: str) -> str:
        """The words without the stream's secrets."""
        return self._request.masking.hide(words)

    def snapshot(self) -> Snapshot:
        """How it stands now."""
        quiet = self.connection.look()
        now = self._clock()
        tally, standing = self.tally, self.connection.standing
        # Where nothing can come, the last seconds are no rate any more.
        can_come = standing.state in RUNNING
        return Snapshot(
            state=standing.state,
            label=self._label(now, quiet),
            trouble="" if standing.state in CONNECTED | {State.STOPPED} else standing.trouble,
            refusal=None if standing.state in CONNECTED | {State.STOPPED} else standing.refusal,
            lacks=standing.lacks if standing.state is State.FAILED else "",
            events=self.history.total,
            bytes=tally.bytes,
            comments=tally.comments,
            skipped=tally.skipped,
            events_per_second=tally.rate.events_per_second(now) if can_come else 0.0,
            bytes_per_second=tally.rate.bytes_per_second(now) if can_come else 0.0,
            reconnects=max(0, tally.connections - 1),
            first_event_after=tally.first_event_after,
            since_last_event=tally.gaps.since_last(now),
            gap_p50=tally.gaps.percentile(50),
            gap_p95=tally.gaps.percentile(95),
            failures=tally.failures,
            stage=self.connection.stage,
            connecting_for=now - standing.since if standing.state is State.CONNECTING else 0.0,
            proxy=self.connection.proxy,
            error=tally.error(now) if can_come or standing.state is State.ENDED else "",
            error_events=tally.error_events,
            last_error=tally.last_error,
            is_cut=standing.is_cut,
            diagnosis=self._diagnosis(),
            held_back=self.connection.held_back,
        )

    def sparkline(self, columns: int) -> list[int]:
        """Events in each of the last `columns` whole seconds, oldest first."""
        return self.tally.rate.series(self._clock(), columns)

    def _diagnosis(self) -> Diagnosis | None:
        raw, is_json = self.connection.without_event
        if raw != self._diagnosed[0]:
            self._diagnosed = raw, diagnose(raw, self._request.masking.hide_of_cut, is_json=is_json)
        return self._diagnosed[1]

    def _label(self, now: float, quiet: float) -> Label:
        standing = self.connection.standing
        match standing.state:
            case State.STALE:
                seconds = quiet
            case State.RETRYING:
                seconds = max(0.0, standing.due - now)
            case State.CONNECTING:
                seconds = now - standing.since
            case _:
                seconds = 0.0
        return label(
            standing.state,
            seconds=seconds,
            attempt=standing.attempt,
            detail=standing.detail,
            stage=self.connection.stage,
            is_slow=standing.is_slow,
        )
