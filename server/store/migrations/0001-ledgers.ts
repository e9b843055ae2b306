/** The first schema of ledgers.db: every table of schema.ts with its keys, bounds and the indexes that readers need. */
import type { Migration } from '#server/store/migrations/migration.ts';

const flag = (name: string): string => `${name} INTEGER NOT NULL CHECK (${name} IN (0, 1))`;
const LEDGER = 'ledger TEXT NOT NULL REFERENCES ledger (id)';

const parties = `
CREATE TABLE person (
  id TEXT NOT NULL PRIMARY KEY, username TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  ${flag('active')}, ${flag('must_change_password')}, created_at TEXT NOT NULL
) STRICT;

CREATE TABLE organisation (
  id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL,
  parent TEXT REFERENCES organisation (id), created_at TEXT NOT NULL
) STRICT;

CREATE TABLE membership (
  id TEXT NOT NULL PRIMARY KEY,
  person TEXT NOT NULL REFERENCES person (id),
  organisation TEXT NOT NULL REFERENCES organisation (id),
  role TEXT NOT NULL, charge TEXT CHECK (charge IS NULL OR json_valid(charge)),
  created_at TEXT NOT NULL, ended_at TEXT
) STRICT;
CREATE INDEX membership_person ON membership (person) WHERE ended_at IS NULL;
CREATE INDEX membership_organisation ON membership (organisation) WHERE ended_at IS NULL;

CREATE TABLE round (
  id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, mode TEXT NOT NULL,
  office TEXT NOT NULL REFERENCES organisation (id),
  starts_on TEXT NOT NULL, focus_ends_on TEXT NOT NULL,
  settings TEXT NOT NULL CHECK (json_valid(settings)), created_at TEXT NOT NULL
) STRICT;

CREATE TABLE round_supervisor (
  round TEXT NOT NULL REFERENCES round (id), organisation TEXT NOT NULL REFERENCES organisation (id),
  PRIMARY KEY (round, organisation)
) STRICT, WITHOUT ROWID;
CREATE TABLE round_team (
  round TEXT NOT NULL REFERENCES round (id), organisation TEXT NOT NULL REFERENCES organisation (id),
  PRIMARY KEY (round, organisation)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger (
  id TEXT NOT NULL PRIMARY KEY,
  round TEXT NOT NULL REFERENCES round (id),
  unit TEXT NOT NULL REFERENCES organisation (id),
  team TEXT REFERENCES organisation (id),
  resident TEXT REFERENCES organisation (id),
  epoch INTEGER NOT NULL CHECK (epoch >= 0), seq INTEGER NOT NULL CHECK (seq >= 0),
  chain_hash TEXT NOT NULL, ${flag('plan_passed')}, prose_seq INTEGER NOT NULL CHECK (prose_seq >= 0),
  created_at TEXT NOT NULL,
  UNIQUE (round, unit)
) STRICT;
CREATE INDEX ledger_unit ON ledger (unit);
CREATE INDEX ledger_team ON ledger (team);
CREATE INDEX ledger_resident ON ledger (resident);
`;

const history = `
CREATE TABLE log (
  commit_no INTEGER NOT NULL CHECK (commit_no >= 1), ${LEDGER},
  seq INTEGER NOT NULL CHECK (seq >= 1), epoch INTEGER NOT NULL CHECK (epoch >= 0), at TEXT NOT NULL,
  person TEXT NOT NULL, role TEXT NOT NULL, session TEXT NOT NULL, op_id TEXT, act TEXT NOT NULL,
  update_bytes BLOB, prev_hash TEXT NOT NULL, hash TEXT NOT NULL,
  UNIQUE (ledger, seq), UNIQUE (ledger, op_id)
) STRICT;
CREATE INDEX log_commit ON log (commit_no);
CREATE INDEX log_at ON log (ledger, at);

CREATE TABLE change (
  ${LEDGER}, seq INTEGER NOT NULL, n INTEGER NOT NULL CHECK (n >= 0), cell TEXT NOT NULL,
  row TEXT NOT NULL, field TEXT NOT NULL, old_value TEXT, new_value TEXT,
  PRIMARY KEY (ledger, seq, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_cell ON change (ledger, row, field, seq);

CREATE TABLE op (
  ${LEDGER}, op_id TEXT NOT NULL, person TEXT NOT NULL, content_hash TEXT NOT NULL,
  seq INTEGER NOT NULL, result TEXT NOT NULL,
  PRIMARY KEY (ledger, op_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
  ${LEDGER}, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL, state BLOB NOT NULL, hash TEXT NOT NULL,
  PRIMARY KEY (ledger, epoch, seq)
) STRICT;

CREATE TABLE client_binding (
  ${LEDGER}, epoch INTEGER NOT NULL, client_id INTEGER NOT NULL CHECK (client_id BETWEEN 0 AND 4294967295),
  person TEXT NOT NULL, page_id TEXT NOT NULL,
  PRIMARY KEY (ledger, epoch, client_id)
) STRICT, WITHOUT ROWID;
`;

