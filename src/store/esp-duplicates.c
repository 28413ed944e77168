/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds leads that look like the same person: the same mailbox, phone, name and company, external id. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-duplicates.h"

/* Leads of one group that are named; the rest is a number. */
#define MAX_NAMED 20

/* minji+shop@example.com and minji@example.com are one mailbox. */
#define MAILBOX                                                                                    \
  "lower (CASE WHEN instr (email, '+') BETWEEN 2 AND instr (email, '@')"                           \
  " THEN substr (email, 1, instr (email, '+') - 1) || substr (email, instr (email, '@'))"          \
  " ELSE email END)"
#define NAME_COMPANY "lower (name) || ' · ' || lower (company)"
#define PRESENT " WHERE archived_at IS NULL AND "
#define GROUP(expression, condition)                                                               \
  "SELECT " expression " AS shared, count (*) AS n, group_concat (id) FROM lead" PRESENT condition \
  " GROUP BY shared HAVING count (*) > 1 ORDER BY n DESC, shared LIMIT ?1"
#define OF_LEAD(expression, condition)                                                             \
  "SELECT " expression " AS shared, count (*) AS n, group_concat (id) FROM lead" PRESENT condition \
  " GROUP BY shared HAVING count (*) > 1"

static const struct
{
  const char *name;
  const char *sql_list;
  const char *sql_of; /* of the lead ?1 */
} rules[ESP_N_DUPLICATE_KINDS] = {
  [ESP_DUPLICATE_EMAIL] = { "email", GROUP (MAILBOX, "email IS NOT NULL"),
                            /* A range of the index: the name before “@” or “+” begins both. */
                            OF_LEAD (MAILBOX,
                                     "email IS NOT NULL AND " MAILBOX " ="
                                     " (SELECT " MAILBOX " FROM lead WHERE id = ?1)"
                                     " AND email >= (SELECT substr (email, 1, min (instr (email, "
                                     "'@'), iif (instr (email, '+') > 1, instr (email, '+'), "
                                     "1000)) - 1) FROM lead WHERE id = ?1)"
                                     " AND email < (SELECT substr (email, 1, min (instr (email, "
                                     "'@'), iif (instr (email, '+') > 1, instr (email, '+'), "
                                     "1000)) - 1) || 'A' FROM lead WHERE id = ?1)") },
  [ESP_DUPLICATE_PHONE] = { "phone", GROUP ("phone", "phone IS NOT NULL"),
                            OF_LEAD ("phone",
                                     "phone ="
                                     " (SELECT phone FROM lead WHERE id = ?1)") },
  [ESP_DUPLICATE_NAME_COMPANY] = { "name-company",
                                   GROUP (NAME_COMPANY, "name IS NOT NULL AND company IS NOT NULL"),
                                   OF_LEAD (NAME_COMPANY,
                                            "name COLLATE NOCASE ="
                                            " (SELECT name FROM lead WHERE id = ?1)"
                                            " AND company COLLATE NOCASE ="
                                            " (SELECT company FROM lead WHERE id = ?1)") },
  [ESP_DUPLICATE_EXTERNAL_ID] = { "external-id", GROUP ("external_id", "external_id IS NOT NULL"),
                                  OF_LEAD ("external_id",
                                           "external_id ="
                                           " (SELECT external_id FROM lead WHERE id = ?1)") },
};

/**
 * esp_duplicate_group_free:
 */
void
esp_duplicate_group_free (EspDuplicateGroup *self)
{
  if (self == NULL)
    return;
  g_free (self->shared);
  g_clear_pointer (&self->leads, g_array_unref);
  g_free (self);
}

/**
 * esp_duplicate_kind_name:
 *
 * Returns: the stable word for it
 */
const char *
esp_duplicate_kind_name (EspDuplicateKind kind)
{
  return rules[kind].name;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a;
  guint32 y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

static EspDuplicateGroup *
read_group (EspStmt *stmt, EspDuplicateKind kind)
{
  EspDuplicateGroup *group = g_new0 (EspDuplicateGroup, 1);
  g_auto (GStrv) ids = g_strsplit (esp_stmt_text (stmt, 2), ",", -1);

  group->kind = kind;
  group->shared = esp_stmt_dup_text (stmt, 0);
  group->n = esp_stmt_int64 (stmt, 1);
  group->leads = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; ids[i] != NULL; i++)
    {
      guint32 id = (guint32) g_ascii_strtoull (ids[i], NULL, 10);

      g_array_append_val (group->leads, id);
    }
  g_array_sort (group->leads, compare_ids);
  if (group->leads->len > MAX_NAMED)
    g_array_set_size (group->leads, MAX_NAMED);
  return group;
}

static gboolean
run_rule (EspTx *tx,
          const char *sql,
          EspDuplicateKind kind,
          gint64 parameter,
          GPtrArray *groups,
          GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, parameter);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    g_ptr_array_add (groups, read_group (stmt, kind));
  return step == ESP_STEP_DONE;
}

/**
 * esp_duplicates_list:
 * @limit: groups of each kind at most
 *
 * Looks through everyone who is not archived; with a million leads that takes seconds.
 *
 * Returns: (transfer full) (element-type EspDuplicateGroup): by kind, the largest first; %NULL with @error
 *   set
 */
GPtrArray *
esp_duplicates_list (EspTx *tx, guint limit, GError **error)
{
  g_autoptr (GPtrArray) groups =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_duplicate_group_free);

  for (guint i = 0; i < ESP_N_DUPLICATE_KINDS; i++)
    if (!run_rule (tx, rules[i].sql_list, (EspDuplicateKind) i, limit, groups, error))
      return NULL;
  return g_steal_pointer (&groups);
}

/**
 * esp_duplicates_of:
 *
 * Returns: (transfer full) (element-type EspDuplicateGroup): the groups that the lead is in; %NULL with
 *   @error set
 */
GPtrArray *
esp_duplicates_of (EspTx *tx, gint64 lead_id, GError **error)
{
  g_autoptr (GPtrArray) groups =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_duplicate_group_free);

  for (guint i = 0; i < ESP_N_DUPLICATE_KINDS; i++)
    if (!run_rule (tx, rules[i].sql_of, (EspDuplicateKind) i, lead_id, groups, error))
      return NULL;
  return g_steal_pointer (&groups);
}
