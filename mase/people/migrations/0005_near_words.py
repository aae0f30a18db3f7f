"""Words one slip away share what is left when a letter goes: found by equal keys, many times quicker than trigrams.

Trigrams are kept for a wider search, when nobody likely was found.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

import mase.people.models

_LEFT = """
CREATE FUNCTION people_left(word text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    CASE WHEN length(word) > 14 THEN ARRAY[word]  -- mostly several words written together: looked for by sound as well
    ELSE ARRAY(SELECT left(word, n) || substr(word, n + 2) FROM generate_series(0, length(word)) AS n) END;
"""

_FOUND = """
SELECT show_limit();  -- the setting below is known once its library is

-- The words a slip away from each of these, or sounding the same; widely, whatever looks anything like them.
CREATE FUNCTION people_like(sought text[], most integer, widely boolean)
RETURNS TABLE (sought_word text, word text, far integer)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 50 SET pg_trgm.similarity_threshold = 0.22 AS $$
#variable_conflict use_variable
DECLARE
    one text;
    look text;
    lefts text[];
    sounds text[];
BEGIN
    FOREACH one IN ARRAY sought LOOP
        IF widely THEN
            look := people_spelled(one);
            RETURN QUERY SELECT one, n.word::text, levenshtein(n.word, one) AS apart FROM people_nameword n
            WHERE n.spelled % look ORDER BY apart, similarity(n.spelled, look) DESC, n.word LIMIT most;
        ELSE
            lefts := people_left(one);
            sounds := array_remove(ARRAY[people_sound(one, false), people_sound(one, true)], '');
            RETURN QUERY SELECT one, n.word::text, levenshtein(n.word, one) AS apart FROM people_nameword n
            WHERE (n.lefts && lefts OR n.sound = ANY (sounds) OR n.other_sound = ANY (sounds))
                AND levenshtein_less_equal(n.word, one, 2 + length(one) / 5) <= 2 + length(one) / 5
            ORDER BY apart, n.word LIMIT most;
        END IF;
    END LOOP;
END $$;

-- Who goes by a given and a family name like these, in either order, or by one of them and was born then; by how early
-- they come on any of these ways. Each is an equality of leakproof operators, so that indexes serve under policies.
CREATE FUNCTION people_found(given text[], family text[], births date[], widely boolean)
RETURNS TABLE (person_id bigint, place bigint) LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 50 AS $$
#variable_conflict use_variable
BEGIN
    RETURN QUERY
    WITH alike AS MATERIALIZED (SELECT * FROM people_like(given || family, 24, widely)),
    g AS MATERIALIZED (SELECT a.word, min(a.far) AS far FROM alike a WHERE a.sought_word = ANY (given) GROUP BY 1),
    f AS MATERIALIZED (SELECT a.word, min(a.far) AS far FROM alike a WHERE a.sought_word = ANY (family) GROUP BY 1),
    pair AS MATERIALIZED (
        SELECT g.word AS given, f.word AS family, g.far + f.far AS far FROM g CROSS JOIN f ORDER BY 3, 1, 2 LIMIT 80
    ),
    born AS (SELECT b.day, least(b.n, 2) AS far FROM unnest(births) WITH ORDINALITY AS b (day, n))
    SELECT way.person_id, min(way.place) FROM (
        SELECT n.person_id, row_number() OVER (ORDER BY pair.far, n.person_id) AS place
        FROM pair JOIN people_personname n ON n.given = pair.given AND n.family = pair.family
        UNION ALL
        SELECT n.person_id, row_number() OVER (ORDER BY pair.far, n.person_id)
        FROM pair JOIN people_personname n ON n.given = pair.family AND n.family = pair.given
        UNION ALL
        SELECT n.person_id, row_number() OVER (ORDER BY g.far + born.far, n.person_id)
        FROM (SELECT * FROM g ORDER BY far, word LIMIT 10) AS g CROSS JOIN born
        JOIN people_personname n ON n.given = g.word AND n.born_on = born.day
        UNION ALL
        SELECT n.person_id, row_number() OVER (ORDER BY f.far + born.far, n.person_id)
        FROM (SELECT * FROM f ORDER BY far, word LIMIT 10) AS f CROSS JOIN born
        JOIN people_personname n ON n.family = f.word AND n.born_on = born.day
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
        ('people', '0004_names'),
    ]

    operations = [
        migrations.RunSQL(_LEFT, "DROP FUNCTION people_left"),
        migrations.AddField(
            model_name='nameword',
            name='lefts',
            field=models.GeneratedField(db_persist=True, expression=mase.people.models.Lefts('word'), output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
        ),
        migrations.AddIndex(
            model_name='nameword',
            index=django.contrib.postgres.indexes.GinIndex(fields=['lefts'], name='name_word_near'),
        ),
        migrations.RunSQL(_FOUND, "DROP FUNCTION people_found, people_like"),
    ]
