"""Finding somebody by a name that is spelled another way: words of names, and who goes by which.

Row-level security lets only equality use an index of what says something of a child. So the words of all names stand
in a table without people, where any search is allowed, and people are found by equal words.
"""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

# The same as mase/people/names.py: what is dropped, what stands between words, which words tell little.
_DROPPED = r"""[''\u2018\u2019\u201b`\u00b4\u02b9\u02bb\u02bc\u2032"\u201c\u201d\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"""
_MARKS = r"[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]"
_BETWEEN = r"[\u0001-\u0020\u0085\u2028\u2029\u2010-\u2015\u05be\u30fb!#-&(-/:-@\[-_{-~\u00b7\u2022]+"
_PARTICLES = (
    "abu,af,al,av,bin,bint,binti,da,das,de,del,della,den,der,di,do,dos,du,el,ibn,la,le,mac,mc,ter,ud,ul,umm,ur,van,von,zu"
)

_FUNCTIONS = rf"""
CREATE FUNCTION people_plain(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    normalize(regexp_replace(replace(replace(replace(replace(translate(
        lower(normalize(regexp_replace(name, '{_DROPPED}', '', 'g'), NFKD)),
        U&'\00f8\0142\0111\00f0\0127\0131\014b\0167\0259\0253\0257\0199\01b4\03c2\0649\06cc\06a9\0629',
        U&'olddhintebdky\03c3\064a\064a\0643\0647'
    ), U&'\00df', 'ss'), U&'\00e6', 'ae'), U&'\0153', 'oe'), U&'\00fe', 'th'), '{_MARKS}', '', 'g'), NFKC);

CREATE FUNCTION people_words(name text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    parts text[];
    telling text[];
BEGIN
    IF name ~ '^[A-Z]?[a-z]+$' COLLATE "C" THEN  -- nearly every name
        RETURN ARRAY[left(lower(name), 60)];
    END IF;
    parts := array_remove(string_to_array(
        regexp_replace(public.people_plain(name), '{_BETWEEN}', ' ', 'g'), ' '
    ), '');
    telling := ARRAY(
        SELECT part FROM unnest(parts) WITH ORDINALITY AS p (part, n)
        WHERE part <> ALL ('{{{_PARTICLES}}}') AND (length(part) > 1 OR octet_length(part) > 1) ORDER BY n
    );
    IF cardinality(telling) = 0 THEN
        telling := parts;
    END IF;
    telling := telling[:4];
    IF cardinality(parts) > 1 THEN
        telling := telling || array_to_string(parts, '');
    END IF;
    RETURN ARRAY(
        SELECT left(word, 60) FROM unnest(telling) WITH ORDINALITY AS w (word, n) GROUP BY 1 ORDER BY min(n)
    );
END $$;

-- Trigrams are made of the letters a to z here: other scripts borrow them, one letter for one letter.
CREATE FUNCTION people_spelled(word text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    CASE WHEN octet_length(word) = length(word) THEN word ELSE (
        SELECT string_agg(CASE WHEN ascii(c) < 128 THEN c ELSE chr(97 + ascii(c) % 26) END, '' ORDER BY n)
        FROM string_to_table(word, NULL) WITH ORDINALITY AS l (c, n)
    ) END;

CREATE FUNCTION people_sound(word text, other boolean) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    CASE WHEN octet_length(word) > length(word) OR length(word) > 14 THEN '' WHEN other THEN public.dmetaphone_alt(word)
    ELSE public.dmetaphone(word) END;

-- The given and family names of one word by which somebody goes; an alias of several words may hold a family name.
CREATE FUNCTION people_names(given_names text, family_name text, known_as text)
RETURNS TABLE (given text, family text) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT DISTINCT g, f
    FROM (
        SELECT public.people_words(given_names) AS given, public.people_words(family_name) AS family,
            public.people_words(known_as) AS alias
    ) AS w
    CROSS JOIN LATERAL unnest(w.given || w.alias || CASE WHEN w.given || w.alias = '{{}}' THEN '{{""}}'::text[] END) AS g
    CROSS JOIN LATERAL unnest(w.family || CASE WHEN cardinality(w.alias) > 1 THEN w.alias END
        || CASE WHEN w.family = '{{}}' THEN '{{""}}'::text[] END) AS f
$$;
"""