const current = `
CREATE TABLE row_current (
  ${LEDGER}, row TEXT NOT NULL, list TEXT NOT NULL CHECK (list IN ('problems', 'duties', 'tasks')),
  problem TEXT, place TEXT NOT NULL, ${flag('deleted')},
  status TEXT, kind TEXT, due TEXT, completion TEXT, ${flag('long_term')},
  cells TEXT NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (ledger, row)
) STRICT;
CREATE INDEX row_current_status ON row_current (ledger, list, status, due);
CREATE INDEX row_current_problem ON row_current (ledger, problem) WHERE problem IS NOT NULL;
CREATE INDEX row_current_due ON row_current (list, due) WHERE due IS NOT NULL;

CREATE TABLE row_text (
  ${LEDGER}, row TEXT NOT NULL, field TEXT NOT NULL, text TEXT NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (ledger, row, field)
) STRICT;

CREATE TABLE figures (
  ledger TEXT NOT NULL PRIMARY KEY REFERENCES ledger (id),
  seq INTEGER NOT NULL, commit_no INTEGER NOT NULL, day TEXT NOT NULL, figures TEXT NOT NULL
) STRICT;
`;

const records = `
CREATE TABLE evidence (
  id TEXT NOT NULL PRIMARY KEY, ${LEDGER}, row TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
  number TEXT, note TEXT, person TEXT NOT NULL, at TEXT NOT NULL, seq INTEGER NOT NULL
) STRICT;
CREATE INDEX evidence_row ON evidence (ledger, row);

CREATE TABLE review (
  id TEXT NOT NULL PRIMARY KEY, ${LEDGER}, problem TEXT NOT NULL, loop INTEGER NOT NULL, step TEXT NOT NULL,
  decision TEXT NOT NULL, opinion TEXT, person TEXT NOT NULL, organisation TEXT NOT NULL, at TEXT NOT NULL,
  content_hash TEXT NOT NULL, seq INTEGER NOT NULL
) STRICT;
CREATE INDEX review_problem ON review (ledger, problem);

CREATE TABLE correction (
  id TEXT NOT NULL PRIMARY KEY, ${LEDGER}, problem TEXT NOT NULL, old_text TEXT NOT NULL, new_text TEXT NOT NULL,
  reason TEXT NOT NULL, person TEXT NOT NULL, at TEXT NOT NULL, seq INTEGER NOT NULL
) STRICT;
CREATE INDEX correction_problem ON correction (ledger, problem);

CREATE TABLE bin (
  ${LEDGER}, row TEXT NOT NULL, list TEXT NOT NULL, person TEXT NOT NULL, at TEXT NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (ledger, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE feedback_document (
  id TEXT NOT NULL PRIMARY KEY, ${LEDGER}, name TEXT NOT NULL, media_type TEXT NOT NULL, sha256 TEXT NOT NULL,
  bytes BLOB NOT NULL, paragraphs TEXT NOT NULL, person TEXT NOT NULL, at TEXT NOT NULL, seq INTEGER NOT NULL
) STRICT;
CREATE INDEX feedback_document_ledger ON feedback_document (ledger);

CREATE TABLE import (
  id TEXT NOT NULL PRIMARY KEY, ${LEDGER}, person TEXT NOT NULL, at TEXT NOT NULL, name TEXT NOT NULL,
  media_type TEXT NOT NULL, sha256 TEXT NOT NULL, bytes BLOB NOT NULL, preview TEXT NOT NULL,
  state TEXT NOT NULL, applied_seq INTEGER
) STRICT;
CREATE INDEX import_ledger ON import (ledger);

CREATE TABLE snapshot (
  id TEXT NOT NULL PRIMARY KEY, number INTEGER NOT NULL CHECK (number >= 1),
  scope TEXT NOT NULL CHECK (scope IN ('ledger', 'round')),
  ledger TEXT REFERENCES ledger (id), round TEXT REFERENCES round (id),
  title TEXT NOT NULL, reason TEXT, person TEXT NOT NULL, at TEXT NOT NULL, seq INTEGER NOT NULL,
  content BLOB NOT NULL, sha256 TEXT NOT NULL, previous_sha256 TEXT,
  CHECK ((scope = 'ledger' AND ledger IS NOT NULL) OR (scope = 'round' AND round IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX snapshot_ledger_number ON snapshot (ledger, number) WHERE scope = 'ledger';
CREATE UNIQUE INDEX snapshot_round_number ON snapshot (round, number) WHERE scope = 'round';

CREATE TABLE audit (
  n INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, person TEXT, act TEXT NOT NULL,
  target TEXT, detail TEXT NOT NULL
) STRICT;

CREATE TABLE setting (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

export const ledgers: Migration = {
  number: 1,
  name: 'ledgers',
  sql: [parties, history, current, records].join(''),
};
