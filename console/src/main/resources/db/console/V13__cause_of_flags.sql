-- What a flagged action uses: its flag, and what fails of it, follow from that connection where it fails. Null where it uses none.
ALTER TABLE watched_action ADD COLUMN connection_id text;
