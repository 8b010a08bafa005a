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

-- What an action that was flagged before V13 uses, by its latest result; the topic says it when the action is told again.
UPDATE watched_action w SET connection_id = (
  SELECT e.connection_id FROM execution e
  WHERE e.account_id = w.account_id AND e.action_id = w.action_id AND e.connection_id IS NOT NULL
  ORDER BY e.fired_at DESC LIMIT 1)
WHERE w.flag IS NOT NULL AND w.connection_id IS NULL;
