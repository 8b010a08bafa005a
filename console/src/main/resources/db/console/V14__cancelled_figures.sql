-- What a person cancelled is no failure. It was counted as one, under its category, which is that of nothing else.
-- The default is for consoles of the version before, while both run.
DO $$
DECLARE figures text;
BEGIN
  FOREACH figures IN ARRAY ARRAY['figures_10s', 'figures_minute', 'figures_hour', 'figures_day'] LOOP
    EXECUTE format('ALTER TABLE %I ADD COLUMN cancelled bigint NOT NULL DEFAULT 0', figures);
    EXECUTE format($update$
      UPDATE %I SET (failed, cancelled) = (
        SELECT failed - counted, counted
        FROM (SELECT coalesce(sum(found[1]::bigint), 0)::bigint AS counted
              FROM regexp_matches(categories, '(?:^|;)CANCELLED (\d+)', 'g') AS found) c)
      WHERE categories LIKE '%%CANCELLED %%'
    $update$, figures);
  END LOOP;
END $$;
