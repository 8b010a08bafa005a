-- When the first certificate of a client's chain ends; null without one, and until the topic tells the connection again.
ALTER TABLE watched_connection ADD COLUMN certificate_expires_on date;

CREATE INDEX watched_connection_certificate ON watched_connection (certificate_expires_on) WHERE certificate_expires_on IS NOT NULL;
