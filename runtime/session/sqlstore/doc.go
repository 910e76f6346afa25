// Package sqlstore keeps sessions in SQLite, PostgreSQL, MySQL or MariaDB.
package sqlstore
