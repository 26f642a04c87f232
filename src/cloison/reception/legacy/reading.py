"""One row taken cell by cell: what each column says, put to our lists, with what had to be mended."""

import re
from dataclasses import dataclass
from datetime import date, time

from cloison.handover.codes import Answer, Channel, Reason
from cloison.reception.legacy import clean, dates, mapping
from cloison.reception.legacy.columns import Field
from cloison.reception.legacy.outcomes import Appointment, Mapped
from cloison.reception.legacy.reader import SourceRow
from cloison.reception.legacy.remarks import Remark
from cloison.reception.legacy.text import folded, free_text, line

MOST_REASONS = 3
_SINGLE = tuple(kind for kind in Field if kind not in {Field.PHONE, Field.REASON, Field.TEXT, Field.STREET, Field.NIR})
_NOT_A_NUMBER = re.compile(r"\d[.,]\d+[eE]\+?\d+|[0?.\-\s]*")


@dataclass(frozen=True, slots=True)
class Coded:
    """The coded part of a visit; `left_over` are words that found no code, to be kept with the free text."""

    channel: Channel
    reasons: tuple[Reason, ...]
    answer: Answer
    mapped: tuple[Mapped, ...]
    left_over: tuple[str, ...]
    remarks: set[Remark]


class Reading:
    """A row without social-security numbers, being read. `remarks` grows as its methods are called."""

    def __init__(self, row: SourceRow) -> None:
        self.row = row
        self.remarks: set[Remark] = set()
        get = row.layout.get
        self.singles = {kind: get(row.cells, kind) for kind in _SINGLE}
        self.singles[Field.STREET] = ", ".join(self.every(Field.STREET))
        self.number = _number(self.get(Field.NUMBER))
        self.team_key = mapping.team_key(self.get(Field.TEAM))
        self.agent_key = mapping.agent_key(self.get(Field.AGENT))
        if self.team_key is None:
            self.remarks.add(Remark.TEAM_MISSING)

    def get(self, kind: Field) -> str:
        return self.singles[kind]

    def every(self, kind: Field) -> tuple[str, ...]:
        return self.row.layout.every(self.row.cells, kind)

    @property
    def typed_family(self) -> str:
        return self.get(Field.FAMILY) or self.get(Field.BIRTH_NAME) or self.get(Field.FULL_NAME)

    def hour(self) -> tuple[time | None, set[Remark]]:
        """The hour of the visit, from its own cell or from behind the date."""
        typed = self.get(Field.HOUR)
        found = dates.hour(typed) or dates.hour_in_date(self.get(Field.DATE))
        if found:
            return found, set()
        return None, {Remark.HOUR_UNREADABLE if folded(typed).strip("0 h") else Remark.HOUR_MISSING}

    def minutes(self) -> int | None:
        spent, remark = clean.minutes(self.get(Field.MINUTES))
        self.remarks |= {remark} if remark else set()
        return spent

    def appointment(self, day: date) -> Appointment | None:
        """What is known of the appointment given, if one was."""
        with_whom, typed = line(self.get(Field.WITH)) or None, self.get(Field.APPOINTMENT)
        if not with_whom and not folded(typed):
            return None
        on = dates.appointment_date(typed, on=day)
        self.remarks |= {Remark.APPOINTMENT_UNREADABLE} if folded(typed) and not on else set()
        return Appointment(with_whom, mapping.agent_key(with_whom) if with_whom else None, on)

    def words(self) -> tuple[str, ...]:
        """The words of the row that are compared as they were written."""
        singles = tuple(self.get(kind) for kind in (Field.CHANNEL, Field.ANSWER))
        several = ("|".join(self.every(Field.REASON)), "|".join(self.every(Field.TEXT)))
        return (*singles, self.agent_key or "", *several)

    def free_text(self, left_over: tuple[str, ...]) -> str | None:
        """What was written in words, with the words that found no code; None where nothing was said."""
        said = [text for cell in self.every(Field.TEXT) if (text := free_text(cell))]
        return "\n".join((*said, *left_over)) or None

    def coded(self) -> Coded:
        """Channel, reasons and answer. An unknown word is noted as OTHER (UNKNOWN for a channel) and kept."""
        channel, about_channel = self._channel()
        reasons, about_reasons = self._reasons()
        answer, about_answer = self._answer()
        known = tuple(dict.fromkeys(one.code for one in reasons if isinstance(one.code, Reason)))
        over = known[MOST_REASONS:]
        left = [f"Motif d’origine : {one.words}" for one in reasons if not one.known or one.code in over]
        left += [f"Réponse d’origine : {one.words}" for one in answer if not one.known]
        remarks = about_channel | about_reasons | about_answer
        if len(known) > MOST_REASONS:
            remarks.add(Remark.REASONS_TOO_MANY)
        return Coded(
            channel=next((Channel(one.code) for one in channel), Channel.UNKNOWN),
            reasons=known[:MOST_REASONS],
            answer=next((Answer(one.code) for one in answer), self._answer_unsaid()),
            mapped=(*channel, *reasons, *answer),
            left_over=tuple(left),
            remarks=remarks,
        )

    def _channel(self) -> tuple[tuple[Mapped, ...], set[Remark]]:
        words = line(self.get(Field.CHANNEL))
        if not folded(words):
            return (), {Remark.CHANNEL_MISSING}
        code = mapping.channel(words)
        noted = Mapped(words, code or Channel.UNKNOWN, code is not None)
        return (noted,), set() if code else {Remark.CHANNEL_UNKNOWN}

    def _reasons(self) -> tuple[tuple[Mapped, ...], set[Remark]]:
        found = mapping.reasons(self.every(Field.REASON))
        mapped = tuple(Mapped(words, code or Reason.OTHER, code is not None) for words, code in found)
        unknown = any(code is None for _words, code in found)
        return mapped, {Remark.REASON_UNKNOWN} if unknown else set() if found else {Remark.REASON_MISSING}

    def _answer(self) -> tuple[tuple[Mapped, ...], set[Remark]]:
        words = line(self.get(Field.ANSWER))
        if not folded(words):
            return (), set() if self.get(Field.APPOINTMENT) else {Remark.ANSWER_MISSING}
        code = mapping.answer(words)
        noted = Mapped(words, code or Answer.OTHER, code is not None)
        return (noted,), set() if code else {Remark.ANSWER_UNKNOWN}

    def _answer_unsaid(self) -> Answer:
        return Answer.APPOINTMENT if self.get(Field.APPOINTMENT) else Answer.UNKNOWN


def _number(text: str) -> str | None:
    """The number the old software gave to the visit; None where a spreadsheet made it useless."""
    typed = re.sub(r"(?<=\d)[.,]0$", "", line(text))
    return typed if len(typed) <= 40 and folded(typed) and not _NOT_A_NUMBER.fullmatch(typed) else None
