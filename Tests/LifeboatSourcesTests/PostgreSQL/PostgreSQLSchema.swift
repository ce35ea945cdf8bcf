extension PostgreSQLFixture {
    /// Databases that are hard to dump, to count, or to restore.
    enum Schema {
        /// A little of everything that a database can hold.
        static let everything = #"""
            -- Not everywhere to be had where other versions are tested.
            DO $$ BEGIN CREATE EXTENSION pg_trgm; EXCEPTION WHEN feature_not_supported THEN NULL; END $$;
            CREATE SCHEMA "we ird""s; --";
            CREATE TYPE mood AS ENUM ('sad', 'o''k', 'ha\.ppy');
            CREATE DOMAIN positive AS int CHECK (VALUE > 0);
            CREATE TYPE pair AS (a int, b text);
            CREATE SEQUENCE ticket START 41;
            SELECT nextval('ticket');
            CREATE TABLE users (
                id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, mood mood, tags text[], extra jsonb,
                photo bytea, doubled int GENERATED ALWAYS AS (length(name) * 2) STORED, age positive, p pair,
                made timestamptz DEFAULT '2026-01-01', price numeric(20, 5), r int4range);
            INSERT INTO users (name, mood, tags, extra, photo, age, p, price, r) VALUES
                (E'a\nb\tc\\.\n\\.\nend', 'ha\.ppy', '{"x y",NULL,"\"q\""}', '{"k": [1, "\\u00e4", null]}', '\x00ff5c2e0a', 7, '(1,"a b")', 1.5, '[1,5)'),
                ('日本語 🚢 naïve', NULL, '{}', NULL, '', NULL, NULL, 'NaN', 'empty'),
                ('', 'sad', NULL, '"text"', NULL, 1, NULL, -0.00001, NULL);
            CREATE TABLE "we ird""s; --"."a.b (c) FROM stdin;" ("x ""y" int, "SELECT" text);
            INSERT INTO "we ird""s; --"."a.b (c) FROM stdin;" SELECT i, repeat('long row ', 5000) FROM generate_series(1, 50) i;
            CREATE TABLE empty_one ();
            CREATE TABLE no_rows (id int);
            CREATE TABLE empties (t text);
            INSERT INTO empties SELECT '' FROM generate_series(1, 17);
            CREATE TABLE orders (id bigint, user_id int REFERENCES users, at date) PARTITION BY RANGE (at);
            CREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
            CREATE TABLE orders_rest PARTITION OF orders DEFAULT;
            INSERT INTO orders SELECT i, 1 + i % 3, date '2025-06-01' + (i % 400) FROM generate_series(1, 5000) i;
            CREATE TABLE parent (id int);
            CREATE TABLE child (extra text) INHERITS (parent);
            INSERT INTO parent VALUES (1), (2);
            INSERT INTO child VALUES (3, 'c');
            CREATE UNLOGGED TABLE fleeting AS SELECT 1 AS x;
            CREATE VIEW names AS SELECT name, '\.' AS dot FROM users;
            CREATE MATERIALIZED VIEW moods AS SELECT mood, count(*) FROM users GROUP BY mood;
            DO $$ BEGIN CREATE INDEX ON users USING gin (name gin_trgm_ops); EXCEPTION WHEN undefined_object THEN NULL; END $$;
            SET check_function_bodies = off;
            CREATE FUNCTION tricky() RETURNS trigger LANGUAGE plpgsql AS $_$
            BEGIN
            COPY public.users (id) FROM stdin;
            1
            \.
            -- PostgreSQL database dump complete
            INSERT INTO public.users VALUES (1), (2);
            COMMIT;
            RETURN NEW; /* $$ $x$ */
            END $_$;
            CREATE FUNCTION standard() RETURNS bigint LANGUAGE sql BEGIN ATOMIC
                INSERT INTO empties VALUES ('x'), ('y');
                SELECT CASE WHEN count(*) > 1 THEN 1 ELSE 0 END FROM users;
            END;
            SET check_function_bodies = on;
            CREATE TRIGGER tricky_trigger BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION tricky();
            CREATE RULE elsewhere AS ON DELETE TO no_rows DO ALSO (INSERT INTO no_rows VALUES (1); SELECT 1);
            COMMENT ON TABLE users IS E'it''s \\! echo\n\\! touch /tmp/never\nCOPY users FROM stdin;\n5\n\\.';
            ALTER TABLE users ENABLE ROW LEVEL SECURITY;
            CREATE POLICY own ON users USING (name = current_user);
            SELECT lo_from_bytea(0, decode(repeat('5c2e0a27', 2000), 'hex'));
            SELECT lo_from_bytea(0, '');
            CREATE PUBLICATION news FOR ALL TABLES;
            """#

        /// What the rows of it are, as a person counts them.
        static let counts: [String: Int64] = [
            "rows of public.users": 3, "rows of we ird\"s; --.a.b (c) FROM stdin;": 50, "rows of public.empty_one": 0,
            "rows of public.no_rows": 0, "rows of public.empties": 17, "rows of public.orders_2025": 2768,
            "rows of public.orders_rest": 2232, "rows of public.parent": 2, "rows of public.child": 1,
            "rows of public.fleeting": 1,
        ]

        static let small = """
            CREATE TABLE users (id int PRIMARY KEY, name text);
            INSERT INTO users SELECT i, 'name ' || i FROM generate_series(1, 1000) i;
            """
    }
}
