/// What databases are made of in these tests.
enum MariaDBSchemas {
    /// A shop: foreign keys, every type of column, generated columns, views, triggers, routines, an event, a sequence,
    /// zero dates, blobs, four-byte characters, awkward texts and names, a large row.
    static let shop = #"""
        SET sql_mode = 'NO_ENGINE_SUBSTITUTION';
        CREATE TABLE customers (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(100) NOT NULL, note TEXT);
        INSERT INTO customers (name, note) VALUES ('Ann O''Neil', 'semi; colon'), ('Bob \\ "quoted"', NULL),
            ('雪 😀 ünïcödé', '),(1,2),('), ('line
        break', 'INSERT INTO `orders` VALUES (1);
        -- Dump completed'), ('', '/* no comment */ -- neither # nor this');
        CREATE TABLE orders (id INT PRIMARY KEY, customer INT NOT NULL, total DECIMAL(20,5), placed DATETIME(6),
            twice DECIMAL(22,5) GENERATED ALWAYS AS (total * 2) STORED,
            label VARCHAR(40) GENERATED ALWAYS AS (CONCAT('#', id)) VIRTUAL,
            FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE CASCADE, CHECK (total >= 0), KEY (placed));
        INSERT INTO orders (id, customer, total, placed) VALUES (0, 1, 12345678901234.56789, '2026-11-23 03:00:00.123456'),
            (7, 2, 0, '0000-00-00 00:00:00'), (8, 3, NULL, NULL);
        CREATE TABLE every_type (a TINYINT, b SMALLINT UNSIGNED, c MEDIUMINT, d BIGINT UNSIGNED, e FLOAT, f DOUBLE,
            g BIT(13), h DATE, i TIME(3), j YEAR, k TIMESTAMP NULL, l CHAR(5), m BINARY(5), n VARBINARY(300), o BLOB,
            p LONGTEXT, q ENUM('x','it''s','a,b'), r SET('one','two'), s JSON, t POINT, u UUID, v INET6, w BOOLEAN);
        INSERT INTO every_type VALUES (-128, 65535, -8388608, 18446744073709551615, 1.5e-7, -1.7976931348623157e308,
            b'1010101010101', '0000-00-00', '-838:59:59.000', 2155, '2026-01-01 00:00:00', 'ab', x'00ff0a0d1a', x'', x'27',
            REPEAT('\'"`;\n', 1000), 'it''s', 'one,two', '{"k": ["v", null, "\\u0000"]}', POINT(1, -2),
            '123e4567-e89b-12d3-a456-426655440000', '2001:db8::ff00:42:8329', TRUE), (NULL, NULL, NULL, NULL, NULL, NULL, NULL,
            NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
        CREATE TABLE files (id INT PRIMARY KEY, body LONGBLOB);
        INSERT INTO files SELECT seq, CAST(RANDOM_BYTES(1000) AS BINARY) FROM seq_1_to_50;
        INSERT INTO files VALUES (99, REPEAT(x'00010203fffe275c', 400000));
        CREATE TABLE empty_one (id INT);
        CREATE TABLE `a b;``c
        d` (`x``y` INT, `VALUES` INT, `(` INT);
        INSERT INTO `a b;``c
        d` VALUES (1, 2, 3), (4, 5, 6);
        CREATE TABLE latin (t VARCHAR(20)) CHARACTER SET latin1;
        INSERT INTO latin VALUES ('é'), ('ß');
        CREATE SEQUENCE numbers START WITH 1000 INCREMENT BY 7;
        SELECT NEXT VALUE FOR numbers;
        CREATE VIEW big_orders AS SELECT o.id, c.name, '; -- \' "' AS odd FROM orders o JOIN customers c ON c.id = o.customer;
        CREATE VIEW over_view AS SELECT COUNT(*) AS n FROM big_orders;
        CREATE TABLE log (id INT AUTO_INCREMENT PRIMARY KEY, what VARCHAR(50));
        DELIMITER //
        CREATE TRIGGER note_order AFTER INSERT ON orders FOR EACH ROW BEGIN
          INSERT INTO log (what) VALUES ('it''s new; ');
        INSERT INTO log VALUES (NULL, 'at the beginning of a line');
        END//
        CREATE PROCEDURE add_one(IN x INT) COMMENT 'adds; "one"' BEGIN
        INSERT INTO customers (name) VALUES (CONCAT('n', x));
        END//
        CREATE FUNCTION plus(a INT, b INT) RETURNS INT DETERMINISTIC RETURN a + b//
        CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2037-01-01 00:00:00' DO BEGIN
        INSERT INTO log VALUES (NULL, '; ; it''s // late');
        END//
        DELIMITER ;

        """#

    /// A metrics table with many narrow rows.
    static func metrics(rows: Int) -> String {
        """
        CREATE TABLE metrics (id INT PRIMARY KEY, at INT, value DOUBLE);
        INSERT INTO metrics SELECT seq, seq * 60, SIN(seq) FROM seq_1_to_\(rows);
        """
    }
}
