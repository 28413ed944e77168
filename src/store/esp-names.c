/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets everything that names a message, a segment, a journey or a channel follow when it is called otherwise. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-names.h"

#include "store/esp-history-private.h"
#include "store/esp-journeys.h"
#include "store/esp-rehearsal-log.h"

#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 200

/* Where a kind of thing is named in texts. */
typedef struct
{
  const char *table;  /* the kind's own */
  const char *member; /* whose text is the name */
  const char *list;   /* (nullable) members that are lists of names */
  const char *other_list;
  const char *of_kind; /* (nullable) only in objects of this "kind" */
} Place;

static const Place places[ESP_N_NAMED] = {
  [ESP_NAMED_MESSAGE] = { "message", "message" },
  [ESP_NAMED_SEGMENT] = { "segment", "segment", "segments", "without" },
  [ESP_NAMED_JOURNEY] = { "journey", "journey" },
  [ESP_NAMED_CHANNEL] = { "channel", "channel", NULL, NULL, "send" },
  [ESP_NAMED_AUDIENCE] = { "ad_audience", "audience", NULL, NULL, "segment" },
};

typedef struct
{
  char *member;     /* (owned) (nullable) what the next value is called */
  gboolean is_list; /* of names */
  gboolean is_array;
  gboolean is_wanted; /* its "kind" is the one in question */
  gsize from;         /* of the name that was found; 0 none */
  gsize until;
} Level;

typedef struct
{
  const Place *place;
  const char *text;
  const char *name; /* as JSON writes it, quotes included */
  GArray *levels;   /* (element-type Level) */
  GArray *hits;     /* (element-type gsize): where names begin and end, by twos */
} Scan;

static void
level_clear (gpointer data)
{
  g_free (((Level *) data)->member);
}

static Level *
top (const Scan *self)
{
  return self->levels->len > 0 ? &g_array_index (self->levels, Level, self->levels->len - 1) : NULL;
}

static void
hit (Scan *self, gsize from, gsize until)
{
  g_array_append_val (self->hits, from);
  g_array_append_val (self->hits, until);
}

static void
open_level (Scan *self, gboolean is_array)
{
  const Level *above = top (self);
  Level level = { .is_array = is_array };

  if (is_array && above != NULL && !above->is_array && above->member != NULL)
    level.is_list = g_strcmp0 (above->member, self->place->list) == 0 ||
                    g_strcmp0 (above->member, self->place->other_list) == 0;
  g_array_append_val (self->levels, level);
}

static void
close_level (Scan *self)
{
  const Level *level = top (self);

  if (level == NULL)
    return;
  if (level->from > 0 && (self->place->of_kind == NULL || level->is_wanted))
    hit (self, level->from, level->until);
  g_array_set_size (self->levels, self->levels->len - 1);
}

/* A text between quotes: what is a name and what only looks like one depends on where it stands. */
static void
take_text (Scan *self, gsize from, gsize until)
{
  Level *level = top (self);
  gsize behind = until + strspn (self->text + until, " \t\r\n");
  gboolean is_it = strlen (self->name) == until - from &&
                   strncmp (self->text + from, self->name, until - from) == 0;

  if (level == NULL)
    return;
  if (level->is_array)
    {
      if (level->is_list && is_it)
        hit (self, from, until);
    }
  else if (self->text[behind] == ':')
    {
      g_free (level->member);
      level->member = g_strndup (self->text + from + 1, until - from - 2);
    }
  else if (g_strcmp0 (level->member, "kind") == 0 && self->place->of_kind != NULL)
    level->is_wanted = strncmp (self->text + from + 1, self->place->of_kind, until - from - 2) == 0;
  else if (is_it && g_strcmp0 (level->member, self->place->member) == 0)
    {
      level->from = from;
      level->until = until;
    }
}

static void
scan (Scan *self)
{
  for (gsize i = 0; self->text[i] != '\0' && self->levels->len < MAX_DEPTH; i++)
    {
      gsize from = i;

      switch (self->text[i])
        {
        case '{':
        case '[':
          open_level (self, self->text[i] == '[');
          break;
        case '}':
        case ']':
          close_level (self);
          break;
        case '"':
          for (i++; self->text[i] != '\0' && self->text[i] != '"'; i++)
            if (self->text[i] == '\\' && self->text[i + 1] != '\0')
              i++;
          if (self->text[i] == '\0')
            return;
          take_text (self, from, i + 1);
          break;
        default:
          break;
        }
    }
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const gsize *first = a;
  const gsize *second = b;

  return *first < *second ? -1 : *first > *second;
}