_TAKE = """
    WITH taken AS (
        INSERT INTO people_personname (person_id, given, family, born_on)
        SELECT p.id, n.given, n.family, p.born_on
        FROM {people} AS p CROSS JOIN LATERAL people_names(p.given_names, p.family_name, p.known_as) AS n
        RETURNING given, family
    )
    INSERT INTO people_nameword (word, spelled, sound, other_sound)
    SELECT word, people_spelled(word), people_sound(word, false), people_sound(word, true)
    FROM (SELECT given AS word FROM taken UNION SELECT family FROM taken) AS w
    WHERE word <> '' AND NOT EXISTS (SELECT FROM people_nameword known WHERE known.word = w.word)
    ORDER BY word ON CONFLICT DO NOTHING;
"""
_READ = "SELECT id, given_names, family_name, known_as, born_on FROM"

_TRIGGERS = f"""
CREATE FUNCTION people_keep_names() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
    {_TAKE.format(people="rows_after")}
    ELSIF TG_OP = 'DELETE' THEN
        DELETE FROM people_personname WHERE person_id IN (SELECT id FROM rows_before);
    ELSE
        DELETE FROM people_personname
        WHERE person_id IN (SELECT id FROM ({_READ} rows_before EXCEPT {_READ} rows_after) AS changed);
    {_TAKE.format(people=f"({_READ} rows_after EXCEPT {_READ} rows_before)")}
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION people_keep_names() FROM PUBLIC;
CREATE TRIGGER names_insert AFTER INSERT ON people_person REFERENCING NEW TABLE AS rows_after
    FOR EACH STATEMENT EXECUTE FUNCTION people_keep_names();
CREATE TRIGGER names_update AFTER UPDATE ON people_person
    REFERENCING OLD TABLE AS rows_before NEW TABLE AS rows_after
    FOR EACH STATEMENT EXECUTE FUNCTION people_keep_names();
CREATE TRIGGER names_delete AFTER DELETE ON people_person REFERENCING OLD TABLE AS rows_before
    FOR EACH STATEMENT EXECUTE FUNCTION people_keep_names();
"""
_BACKWARD = """
DROP TRIGGER names_insert ON people_person;
DROP TRIGGER names_update ON people_person;
DROP TRIGGER names_delete ON people_person;
DROP FUNCTION people_keep_names, people_names, people_sound, people_spelled, people_words, people_plain;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_demographics'),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;",
            migrations.RunSQL.noop,
        ),
        migrations.CreateModel(
            name='NameWord',
            fields=[
                ('word', models.CharField(db_collation='C', max_length=60, primary_key=True, serialize=False)),
                ('spelled', models.CharField(db_collation='C', help_text='in the letters that trigrams are made of', max_length=60)),
                ('sound', models.CharField(blank=True, db_collation='C', max_length=8)),
                ('other_sound', models.CharField(blank=True, db_collation='C', max_length=8)),
            ],
            options={
                'indexes': [
                    django.contrib.postgres.indexes.GinIndex(fields=['spelled'], name='name_word_like', opclasses=['gin_trgm_ops']),
                    models.Index(fields=['sound'], name='name_word_by_sound'),
                    models.Index(fields=['other_sound'], name='name_word_by_other_sound'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PersonName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given', models.CharField(blank=True, db_collation='C', max_length=60)),
                ('family', models.CharField(blank=True, db_collation='C', max_length=60)),
                ('born_on', models.DateField(blank=True, null=True)),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='names', to='people.person')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['person'], name='person_name_of'),
                    models.Index(fields=['given', 'family'], include=('person',), name='person_name_by_both'),
                    models.Index(fields=['given', 'born_on'], include=('person',), name='person_name_by_given'),
                    models.Index(fields=['family', 'born_on'], include=('person',), name='person_name_by_family'),
                ],
            },
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('nhs_number', ''), _negated=True), fields=['nhs_number'], name='person_by_nhs_number'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('upn', ''), _negated=True), fields=['upn'], name='person_by_upn'),
        ),
        migrations.RunSQL(_FUNCTIONS + _TRIGGERS + _TAKE.format(people="people_person"), _BACKWARD),
    ]
