"""Words of names by sound are read from the index alone, and nothing is planned anew for each name that is looked for.

Planning took longer than looking. The wider search keeps only words that can count (mase/people/scoring.py).
"""

from django.db import migrations, models

_FOUND = """
SELECT show_limit();  -- the setting below is known once its library is

-- The words a slip away from each of these, or sounding the same; widely, whatever looks anything like them.
CREATE OR REPLACE FUNCTION people_like(sought text[], most integer, widely boolean)
RETURNS TABLE (sought_word text, word text, far integer)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 50
SET pg_trgm.similarity_threshold = 0.26 SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_variable
DECLARE
    one text;
    look text;
    lefts text[];
    sounds text[];
    within integer;
BEGIN
    FOREACH one IN ARRAY sought LOOP
        within := 2 + length(one) / 5;
        IF widely THEN
            look := people_spelled(one);
            RETURN QUERY SELECT one, n.word::text, levenshtein(n.word, one) AS apart FROM people_nameword n
            WHERE n.spelled % look AND (
                levenshtein_less_equal(n.word, one, within) <= within OR starts_with(n.word, one) OR starts_with(one, n.word)
            )
            ORDER BY apart, similarity(n.spelled, look) DESC, n.word LIMIT most;
        ELSE
            lefts := people_left(one);
            sounds := array_remove(ARRAY[people_sound(one, false), people_sound(one, true)], '');
            RETURN QUERY SELECT one, near.word::text, levenshtein(near.word, one) AS apart FROM (
                SELECT n.word FROM people_nameword n WHERE n.lefts && lefts
                UNION
                SELECT n.word FROM people_nameword n WHERE n.sound = ANY (sounds)
                UNION
                SELECT n.word FROM people_nameword n WHERE n.other_sound = ANY (sounds)
            ) AS near
            WHERE levenshtein_less_equal(near.word, one, within) <= within ORDER BY apart, near.word LIMIT most;
        END IF;
    END LOOP;
END $$;

-- Who goes by a given and a family name like these, in either order, or by one of them and was born then; by how early
-- they come on any of these ways. Each is an equality of leakproof operators, so that indexes serve under policies.
CREATE OR REPLACE FUNCTION people_found(given text[], family text[], births date[], widely boolean)
RETURNS TABLE (person_id bigint, place bigint)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 50 SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_variable
BEGIN
    RETURN QUERY
    WITH alike AS MATERIALIZED (SELECT * FROM people_like(given || family, 24, widely)),
    g AS MATERIALIZED (SELECT a.word, min(a.far) AS far FROM alike a WHERE a.sought_word = ANY (given) GROUP BY 1),
    f AS MATERIALIZED (SELECT a.word, min(a.far) AS far FROM alike a WHERE a.sought_word = ANY (family) GROUP BY 1),
    pair AS MATERIALIZED (
        SELECT g.word AS given, f.word AS family, g.far + f.far AS far FROM g CROSS JOIN f ORDER BY 3, 1, 2 LIMIT 80
    )
    SELECT way.person_id, min(way.place) FROM (
        SELECT n.person_id, row_number() OVER (ORDER BY pair.far, n.person_id) AS place
        FROM pair JOIN people_personname n ON n.given = pair.given AND n.family = pair.family
        UNION ALL
        SELECT n.person_id, row_number() OVER (ORDER BY pair.far, n.person_id)
        FROM pair JOIN people_personname n ON n.given = pair.family AND n.family = pair.given
        UNION ALL
        SELECT n.person_id, row_number() OVER (ORDER BY g.far + (n.born_on <> births[1])::integer, n.person_id)
        FROM (SELECT * FROM g ORDER BY far, word LIMIT 10) AS g
        JOIN people_personname n ON n.given = g.word AND n.born_on = ANY (births)
        UNION ALL
        SELECT n.person_id, row_number() OVER (ORDER BY f.far + (n.born_on <> births[1])::integer, n.person_id)
        FROM (SELECT * FROM f ORDER BY far, word LIMIT 10) AS f
        JOIN people_personname n ON n.family = f.word AND n.born_on = ANY (births)
        UNION ALL
        SELECT n.person_id, row_number() OVER (ORDER BY g.far, n.person_id)
        FROM g JOIN people_personname n ON n.given = g.word WHERE births = '{}' AND family = '{}'
        UNION ALL
        SELECT n.person_id, row_number() OVER (ORDER BY f.far, n.person_id)
        FROM f JOIN people_personname n ON n.family = f.word WHERE births = '{}' AND given = '{}'
    ) AS way GROUP BY way.person_id;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0005_near_words'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='nameword', name='name_word_by_sound'),
        migrations.RemoveIndex(model_name='nameword', name='name_word_by_other_sound'),
        migrations.AddIndex(
            model_name='nameword',
            index=models.Index(fields=['sound'], include=('word',), name='name_word_by_sound'),
        ),
        migrations.AddIndex(
            model_name='nameword',
            index=models.Index(fields=['other_sound'], include=('word',), name='name_word_by_other_sound'),
        ),
        migrations.RunSQL(_FOUND, migrations.RunSQL.noop),  # what was before finds the same, later
    ]