/* As the JSON of the workspace is written: letters as they are. */
static char *
quote (const char *name)
{
  GString *out = g_string_new ("\"");

  for (const char *c = name; *c != '\0'; c++)
    if (*c == '"' || *c == '\\')
      g_string_append_printf (out, "\\%c", *c);
    else if ((guchar) *c < 0x20)
      g_string_append_printf (out, "\\u%04x", (guint) (guchar) *c);
    else
      g_string_append_c (out, *c);
  return g_string_free (g_string_append_c (out, '"'), FALSE);
}

/**
 * esp_names_replace:
 * @text: JSON
 *
 * Nothing else of the text changes, not even its white space.
 *
 * Returns: (transfer full) (nullable): the text with the new name; %NULL when it does not name it
 */
char *
esp_names_replace (const char *text, EspNamed kind, const char *from, const char *to)
{
  g_autofree char *name = quote (from);
  g_autofree char *new_name = quote (to);
  g_autoptr (GArray) levels = g_array_new (FALSE, FALSE, sizeof (Level));
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (gsize));
  Scan self = { &places[kind], text, name, levels, hits };
  GString *out;
  gsize at = 0;

  if (strstr (text, name) == NULL)
    return NULL;
  g_array_set_clear_func (levels, level_clear);
  scan (&self);
  if (hits->len == 0)
    return NULL;
  qsort (hits->data, hits->len / 2, 2 * sizeof (gsize), compare_hits);
  out = g_string_new (NULL);
  for (guint i = 0; i + 1 < hits->len; i += 2)
    {
      g_string_append_len (out, text + at, (gssize) (g_array_index (hits, gsize, i) - at));
      g_string_append (out, new_name);
      at = g_array_index (hits, gsize, i + 1);
    }
  return g_string_free (g_string_append (out, text + at), FALSE);
}

static gboolean
find_by_name (EspTx *tx, EspNamed kind, const char *name, gint64 *out_id, GError **error)
{
  static const char *const sql[ESP_N_NAMED] = {
    [ESP_NAMED_MESSAGE] = "SELECT min (id), count (*) FROM message WHERE name = ?1",
    [ESP_NAMED_SEGMENT] =
      "SELECT min (id), count (*) FROM segment WHERE name = ?1 AND archived_at IS NULL",
    [ESP_NAMED_JOURNEY] = "SELECT min (id), count (*) FROM journey WHERE name = ?1",
    [ESP_NAMED_CHANNEL] = "SELECT min (id), 1 FROM channel WHERE name = ?1 AND archived_at IS NULL",
    [ESP_NAMED_AUDIENCE] = "SELECT min (id), count (*) FROM ad_audience WHERE name = ?1",
  };
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql[kind], error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, name);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_id = esp_stmt_int64 (stmt, 1) == 1 ? esp_stmt_int64 (stmt, 0) : 0;
  return TRUE;
}

static char *
load_name (EspTx *tx, EspNamed kind, gint64 id)
{
  static const char *const sql[ESP_N_NAMED] = {
    [ESP_NAMED_MESSAGE] = "SELECT name FROM message WHERE id = ?1",
    [ESP_NAMED_SEGMENT] = "SELECT name FROM segment WHERE id = ?1",
    [ESP_NAMED_JOURNEY] = "SELECT name FROM journey WHERE id = ?1",
    [ESP_NAMED_CHANNEL] = "SELECT name FROM channel WHERE id = ?1",
    [ESP_NAMED_AUDIENCE] = "SELECT name FROM ad_audience WHERE id = ?1",
  };
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql[kind], NULL);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  return esp_stmt_step (stmt, NULL) == ESP_STEP_ROW ? esp_stmt_dup_text (stmt, 0) : NULL;
}

/**
 * esp_rename_begin:
 * @to: the new name
 *
 * Looks at what something is called before it is written. A name that several share means none of them.
 */
gboolean
esp_rename_begin (EspRename *self,
                  EspTx *tx,
                  EspNamed kind,
                  gint64 id,
                  const char *to,
                  GError **error)
{
  g_autofree char *before = load_name (tx, kind, id);
  gint64 found = 0;

  *self = (EspRename){ kind, id, NULL };
  if (before == NULL || *before == '\0' || g_strcmp0 (before, to) == 0)
    return TRUE;
  if (!find_by_name (tx, kind, before, &found, error))
    return FALSE;
  if (found == id)
    self->before = g_steal_pointer (&before);
  return TRUE;
}

/* Texts that name things, by the rowid of their row. */
typedef struct
{
  const char *table;
  const char *sql_read;
  const char *sql_write;
} Shelf;

