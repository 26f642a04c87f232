from datetime import UTC, date, datetime

from django.template import Context, Template
from django.utils.formats import date_format
from django.utils.translation import override

from cloison.ui.dates import PartialDate
from cloison.ui.faces import faces
from cloison.ui.wording import day_in_words, duration_in_words, initials, moment_in_words

TODAY = date(2026, 11, 23)


def rendered(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


def test_near_days_have_their_words():
    said = [day_in_words(date(2026, 11, day), TODAY) for day in (22, 23, 24)]
    assert said == ["hier", "aujourd'hui", "demain"]


def test_other_days_say_the_weekday_this_year_and_the_year_otherwise():
    assert day_in_words(date(2026, 3, 3), TODAY) == "mardi 3 mars"
    assert day_in_words(date(2024, 3, 1), TODAY) == "1er mars 2024"
    assert day_in_words(PartialDate(1984, 3)) == "mars 1984"


def test_a_moment_is_said_in_the_time_of_the_place():
    now = datetime(2026, 11, 23, 20, tzinfo=UTC)
    assert moment_in_words(datetime(2026, 11, 23, 13, 5, tzinfo=UTC), now) == "aujourd'hui à 14:05"
    assert moment_in_words(datetime(2026, 11, 22, 8, 30, tzinfo=UTC), now) == "hier à 9:30"


def test_durations_never_show_a_zero():
    assert [duration_in_words(minutes) for minutes in (None, 0, 35, 60, 65)] == ["", "0 min", "35 min", "1 h", "1 h 05"]


def test_the_same_days_and_durations_are_said_in_english():
    now = datetime(2026, 11, 23, 20, tzinfo=UTC)
    with override("en"):
        assert day_in_words(date(2026, 3, 3), TODAY) == "Tuesday 3 March"
        assert day_in_words(date(2024, 3, 1), TODAY) == "1 March 2024"
        assert day_in_words(PartialDate(1984, 3)) == "March 1984"
        assert moment_in_words(datetime(2026, 11, 22, 8, 30, tzinfo=UTC), now) == "yesterday at 9:30"
        assert [duration_in_words(minutes) for minutes in (35, 60, 65)] == ["35 min", "1 h", "1 h 05"]
        assert rendered("{{ words|listed }}", words=["a", "b", "c"]) == "a, b and c"
        assert date_format(date(2026, 3, 1)) == "1 March 2026"


def test_initials_leave_particles_out():
    assert [initials(name) for name in ("Claire Martin", "Emma de la Tour", "Amina", "Jean-Paul O'Neill", "")] == [
        "CM",
        "ET",
        "A",
        "JN",
        "",
    ]


def test_empty_facts_leave_no_dot():
    assert rendered("{% dots a b c %}", a="logement", b="", c=None) == "logement"
    assert rendered("{% dots a b c %}", a="logement", b="", c="35 min").count("·") == 1


def test_a_list_ends_with_and():
    assert rendered("{{ words|listed }}", words=["a", "b", "c"]) == "a, b et c"
    assert rendered("{{ words|listed }}", words=["a"]) == "a"


def test_what_people_typed_is_escaped_everywhere():
    evil = "<script>"
    source = (
        "{% dots evil evil %}{% button evil href=evil title=evil %}{% empty evil evil %}"
        "{% partition 'SOCIAL' title=evil faces=circle %}{{ evil }}{% endpartition %}"
        "{% notice %}{{ evil }}{% endnotice %}"
        "{{ words|listed }}{% key evil %}{% icon evil evil %}"
    )
    said = rendered(source, evil=evil, circle=faces([evil], why_url=evil), words=[evil, evil])
    assert evil not in said


def test_a_partition_says_its_compartment_and_names_its_readers():
    said = rendered(
        "{% partition 'HEALTH' title='Suivi' faces=circle why_url='/why/' %}texte{% endpartition %}",
        circle=faces(["Hugo Petit", "Inès Roy"]),
    )
    assert "wall-health" in said
    assert "Santé" in said
    assert "Peuvent lire ceci" in said
    assert "Hugo Petit" in said
    assert said.count('href="/why/"') == 2


def test_a_large_circle_counts_those_it_does_not_draw_and_names_them_on_paper():
    said = rendered("{% faces circle %}", circle=faces([f"Personne {letter}" for letter in "ABCDEFG"]))
    assert "+2" in said
    assert "Personne G" in said