static const Shelf shelves[] = {
  { "journey_version", "SELECT id, definition FROM journey_version WHERE instr (definition, ?1)",
    "UPDATE journey_version SET definition = ?2 WHERE id = ?1" },
  { "segment", "SELECT id, rule FROM segment WHERE instr (rule, ?1)",
    "UPDATE segment SET rule = ?2 WHERE id = ?1" },
  { "segment", "SELECT id, draft FROM segment WHERE instr (draft, ?1)",
    "UPDATE segment SET draft = ?2 WHERE id = ?1" },
  { "message", "SELECT id, document FROM message WHERE instr (document, ?1)",
    "UPDATE message SET document = ?2 WHERE id = ?1" },
  { "send",
    "SELECT id, audience FROM send WHERE state IN ('draft', 'scheduled') AND instr (audience, ?1)",
    "UPDATE send SET audience = ?2 WHERE id = ?1" },
  { "score", "SELECT id, definition FROM score WHERE instr (definition, ?1)",
    "UPDATE score SET definition = ?2 WHERE id = ?1" },
  { "stage", "SELECT id, rule FROM stage WHERE instr (rule, ?1)",
    "UPDATE stage SET rule = ?2 WHERE id = ?1" },
};

typedef struct
{
  gint64 id;
  char *text;
} Page;

static void
page_clear (gpointer data)
{
  g_free (((Page *) data)->text);
}

/* Returns: (transfer full) (element-type Page): the texts that name it, with the new name */
static GArray *
read_pages (EspTx *tx, const char *sql, const EspRename *rename, const char *to, GError **error)
{
  g_autofree char *quoted = quote (rename->before);
  g_autoptr (GArray) pages = g_array_new (FALSE, FALSE, sizeof (Page));
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql, error);
  EspStep step;

  g_array_set_clear_func (pages, page_clear);
  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, quoted);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      Page page = { esp_stmt_int64 (stmt, 0), NULL };

      page.text = esp_names_replace (esp_stmt_text (stmt, 1), rename->kind, rename->before, to);
      if (page.text != NULL)
        g_array_append_val (pages, page);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&pages) : NULL;
}

static gboolean
follow_shelf (EspTx *tx,
              const Shelf *shelf,
              const EspRename *rename,
              const char *to,
              GError **error)
{
  g_autoptr (GArray) pages = read_pages (tx, shelf->sql_read, rename, to, error);
  g_autoptr (EspStmt) stmt = NULL;

  if (pages == NULL)
    return FALSE;
  if (pages->len == 0)
    return TRUE;
  if (!esp_recording_record_too (tx, shelf->table, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, shelf->sql_write, error);
  for (guint i = 0; stmt != NULL && i < pages->len; i++)
    {
      const Page *page = &g_array_index (pages, Page, i);

      esp_stmt_bind_int64 (stmt, 1, page->id);
      esp_stmt_bind_text (stmt, 2, page->text);
      if (!esp_stmt_run (stmt, error))
        return FALSE;
      esp_stmt_reset (stmt);
    }
  return stmt != NULL;
}

/* A window that shows the draft learns of it as of any other step. */
static gboolean
follow_drafts (EspTx *tx, const EspRename *rename, const char *to, GError **error)
{
  static const char sql_drafts[] = "SELECT id, draft FROM journey WHERE instr (draft, ?1)";
  g_autoptr (GArray) pages = read_pages (tx, sql_drafts, rename, to, error);

  for (guint i = 0; pages != NULL && i < pages->len; i++)
    {
      const Page *page = &g_array_index (pages, Page, i);
      g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, page->id, error);

      /* It is the same journey as before: what was rehearsed of it stays true. */
      if (row == NULL || !esp_journey_row_update (tx, page->id, row->name, page->text, error) ||
          !esp_rehearsal_log_follow (tx, page->id, row->draft, page->text, error))
        return FALSE;
    }
  return pages != NULL;
}

/**
 * esp_rename_end:
 *
 * Everything that named it so names it by the new name, in the same transaction: drafts, published versions,
 * rules, audiences that are not sent yet. When another one is called that as well, it is named by its number.
 */
gboolean
esp_rename_end (EspRename *self, EspTx *tx, const char *to, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, self->id);
  EspChanges *changes = esp_tx_get_changes (tx);
  gint64 found = 0;

  if (self->before == NULL)
    return TRUE;
  if (!find_by_name (tx, self->kind, to, &found, error))
    return FALSE;
  if (found != self->id)
    to = number;
  if (!follow_drafts (tx, self, to, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (shelves); i++)
    if (!follow_shelf (tx, &shelves[i], self, to, error))
      return FALSE;
  esp_changes_note (changes, ESP_CHANGE_JOURNEY);
  if (self->kind == ESP_NAMED_SEGMENT)
    esp_changes_note (changes, ESP_CHANGE_SEGMENT | ESP_CHANGE_CAMPAIGN | ESP_CHANGE_SCORE |
                                 ESP_CHANGE_STAGE | ESP_CHANGE_MESSAGE);
  return TRUE;
}

/**
 * esp_rename_clear:
 */
void
esp_rename_clear (EspRename *self)
{
  g_clear_pointer (&self->before, g_free);
}
